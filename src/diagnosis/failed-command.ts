import { saidCommand } from "../logs/said-commands.js";
import { commandsOf, programOf, scriptEnd, workOf } from "../logs/script.js";
import { shownBefore } from "../logs/shown-commands.js";
import type { Step } from "../logs/steps.js";
import type { Category } from "./category.js";

/** What commands are called that fail for a cause. */
const called: Partial<Record<Category, RegExp>> = {
  test_failure:
    /\b(?:test\w*|pytest|jest|vitest|mocha|ava|rspec|phpunit|ctest|nextest|tox|nox|verify|playwright|cypress|karma|unittest|check)\b/i,
  compile_error:
    /\b(?:build\w*|compile|make|cmake|cargo|javac|gcc|g\+\+|clang|msbuild|xcodebuild|ninja|meson|bazel|gradlew?|mvnw?|dotnet|swift|tsc|webpack|vite|go)\b/i,
  type_error:
    /\b(?:tsc|mypy|pyright|pyre|flow|sorbet|srb|phpstan|psalm|types?|typecheck|type-check|check)\b/i,
  lint: /\b(?:lint\w*|eslint|ruff|flake8|black|isort|fmt|format\w*|prettier|biome|clippy|rubocop|stylelint|checkstyle|pre-commit|shellcheck|golangci-lint|vet|pylint|ktlint\w*|detekt|spotless\w*|swiftlint|check)\b/i,
  license_or_policy: /licen[sc]e|deny|audit|commitlint|reuse|fossa|trivy|snyk|policy/i,
  documentation:
    /docs?\b|sphinx|mkdocs|mdbook|lychee|links?\b|rustdoc|javadoc|typedoc|jekyll|proofer|docusaurus/i,
  coverage: /\bcov|coverage|jacoco|nyc|c8\b/i,
  deploy_failure:
    /\b(?:deploy\w*|publish|push|release|apply|upgrade|rollout|ansible-playbook|helm|kubectl|terraform|pulumi|twine|serverless|cdk)\b/i,
  checkout: /\b(?:git|clone|checkout|fetch|rebase|merge|cherry-pick|submodule)\b/i,
};
const fetching =
  /\b(?:install|ci|sync|restore|pull|download|get|fetch|update|upgrade|add|init|curl|wget|bundle|composer|pip\d?|apt(?:-get)?|brew|choco|login|push|clone)\b/i;
const fetchers = new Set<Category>([
  "dependency_missing",
  "dependency_conflict",
  "lockfile_drift",
  "network",
  "registry_outage",
  "rate_limited",
  "certificate",
  "auth_or_secret",
  "permission",
]);

const pattern = (category: Category): RegExp | undefined =>
  category === "flaky_test" || category === "snapshot_mismatch"
    ? called.test_failure
    : (called[category] ?? (fetchers.has(category) ? fetching : undefined));

/** Lines around the failing one in which a command's words are looked for. */
const NEAR = 25;

/**
 * The command that failed: of GitHub's steps by the script they show, elsewhere the one that ran last before the failure.
 * Where no step is known the whole log is one.
 */
export function failedCommand(
  lines: readonly string[],
  step: Step | null,
  failure: number,
  category: Category,
): string | undefined {
  if (step && isGitHub(lines, step.start)) return ofGroup(lines, step, failure, category);
  // Travis says itself which command failed.
  if (step?.exitLine !== undefined && lines[step.exitLine]?.startsWith("The command ")) return step.command;
  const from = step?.start ?? 0;
  const shown = shownBefore(lines, from, failure) ?? shownAbove(lines, from);
  if (shown === null) return step?.command ?? saidBehind(lines, from, failure);
  const last = step?.exitLine ?? step?.end ?? failure;
  return likeliest(
    shown.commands,
    lines.slice(shown.from, last + 1),
    nearTo(lines, shown.from, failure, last),
    category,
  );
}

/** Where nothing was echoed: the command that somebody says has failed, first behind the failure, else before it. */
function saidBehind(lines: readonly string[], from: number, failure: number): string | undefined {
  for (let i = failure; i < lines.length; i++) {
    const command = saidCommand(lines[i]!);
    if (command !== null) return command;
  }
  for (let i = failure - 1; i >= Math.max(from, failure - NEAR); i--) {
    const command = saidCommand(lines[i]!);
    if (command !== null) return command;
  }
  return undefined;
}

/** Buildkite's scripts print titles of their own below the command that runs them. */
function shownAbove(lines: readonly string[], start: number): ReturnType<typeof shownBefore> {
  if (!/^(?:---|\+\+\+) /.test(lines[start] ?? "")) return null;
  const opened = lines.findLastIndex((line, i) => i < start && line.startsWith("~~~ "));
  return opened < 0 ? null : shownBefore(lines, opened, start - 1);
}

const isGitHub = (lines: readonly string[], start: number): boolean =>
  lines[start]?.startsWith("##[group]Run ") === true;

function ofGroup(
  lines: readonly string[],
  step: Step,
  failure: number,
  category: Category,
): string | undefined {
  const from = scriptEnd(lines, step.start, step.end);
  const script = isAction(lines, step.start) ? [] : lines.slice(step.start + 1, from);
  const commands = script.length > 1 ? workOf(commandsOf(script)) : [];
  if (commands.length <= 1) return commands[0] ?? step.command;
  const output = lines.slice(from, Math.min(step.end, step.exitLine ?? step.end) + 1);
  return likeliest(commands, output, nearTo(lines, from, failure, step.end), category);
}

const nearTo = (lines: readonly string[], from: number, failure: number, end: number): string =>
  lines
    .slice(Math.max(from, failure - NEAR), Math.min(end, failure + NEAR) + 1)
    .join("\n")
    .toLowerCase();

/**
 * Of a script's commands the one whose words stand where the failure is, that commonly fails so, and that was heard of at all;
 * of equals the last, as the shell stops there.
 */
function likeliest(
  commands: readonly string[],
  output: readonly string[],
  near: string,
  category: Category,
): string | undefined {
  if (commands.length <= 1) return commands[0];
  // `set -x` echoes each command, the failing one last.
  const traced = output.findLast((line) => /^\++ \S/.test(line));
  const last = traced === undefined ? "" : programOf(traced.replace(/^\++ /, ""));
  const said = output.join("\n").toLowerCase();
  const fits = pattern(category);
  let best = commands[0];
  let most = -1;
  for (const command of commands) {
    const program = programOf(command).toLowerCase();
    const words = new Set(command.toLowerCase().match(/[a-z][\w-]{3,40}/g) ?? []);
    const close = [...words].filter((word) => near.includes(word)).length;
    const value =
      Math.min(2, close) +
      (fits?.test(command) ? 2 : 0) +
      (program.length > 2 && said.includes(program) ? 0.5 : 0) +
      (program !== "" && program === last ? 3 : 0);
    if (value >= most) [best, most] = [command, value];
  }
  return best;
}

/** A step that uses an action shows what it is given instead of a script. */
const isAction = (lines: readonly string[], start: number): boolean =>
  /^(?:with|env):/.test(lines[start + 1] ?? "");
