import { roleOf } from "../allowed/role.js";
import { hunksOf } from "../patch/lines.js";
import type { PatchFile } from "../patch.js";
import { isAgent, type Check, type CheckContext } from "./check.js";
import { isDirective } from "./source/directives.js";
import { foreignImports } from "./source/imports.js";
import { newMark, sides } from "./source/marks.js";
import { REACHING } from "./source/reaching.js";
import { versions } from "./versions.js";

/**
 * A fix makes the product reckon otherwise. Where it lets a file do what the file did not do before (start programs,
 * write files, call out, change what others share, bring in other modules, steer a tool by a comment), a person looks.
 */
export const reach: Check = {
  name: "reach",
  says: "no file newly shows a known sign of starting programs, writing files, calling out or changing what others share",
  run: ({ files }, context) =>
    isAgent(context)
      ? files.flatMap((file) => {
          if (file.status === "removed" || file.diff === null || roleOf(file.path).kind !== "source")
            return [];
          const what = newMark(file, REACHING) ?? imports(file, context) ?? comments(file);
          return what === null
            ? []
            : [{ path: file.path, reason: `${JSON.stringify(file.path)} ${what}: a person must look at it` }];
        })
      : [],
};

/** A module that the file did not bring in before. */
function imports(file: PatchFile, context: CheckContext): string | null {
  const { before, after } = sides(file);
  const known = new Set([
    ...foreignImports(file.path, before),
    ...foreignImports(file.path, trimmed(versions(file, context).before)),
  ]);
  const found = foreignImports(file.path, after).filter((name) => !known.has(name));
  const isNewTest = file.status === "added" && found.every((name) => FRAMEWORKS.test(name));
  return found.length === 0 || isNewTest ? null : `newly brings in ${JSON.stringify(found[0])}`;
}
const trimmed = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .join("\n");

/** What a new file of tests brings in; a product that does so is refused by `runner-hooks`. */
const FRAMEWORKS =
  /^(?:vitest|@jest\/globals|mocha|chai|ava|tape|(?:node:)?(?:test|assert)(?:\/strict)?|pytest|unittest|testing|minitest\/autorun|rspec|test_helper|spec_helper|rails_helper|org\.(?:junit|assertj|hamcrest|testng)[\w.]*|kotlin\.test[\w.]*|Xunit|NUnit\.Framework|@testing-library\/\w+)$/;

function comments(file: PatchFile): string | null {
  const of = (sign: string): string[] =>
    hunksOf(file).flatMap(({ lines }) =>
      lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1)),
    );
  const old = new Set(
    of("-")
      .filter(isDirective)
      .map((line) => line.trim()),
  );
  return of("+").some((line) => isDirective(line) && !old.has(line.trim()))
    ? "has a new comment that is written for a tool"
    : null;
}
