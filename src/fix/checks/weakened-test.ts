import type { PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext, type Objection } from "./check.js";
import { familyOf } from "./source/families.js";
import { measure, type Measure } from "./source/measure.js";
import { isSnapshotPath, isTestPath } from "./source/test-paths.js";
import { changedLiteral } from "./source/literals.js";
import { versions } from "./versions.js";

/**
 * The known ways to make a test ask for less. A test can be weakened in more ways than can be listed, so what is said
 * is that none of these was seen; of an agent's patch `kept-tests` holds more.
 */
export const weakenedTest: Check = {
  name: "weakened-test",
  says: "no known sign of a skipped, emptied or loosened test",
  run: ({ files }, context) => {
    const compared = files.map((file) => ({ file, compared: compare(file, context) }));
    return [...compared.flatMap((one) => fileObjections(one, context)), ...lost(compared)];
  },
};

function fileObjections({ file, compared }: Judged, context: CheckContext): Objection[] {
  const { path } = file;
  if (file.status === "removed" || file.diff === null) return [];
  if (isSnapshotPath(path) && file.status !== "added")
    return context.producer === "snapshot" || file.diff === ""
      ? []
      : [{ path, reason: "recorded expectations are rewritten" }];
  if (!compared) return [];
  const { before, after } = compared;
  const reason =
    growth(before, after) ?? (isAgent(context) ? expectations(file, context, before, after) : null);
  return reason === null ? [] : [{ path, reason }];
}

interface Compared {
  before: Measure;
  after: Measure;
}
interface Judged {
  file: PatchFile;
  /** null: the file holds no tests. */
  compared: Compared | null;
}

/** Measures of a file with tests in it, by its path or by its text (Rust keeps them beside the code). */
function compare(file: PatchFile, context: CheckContext): Compared | null {
  const family = familyOf(file.path);
  if (!family || file.diff === null || file.status === "removed") return null;
  const text = versions(file, context);
  const before = measure(text.before, family);
  const after = measure(text.after, family);
  return isTestPath(file.oldPath ?? file.path) || before.tests > 0 ? { before, after } : null;
}

/** What may not become more. */
function growth(before: Measure, after: Measure): string | null {
  if (after.skips > before.skips) return "a test is skipped or retried";
  if (after.focus > before.focus) return "a focused test keeps the others from running";
  if (after.dead > before.dead) return "code of a test can no longer run";
  if (after.tautologies > before.tautologies) return "an assertion holds whatever the code does";
  return null;
}

function expectations(
  file: PatchFile,
  context: CheckContext,
  before: Measure,
  after: Measure,
): string | null {
  if (after.exits > before.exits) return "a test ends before its assertions";
  if (after.swallowed > before.swallowed) return "a test drops errors";
  if (after.rows < before.rows && after.tests <= before.tests) return "rows of a test's table are removed";
  if (after.strict < before.strict && after.assertions >= before.assertions)
    return "an exact assertion became one that holds for almost any value";
  const gone = [...before.literals].find(([literal, n]) => (after.literals.get(literal) ?? 0) < n);
  if (gone && after.assertions >= before.assertions) return "the expected value of an assertion is changed";
  // Beside the code, `kept-tests` tells lines of tests from the product's.
  const goalposts = isTestPath(file.oldPath ?? file.path) && failing(file, context);
  return changedLiteral(file, goalposts) ? "a value that a test expects is changed" : null;
}

const failing = (file: PatchFile, { failingTests = [] }: CheckContext): boolean =>
  failingTests.some(
    (test) => test.file !== undefined && test.file !== "" && sameFile(test.file, file.oldPath ?? file.path),
  );
const sameFile = (reported: string, path: string): boolean =>
  reported === path || reported.endsWith(`/${path}`) || path.endsWith(`/${reported}`);

/** Over all files together, so that moving a test is no loss and losing one is. */
function lost(judged: readonly Judged[]): Objection[] {
  const known = judged.flatMap(({ file, compared }) => (compared ? [{ path: file.path, ...compared }] : []));
  return (["tests", "assertions"] as const).flatMap((what) => {
    const change = known.reduce((sum, { before, after }) => sum + after[what] - before[what], 0);
    if (change >= 0) return [];
    const from = known.find(({ before, after }) => after[what] < before[what]);
    return [
      {
        path: from?.path,
        reason: `${-change} ${what === "tests" ? "test cases" : "assertions"} are removed`,
      },
    ];
  });
}
