import { addedLines, removedLines, type Line, type PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext, type Objection } from "./check.js";
import { isTestPath } from "./source/test-paths.js";

/** Marks that tell a tool to look away. Those in removed lines are set off: moving one is no change. */
const SUPPRESSIONS: [what: string, pattern: RegExp][] = [
  [
    "a linter is told to look away",
    /eslint-disable|tslint:disable|biome-ignore|#\s*noqa|pylint:\s*disable|ruff:\s*noqa|\/\/\s*nolint|rubocop:disable|NOLINT|swiftlint:disable|ktlint-disable|phpcs:(?:ignore|disable)|checkstyle:off|stylelint-disable|oxlint-disable|shellcheck disable|hadolint ignore/,
  ],
  [
    "a type checker is told to look away",
    /@ts-(?:ignore|nocheck|expect-error)|#\s*type:\s*ignore|#\s*(?:pyright|mypy):\s*ignore|@phpstan-ignore|@psalm-suppress|#\s*pyre-ignore|\$FlowFixMe/,
  ],
  [
    "a warning is switched off",
    /@SuppressWarnings|@Suppress\(|#!?\[allow\(|#pragma warning disable|SuppressMessage|warnings\.filterwarnings|-Wno-error|@suppress\b/,
  ],
  [
    "coverage is told to look away",
    /(?:istanbul|c8|v8) ignore|#\s*pragma:\s*no cover|:nocov:|@codeCoverageIgnore|ExcludeFromCodeCoverage/,
  ],
  [
    "a failure is ignored",
    /\|\|\s*(?:true\b|exit\s+0|:(?=\s|$|"))|continue-on-error|allow_failure|ignore_errors|--passWithNoTests|set\s+\+e\b|-Dmaven\.test\.(?:skip|failure\.ignore)|-DskipTests|ignoreFailures|--no-verify|--exit-zero|--force-exit/,
  ],
  [
    "tests are left out",
    /testPathIgnorePatterns|--deselect|--ignore-glob|collect_ignore|norecursedirs|skipTests|excludeTestsMatching|-x\s+test\b|forbidOnly\s*:\s*false/,
  ],
];
/** Settings whose value says how strict a tool is. */
const RULE_FILES =
  /(?:^|\/)(?:\.?eslint[\w.-]*|tsconfig[\w.-]*\.json|\.?jest\.config\.\w+|vitest\.config\.\w+|pytest\.ini|setup\.cfg|tox\.ini|pyproject\.toml|\.flake8|\.pylintrc|mypy\.ini|\.rubocop\.yml|\.golangci\.ya?ml|clippy\.toml|checkstyle\.xml|phpstan\.neon|phpunit\.xml|\.coveragerc|\.nycrc[\w.]*|\.?codecov\.ya?ml|package\.json|Makefile|biome\.json|ruff\.toml|\.?mocharc[\w.]*|playwright\.config\.\w+|pom\.xml|build\.gradle(?:\.kts)?)$/i;
const SWITCHED_OFF =
  /["'](?:off|warn)["']|:\s?0\s?,?$|\b(?:strict|no[A-Z])\w{0,40}["']?\s{0,4}[:=]\s{0,4}[fF]alse|\b(?:ignore|exclude|disable|skips|omit)["']?\s{0,4}[:=]/;

/** The judge is not changed so that the fix passes: no rule, threshold or time limit is relaxed. */
export const relaxedRules: Check = {
  name: "relaxed-rules",
  says: "no rule, threshold or time limit is relaxed",
  run: ({ files }, context) => files.flatMap((file) => objections(file, context).slice(0, 1)),
};

function objections(file: PatchFile, context: CheckContext): Objection[] {
  // Prose may speak of these marks.
  if (/\.(?:md|rst|adoc|txt)$/i.test(file.path) && !/requirements/i.test(file.path)) return [];
  const added = addedLines(file);
  const removed = removedLines(file);
  const found = SUPPRESSIONS.flatMap(([what, pattern]) => more(added, removed, pattern, what));
  if (isAgent(context) && RULE_FILES.test(file.path))
    found.push(...more(added, removed, SWITCHED_OFF, "a rule is switched off"));
  if (isTestPath(file.path) && removed.some(({ text }) => /^\s*\}\);?$/.test(text)))
    found.push(...more(added, removed, /^\s*\}, ?\d{4,9}\);?$/, "a test is given more time"));
  return [...found, ...thresholds(file, added, removed)].map((o) => ({ path: file.path, ...o }));
}

/** More matching lines than there were: each one set off by a removed one. */
function more(added: Line[], removed: Line[], pattern: RegExp, what: string): Objection[] {
  const before = removed.filter(({ text }) => pattern.test(text)).length;
  const hit = added.filter(({ text }) => pattern.test(text))[before];
  return hit ? [{ reason: `line ${hit.line}: ${what}` }] : [];
}

/** `key: number` with its key; the words tell whether up or down is looser. */
const SETTING = /([a-z_][\w.-]{0,60})["']?\s{0,4}[:=(,]\s{0,4}["']?(\d[\d_]{0,15}(?:\.\d{1,6})?)/gi;
const LOOSER_UP =
  /time_?-?out|time_?limit|wait|delay|deadline|retr(?:y|ies)|reruns|max-?_?warnings|sleep|tolerance|epsilon|delta|max-?_?diff/i;
const LOOSER_DOWN =
  /threshold|coverage|fail_?-?under|cov-fail-under|branches|functions|statements|^lines$|min_?coverage|^target$/i;

/** Settings for all tests of a file; a time limit of one new test is its author's business. */
const WHOLE_FILE = /setTimeout$|testTimeout|defaultTimeout|retryTimes|reruns|max-?_?warnings/i;

function thresholds(file: PatchFile, added: Line[], removed: Line[]): Objection[] {
  const judged = isTestPath(file.path) || RULE_FILES.test(file.path);
  const before = settings(removed);
  const found = settings(added).filter(({ key, value }) => {
    const old = before.filter((setting) => setting.key === key).map((setting) => setting.value);
    if (LOOSER_DOWN.test(key)) return RULE_FILES.test(file.path) && old.some((n) => value < n);
    if (!LOOSER_UP.test(key) || !judged) return false;
    return old.length > 0 ? value > Math.max(...old) : file.status !== "added" && WHOLE_FILE.test(key);
  });
  return found.map(({ key, line }) => ({ reason: `line ${line}: ${JSON.stringify(key)} is relaxed` }));
}

const settings = (lines: Line[]): { key: string; value: number; line: number }[] =>
  lines.flatMap(({ text, line }) =>
    [...text.matchAll(SETTING)].map((match) => ({
      key: match[1] ?? "",
      value: Number((match[2] ?? "").replaceAll("_", "")),
      line,
    })),
  );
