import { isSource } from "../allowed/kinds.js";
import { incidentOf, languageOf, type Incident } from "../allowed/incident.js";
import { isInRoot, isNamed, markedAbove } from "../allowed/place.js";
import { folderOf, foldersOf, nameOf, roleOf } from "../allowed/role.js";
import { shadows } from "../allowed/steering.js";
import type { Patch, PatchFile } from "../patch.js";
import { isAboutDependencies, isAgent, type Check, type CheckContext } from "./check.js";
import { familyOf } from "./source/families.js";
import { goConstraint } from "./source/go-constraint.js";
import { measure } from "./source/measure.js";
import { isTestPath } from "./source/test-paths.js";
import { onlyStricterThresholds } from "./source/thresholds.js";
import { versions } from "./versions.js";

/**
 * An agent may write anything, so where it may write is what the incident is about: files that its evidence or its
 * failing tests lead to, the repository's source roots in the incident's languages, documentation, and where the
 * incident is about them, dependencies. Every other place goes to a person, whatever its name. Known names that steer
 * tests, builds, pipelines, agents, containers or rights are refused inside those places too. Fixers have their own
 * list (`allowed-paths`).
 */
export const allowedFiles: Check = {
  name: "allowed-files",
  says: "only files that the incident names, sources in its languages, tests, documentation, and dependencies that it is about",
  run: (patch, context) => {
    if (!isAgent(context)) return [];
    const incident = incidentOf(context);
    return patch.files.flatMap((file) => {
      const refused = pathsOf(file)
        .map((path) => ({ path, why: refusal(path, { file, patch, context, incident }) }))
        .find(({ why }) => why !== null);
      if (!refused) return [];
      const { path, why } = refused;
      return [{ path, reason: `${JSON.stringify(path)} ${why}: a person must look at it` }];
    });
  },
};

interface Asked {
  file: PatchFile;
  patch: Patch;
  context: CheckContext;
  incident: Incident;
}

const pathsOf = ({ path, oldPath }: PatchFile): string[] =>
  oldPath === undefined ? [path] : [path, oldPath];

function refusal(path: string, asked: Asked): string | null {
  const { file, context } = asked;
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
      return markedAbove(path, context) ?? placeRefusal(path, asked);
  }
}

function placeRefusal(path: string, asked: Asked): string | null {
  const { file, context, incident } = asked;
  const { languages } = incident;
  if (languages.size > 0 && !languages.has(languageOf(path)))
    return "is in another language than what failed";
  if (isTestPath(path)) {
    const why = testRefusal(file, context);
    if (why !== null) return why;
    // Of tests that are there already `kept-tests` allows additions only.
    if (file.status === "modified") return null;
  }
  const shadowed = shadows(foldersOf(path), nameOf(path));
  if (shadowed !== null) return shadowed;
  if (file.status === "added" || (file.status === "renamed" && path === file.path))
    return newPlaceRefusal(path, asked);
  return isNamed(path, incident) || isInRoot(path, incident, context, false)
    ? null
    : "is named by nothing in the incident, and stands in no known folder of sources";
}

/** A file among the tests that is no test decides for all of them; a test that cannot be read cannot be compared. */
function testRefusal(file: PatchFile, context: CheckContext): string | null {
  const family = familyOf(file.path);
  if (!family) return "is a test in a language whose tests are not compared";
  if (file.status === "removed" || file.diff === null) return null;
  return measure(versions(file, context).after, family).tests > 0
    ? null
    : "stands among the tests and is none, so all of them may depend on it";
}

/** A new file is seen by its neighbours only: it stands beside one that is changed or named, in the same language. */
function newPlaceRefusal(path: string, asked: Asked): string | null {
  const { file, context, incident } = asked;
  if (goConstraint(path) !== (file.oldPath === undefined ? "" : goConstraint(file.oldPath)))
    return "is compiled on some systems only";
  if (isTestPath(path) && isInRoot(path, incident, context, true)) return null;
  return isBesideOne(path, asked)
    ? null
    : "is a new file beside none that is changed or named by the incident";
}

const isBesideOne = (path: string, asked: Asked): boolean =>
  [...neighbours(asked)].some(
    (other) => folderOf(other) === folderOf(path) && languageOf(other) === languageOf(path),
  );

/** Sources that are there already and that the patch changes, or that the incident names. */
const neighbours = ({ patch, incident }: Asked): Set<string> =>
  new Set([
    ...patch.files.flatMap(({ path, oldPath, status }) =>
      status === "added" || !isSource(path) ? [] : [oldPath ?? path],
    ),
    ...incident.named,
    ...incident.tests,
  ]);
