import type { Rule } from "../rule.js";

/** A licence check or a repository rule refused the change. */
export const licenseOrPolicy: Rule = {
  category: "license_or_policy",
  verdict: [
    /Failed to execute goal .{0,80}:(?:license-maven|apache-rat|dependency-check-maven)\S{0,40}/,
    /Failed to execute goal .{0,80}:sonar-maven-plugin.{1,200}QUALITY GATE/,
    /^Execution failed for task '[^']{0,200}:(?:licen[sc]e\w*|rat|dependencyCheck\w*)'/,
  ],
  strict: [
    /^│ \S{1,80}\s{1,80}│ (?:CVE-\d{4}-\d{4,7}|GHSA-[\w-]{14,20}) /,
    // cargo-deny: diagnostics and its closing line
    /^error\[(?:rejected|unlicensed|license-[\w-]{3,30}|no-license-field|vulnerability|unmaintained|yanked|unsound|banned|duplicate|not-allowed|source-not-allowed|git-source-[\w-]{3,30})\]: /,
    /\b(?:advisories|bans|licenses|sources) FAILED\b/,
    /^error: \d+ vulnerabilit(?:y|ies) found!/,
    // pip-licenses, license-checker, go-licenses, REUSE, licensed
    /^fail-on license .{1,120} was found for package\b/,
    /^license .{1,120} not in allow-only licenses was found for package\b/,
    /\bFound license defined by the --failOn flag: /,
    /\bis licensed under ".{1,120}" which is not permitted by the --onlyAllow flag\b/,
    /\b(?:Forbidden|Not allowed) license (?:type )?\S{1,60} (?:found )?for library\b/,
    /\bis not compliant with version [\d.]{1,10} of the REUSE Specification\b/,
    /^\s{0,6}- (?:status: )?license needs review: /,
    // Checkov, tfsec and Trivy, Conftest, KICS, Terrascan, Composer, npm, pip, Cargo and Bundler's audits
    /^\s{0,4}FAILED for resource: \S/,
    /^Check: CKV2?_\w{1,20}_\d{1,5}: /,
    /^Passed checks: \d{1,6}, Failed checks: [1-9]/,
    /\bAVD-[A-Z]{2,8}-\d{4}\b/,
    /^Result #\d{1,5} (?:CRITICAL|HIGH|MEDIUM|LOW) /,
    /^(?:FAIL|WARN) - \S{1,200} - \S{1,80} - \S/,
    /^(?:Found|error:) [1-9]\d{0,3} (?:known |security )?(?:vulnerability|vulnerabilities)(?: advisor(?:y|ies))?\b/i,
    /^[1-9]\d{0,4} (?:\w{1,10} severity )?vulnerabilit(?:y|ies)(?: \(|$)/,
    /^Vulnerabilities found!$/,
    /^Total: [1-9]\d{0,5} \((?:UNKNOWN|LOW|MEDIUM|HIGH|CRITICAL): \d/,
    // SonarQube and SonarCloud
    /\bQUALITY GATE STATUS: FAILED\b|\b[Qq]uality [Gg]ate (?:has )?failed\b/,
    // dependency-review-action, gitleaks, commitlint
    /\bDependency review detected (?:vulnerable packages|incompatible licen[sc]es|denied packages|invalid SPDX)/,
    /\bleaks found: [1-9]/,
    /^✖\s{1,4}(?:subject|type|body|header|footer|scope)\b.{1,120}\[[a-z-]{4,40}\]$/,
    /\bSome files do not have the expected license header\b/,
    /\b(?:missing|incorrect|invalid) licen[sc]e header/i,
    /\bToo many files with unapproved licen[sc]e/i,
    /\bCommit .{1,60} (?:is missing|does not have a) (?:a )?Signed-off-by\b/i,
    /\bCLA (?:has not been|is not|check failed|not signed)/i,
    /\b(?:subject|type|body|header) (?:may not be empty|must be one of|must not)\b.{0,60}\[[a-z-]{4,40}\]/,
    /\bDCO\b.{1,40}\b(?:missing|failed)\b/,
    /\bIncompatible licen[sc]es? (?:were |was )?(?:found|detected)/i,
    /\bprotected branch hook declined\b/,
    /\bGH0(?:06|13): /,
    /\bOne or more dependencies were identified with vulnerabilities\b/,
    /\bis blocked by policy\b|\bis not allowed (?:to be used )?in\b/i,
    /\bpush declined due to (?:repository rule|secret scanning|email privacy)/i,
    /\bNewer? labels? (?:is|are) required\b/i,
    /\bfound [1-9]\d* (?:high|critical|moderate)? ?(?:severity )?vulnerabilit(?:y|ies)\b.{0,40}$/i,
  ],
  generic: [/\blicen[sc]e (?:check|violation)/i, /\bpolicy violation\b/i],
};
