import type { CheckContext } from "../checks/check.js";
import { isTestFolder, stemOfTest } from "../checks/source/test-paths.js";
import { extensionOf } from "./kinds.js";
import { isAmong, languageOf, type Incident } from "./incident.js";
import { PACKAGE_FOLDERS, SOURCE_ROOTS } from "./names.js";
import { folderOf, foldersOf, nameOf } from "./role.js";

/** Files that make what stands beside and below them infrastructure, or an action with the pipeline's rights. */
const MARKERS = [
  "cdk.json",
  "cdktf.json",
  "Pulumi.yaml",
  "Pulumi.yml",
  "sst.config.ts",
  "action.yml",
  "action.yaml",
];

/** Ways from a folder up to the root. */
const upwards = (folder: string): string[] => (folder === "" ? [""] : [folder, ...upwards(folderOf(folder))]);
const within = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

export function markedAbove(path: string, { headPaths }: CheckContext): string | null {
  if (!headPaths) return null;
  const marker = upwards(folderOf(path))
    .flatMap((folder) => MARKERS.map((name) => within(folder, name)))
    .find((name) => headPaths.has(name));
  return marker === undefined ? null : `belongs to ${JSON.stringify(marker)}`;
}

/** Whether the incident itself leads to a file: its evidence names it, or it is what a failing test is called after. */
export const isNamed = (path: string, { named, tests }: Incident): boolean =>
  isAmong(named, path) || isAmong(tests, path) || [...tests, ...named].some((test) => isSubject(path, test));

/** `sum.mjs` of `sum.test.mjs`, in the same folder or in the one that a folder of tests mirrors. */
function isSubject(path: string, test: string): boolean {
  const stem = stemOfTest(nameOf(test));
  const name = nameOf(path);
  if (stem === null || name.slice(0, -(extensionOf(name).length + 1)) !== stem) return false;
  if (languageOf(path) !== languageOf(test)) return false;
  const mirrored = folderOf(test)
    .split("/")
    .filter((folder) => !isTestFolder(folder))
    .join("/");
  return [folderOf(test), mirrored].includes(folderOf(path));
}

/** Whether a path stands where the repository keeps its own sources or, for tests, its tests. */
export function isInRoot(path: string, incident: Incident, context: CheckContext, test: boolean): boolean {
  const folders = foldersOf(path);
  const isRoot = (at: number): boolean => {
    const folder = folders[at];
    return folder !== undefined && (SOURCE_ROOTS.has(folder) || (test && isTestFolder(folder)));
  };
  if (isRoot(0) || (PACKAGE_FOLDERS.has(folders[0] ?? "") && isRoot(2))) return true;
  const module = folders.findIndex((_folder, at) => isRoot(at));
  if (module > 0 && modulesOf(incident).has(folders.slice(0, module).join("/"))) return true;
  return isPackage(path, context);
}

/** Modules (`core` of `core/src/test/java/A.java`) that the incident names files of. */
const modulesOf = ({ named, tests }: Incident): Set<string> =>
  new Set(
    [...named, ...tests].flatMap((path) => {
      const folders = foldersOf(path);
      const at = folders.findIndex((folder) => SOURCE_ROOTS.has(folder) || isTestFolder(folder));
      return at > 0 ? [folders.slice(0, at).join("/")] : [];
    }),
  );

/** Folders that a language itself calls packages: below a `go.mod`, or with `__init__.py` all the way. */
function isPackage(path: string, { headPaths }: CheckContext): boolean {
  if (!headPaths) return false;
  const above = upwards(folderOf(path));
  if (extensionOf(path) === "go") return above.some((folder) => headPaths.has(within(folder, "go.mod")));
  return (
    extensionOf(path) === "py" &&
    folderOf(path) !== "" &&
    above.every((folder) => folder === "" || headPaths.has(`${folder}/__init__.py`))
  );
}
