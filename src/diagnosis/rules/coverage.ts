import type { Rule } from "../rule.js";

/** Test coverage is below the threshold. */
export const coverage: Rule = {
  category: "coverage",
  verdict: [
    /Failed to execute goal .{0,80}:(?:jacoco|cobertura|coveralls)-maven-plugin\S{0,60}:check/,
    /^Execution failed for task '[^']{0,200}:jacoco\w*Verification'/,
  ],
  strict: [
    /\bcoverage threshold for \w{1,20} \([\d.]+%\) not met\b/,
    /\bFAIL Required test coverage of [\d.]+% not reached\b/,
    /^ERROR: Coverage for \w{1,20} \([\d.]+%\) does not meet/,
    /\bCoverage failure: total of [\d.]+ is less than fail-under/,
    /\bRule violated for bundle .{1,200} covered ratio is\b/,
    /\b(?:line|branch|statement|total) coverage\b.{1,60}\b(?:below|less than|under)\b/i,
    /\bCoverage \([\d.]+%\) is below the expected minimum coverage\b/,
  ],
  generic: [/\bcoverage\b.{1,60}\b(?:below|threshold|dropped|decreased|insufficient)\b/i],
};
