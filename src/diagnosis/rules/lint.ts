import type { Rule } from "../rule.js";

/** A formatter or linter refused the sources. */
export const lint: Rule = {
  category: "lint",
  verdict: [
    /Failed to execute goal .{0,80}:(?:maven-checkstyle|maven-pmd|spotbugs-maven|findbugs-maven|spotless-maven|fmt-maven|license-maven|ktlint|formatter-maven|detekt|impsort-maven|animal-sniffer|cpd|errorprone|apache-rat|qulice-maven|japicmp-maven|revapi-maven)\S{0,40}/,
    /^Execution failed for task '[^']{0,200}:(?:\w*[cC]heckstyle\w*|\w*[sS]potless\w*|pmd\w+|(?:findb|spotB)ugs\w*|\w*[kK]tlint\w*|detekt\w*|lint\w*|codenarc\w*)'/,
    /^Code style issues (?:were )?found/,
  ],
  strict: [
    /^✖ \d+ problems? \(\d+ errors?/,
    /^\s{1,8}\d{1,6}:\d{1,5}\s{1,8}error\s{1,8}\S/,
    /^would reformat \S/i,
    /^Oh no! .{0,20}\d+ files? would be reformatted/,
    /^\[warn\] .{1,300}\.\w{1,6}$/,
    /^\[(?:ERROR|WARN)\] .{1,300}\[\w{3,60}\]$/,
    /^\S{1,300}\.py:\d+:\d+:? \(?[CEFWRND]\d{3,4}\b/,
    /^\S{1,300}:\d+:\d+: [CFWERN]\d{3,4}[: ]/,
    /^\S{1,300}\.rb:\d+:\d+: [CWEF]: /,
    /^\d+ files? inspected, [1-9]\d* offenses? detected/,
    /\bYour code has been rated at \d/,
    /^\S{1,300}\.go:\d+:\d+: .{1,300} \([a-z]{3,30}\)$/,
    /^(?:level=error|Error: ).{0,80}(?:gofmt|golangci-lint|goimports)/,
    /^Diff in \/\S{1,300} at line \d+/,
    /There were \d+ (?:checkstyle|lint) (?:errors?|violations?)/i,
    /\bCheckstyle (?:violations|rule violations|errors)\b/i,
    /^ERROR: .{0,300}Imports are incorrectly sorted/,
    /\bThe following files had format violations/,
    /^Lint(?:ing)? (?:failed|errors? found)/i,
    /^> Lint found errors/,
    /^\S{1,300}: needs (?:formatting|update)$/,
    /^(?:black|isort|flake8|prettier|eslint|ruff|rubocop|yamllint|shellcheck|clang-format)\.{3,}.{0,60}Failed/,
    /^In \S{1,300} line \d+:$/,
    /\bSC\d{4}\b/,
    /^(?:E|W)\d{3} /,
  ],
  generic: [
    /\b(?:eslint|prettier|checkstyle|pylint|flake8|rubocop|stylelint|tslint|standard|golint|clang-format|black)\b.{1,60}\b(?:error|failed|violation|problem)/i,
    /\b(?:trailing whitespace|line (?:is )?too long|missing semicolon|code style)\b/i,
    /^PLEASE APPLY CHANGES/,
  ],
};
