import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A deployment, release or publication failed. */
export const deployFailure: Rule = {
  category: "deploy_failure",
  verdict: [
    /Failed to execute goal .{0,80}:(?:maven-deploy|nexus-staging-maven|maven-release|maven-gpg|jib-maven|docker-maven|dockerfile-maven|central-publishing)\S{0,40}/,
  ],
  strict: [
    // Ansible: the task's own message stands behind the arrow
    /^(?:fatal|failed): \[[^\]]{1,120}\](?: \([^)]{1,80}\))?: FAILED! => /,
    // Test Kitchen and Chef, Google's and Amazon's command lines
    /\bConverge failed on instance\b/,
    /^\s{0,16}Error executing action `\w{1,40}` on resource '/,
    /^ERROR: \(gcloud\.(?:run|app|functions|beta|alpha|container|compute|builds|deploy)[\w.-]{1,60}\) (?!PERMISSION_DENIED|.{0,60}(?:does not have permission|Your current active account))/,
    /\bWaiter \w{1,60} failed: /,
    /\bfailed to create\/update the stack\b/i,
    /^error: failed to publish to registry\b/,
    /^\s{0,4}❌\s{1,3}(?:.{1,80} )?(?:failed: |Deployment failed)/,
    /^error: update failed$/,
    /^ ! \s{0,4}Push (?:rejected|failed)/,
    /\bAn error occurred: \S{1,120} - Resource handler returned message\b/,
    /\berror: timed out waiting for the condition(?: on \S{1,120})?$/,
    /\bdeployment "\S{1,120}" exceeded its progress deadline\b/,
    /\bError acquiring the state lock\b/,
    /\bKubernetes cluster unreachable\b/,
    /\bno matches for kind "/,
    /^npm (?:ERR!|error) (?:You cannot publish over|publish )/,
    /\bHTTPError: 400 .{0,200}(?:upload|pypi)/i,
    /\bFile already exists\b.{1,80}(?:pypi|upload)/i,
    /\bUPGRADE FAILED\b/,
    /\bError: INSTALLATION FAILED\b/,
    /\bRollout (?:failed|timed out)|exceeded its progress deadline\b/i,
    /\bDeployment (?:failed|error)\b/i,
    /\bTerraform (?:apply|plan) failed\b/i,
    /^Error: (?:error|failed) (?:creating|updating|applying) /i,
    /\bdeploy(?:ment)? (?:to \S{1,80} )?failed\b/i,
    /\b(?:\w{1,20}_)?ROLLBACK_(?:COMPLETE|IN_PROGRESS)\b|\b(?:CREATE|UPDATE|DELETE|ROLLBACK)_FAILED\b/,
    /\bImagePullBackOff\b|\bCrashLoopBackOff\b/,
    /^Execution failed for task '[^']{0,200}:(?:publish|upload|release|sign)\w*'/,
  ],
  summary: [/^\S{1,120}\s{1,40}: ok=\d+ .{0,60}(?:unreachable|failed)=[1-9]/],
  generic: [
    /\bfailed to (?:deploy|publish|release|upload(?! (?:\w{1,16} ){0,2}(?:artifacts?|metrics|reports?|logs?|results?|caches?|statistics)\b))\b/i,
  ],
  unless: [insideTestReport],
};
