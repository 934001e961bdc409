import { folderOf, foldersOf, nameOf, roleOf } from "../allowed/role.js";
import { inSources, shadows } from "../allowed/steering.js";
import { isSource } from "../allowed/kinds.js";
import type { Patch, PatchFile } from "../patch.js";
import { isAboutDependencies, isAgent, type Check, type CheckContext } from "./check.js";
import { familyOf } from "./source/families.js";
import { goConstraint } from "./source/go-constraint.js";
import { measure } from "./source/measure.js";
import { isTestPath, runnerMark } from "./source/test-paths.js";
import { onlyStricterThresholds } from "./source/thresholds.js";
import { versions } from "./versions.js";

/**
 * An agent may write anything, so what it may change is listed: sources, tests, documentation, and where the incident
 * is about them, dependencies. Whatever steers tests, builds, pipelines, agents, editors, containers or rights goes to
 * a person, and so does what a path alone does not tell. Fixers have their own list (`allowed-paths`).
 */
export const allowedFiles: Check = {
  name: "allowed-files",
  says: "only sources, tests, documentation, and dependencies that the incident is about",
  run: (patch, context) =>
    isAgent(context)
      ? patch.files.flatMap((file) => {
          const refused = pathsOf(file)
            .map((path) => ({ path, why: refusal(path, file, patch, context) }))
            .find(({ why }) => why !== null);
          return refused
            ? [
                {
                  path: refused.path,
                  reason: `${JSON.stringify(refused.path)} ${refused.why}: a person must look at it`,
                },
              ]
            : [];
        })
      : [],
};

const pathsOf = ({ path, oldPath }: PatchFile): string[] =>
  oldPath === undefined ? [path] : [path, oldPath];

function refusal(path: string, file: PatchFile, patch: Patch, context: CheckContext): string | null {
  const role = roleOf(path);
  switch (role.kind) {
    case "steers":
      return onlyStricterThresholds(file) ? null : role.why;
    case "prose":
      return null;
    case "manifest":
      return file.status === "modified" ? null : `is a manifest that would be ${file.status}`;
    case "lockfile":
      if (file.status !== "modified") return `is a lock file that would be ${file.status}`;
      return isAboutDependencies(context)
        ? null
        : `is a lock file, and the incident (${context.category}) is not about dependencies`;
    case "source":
      return path === file.path && file.status !== "removed" ? sourceRefusal(file, patch, context) : null;
  }
}

function sourceRefusal(file: PatchFile, patch: Patch, context: CheckContext): string | null {
  const why = isTestPath(file.path) ? testRefusal(file, context) : null;
  if (why !== null || file.status === "modified") return why;
  return newPlaceRefusal(file, patch, context);
}

/** A file among the tests that is no test decides for all of them; a test that cannot be read cannot be compared. */
function testRefusal(file: PatchFile, context: CheckContext): string | null {
  const family = familyOf(file.path);
  if (!family) return file.status === "added" ? null : "is a test in a language whose tests are not compared";
  if (runnerMark(file.path) !== null || file.diff === null) return null;
  return measure(versions(file, context).after, family).tests > 0
    ? null
    : "stands among the tests and is none, so all of them may depend on it";
}

/** A new file belongs where the language's sources or tests are known to be. */
function newPlaceRefusal(file: PatchFile, patch: Patch, context: CheckContext): string | null {
  const { path, oldPath } = file;
  const folders = foldersOf(path);
  const shadowed = shadows(folders, nameOf(path));
  if (shadowed !== null) return shadowed;
  if (goConstraint(path) !== (oldPath === undefined ? "" : goConstraint(oldPath)))
    return "is compiled on some systems only";
  const known =
    inSources(folders) || runnerMark(path) !== null || neighbours(patch, context).has(folderOf(path));
  return known ? null : "is a new file in a folder that is not known to hold sources";
}

/** Folders that hold a source already: one that the patch changes, or a failing test. */
const neighbours = ({ files }: Patch, { failingTests = [] }: CheckContext): Set<string> =>
  new Set(
    [
      ...files.flatMap(({ path, oldPath, status }) =>
        status === "added" || !isSource(path) ? [] : [oldPath ?? path],
      ),
      ...failingTests.flatMap(({ file }) => file ?? []),
    ].map(folderOf),
  );
