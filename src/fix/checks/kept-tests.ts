import { roleOf } from "../allowed/role.js";
import { addedLines, removedLines, type PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext } from "./check.js";
import { losesExample } from "./source/examples.js";
import { familyOf, type Family } from "./source/families.js";
import { mask } from "./source/mask.js";
import { measure } from "./source/measure.js";
import { isTestPath } from "./source/test-paths.js";
import { chunksOf, notWholeTests } from "./source/whole-tests.js";
import { versions, type Versions } from "./versions.js";

/**
 * Whether a changed test asks for less cannot be told from its text, so an agent changes no line of one: it may add
 * whole test cases. Where a test is wrong, a person says so.
 */
export const keptTests: Check = {
  name: "kept-tests",
  says: "no existing test line was changed",
  run: ({ files }, context) =>
    isAgent(context)
      ? files.flatMap((file) => {
          const why = refusal(file, context);
          return why === null ? [] : [{ path: file.path, reason: why }];
        })
      : [],
};

const PERSON = "only a person changes what a test asks for";

function refusal(file: PatchFile, context: CheckContext): string | null {
  if (file.status === "added" || file.diff === null) return null;
  const path = file.oldPath ?? file.path;
  // A removed test is `deleted-test`'s.
  if (isTestPath(path)) return file.status === "removed" ? null : testRefusal(file, path, context);
  const kind = roleOf(path).kind;
  return kind === "source" ? sourceRefusal(file, context) : null;
}

function testRefusal(file: PatchFile, path: string, context: CheckContext): string | null {
  if (file.status === "renamed") return `a file of tests is renamed; ${PERSON}`;
  const removed = removedLines(file)[0];
  if (removed) return `line ${removed.line} of a file of tests is changed or removed; ${PERSON}`;
  const family = familyOf(path);
  const text = versions(file, context);
  if (!family || measure(text.before, family).tests === 0)
    return `it holds no test cases that can be read, so all tests may depend on it; ${PERSON}`;
  return additions(file, text, family, 0);
}

/** Tests beside the code (Rust, Vitest in a source): from the first of them on, the rules of test files hold. */
function sourceRefusal(file: PatchFile, context: CheckContext): string | null {
  const family = familyOf(file.path);
  const text = versions(file, context);
  if (losesExample(text.before, text.after)) return `an example that is run as a test is changed; ${PERSON}`;
  if (!family) return null;
  const before = firstTest(text.before, family);
  const gone = removedLines(file).find(
    ({ line, text: old }) => (text.complete && line > before) || COLLECTS.test(old),
  );
  if (gone) return `line ${gone.line} belongs to tests beside the code; ${PERSON}`;
  if (!text.complete && before !== Infinity)
    return `the patch does not show all of a file with tests; ${PERSON}`;
  const after = firstTest(text.after, family);
  return after === Infinity ? null : additions(file, text, family, after);
}

const COLLECTS = /^\s*(?:pub )?mod \w*test\w*\s*;|cfg\(.*\btest\b|^\s*#\[path\b|import\.meta\.vitest/;

/** The first line, from 0, that belongs to tests; Infinity: there is none. */
function firstTest(text: string, family: Family): number {
  const lines = mask(text, family.syntax).code.split("\n");
  const at = lines.findIndex((line) =>
    family.name === "javascript"
      ? line.includes("import.meta.vitest")
      : COLLECTS.test(line) || (line.match(family.tests)?.length ?? 0) > 0,
  );
  return at === -1 ? Infinity : at;
}

function additions(file: PatchFile, text: Versions, family: Family, from: number): string | null {
  const added = addedLines(file).filter(({ line }) => line > from);
  if (added.length === 0) return null;
  if (!text.complete) return `the patch does not show all of a file with tests; ${PERSON}`;
  const found = notWholeTests(text, chunksOf(added.map(({ line }) => line)), family);
  return found === null ? null : `what is added at line ${found.line} ${found.why}`;
}
