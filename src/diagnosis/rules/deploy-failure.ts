import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A deployment, release or publication failed. */
export const deployFailure: Rule = {
  category: "deploy_failure",
  verdict: [
    /Failed to execute goal .{0,80}:(?:maven-deploy|nexus-staging-maven|maven-release|maven-gpg|jib-maven|docker-maven|dockerfile-maven|central-publishing)\S{0,40}/,
  ],
  strict: [
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
    /\bROLLBACK_(?:COMPLETE|IN_PROGRESS)\b/,
    /\bImagePullBackOff\b|\bCrashLoopBackOff\b/,
    /^Execution failed for task '[^']{0,200}:(?:publish|upload|release|sign)\w*'/,
  ],
  generic: [/\bfailed to (?:deploy|publish|release|upload)\b/i],
  unless: [insideTestReport],
};
