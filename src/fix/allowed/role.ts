import { lockFormatOf, lockFormats } from "../lockfiles/index.js";
import { manifestOf, manifests } from "../manifests/index.js";
import { isProse, isSource } from "./kinds.js";
import { steeringFolder, steeringName, steeringProse } from "./steering.js";
import { folded } from "../patch/names.js";

/** What a path may be in an agent's patch, or why it may not be there at all: a clause that follows the path's name. */
export type Role = { kind: "source" | "prose" | "manifest" | "lockfile" } | { kind: "steers"; why: string };

const steers = (why: string): Role => ({ kind: "steers", why });

/** Judges a path by its folders and name. What is none of the known kinds steers something, or might. */
export function roleOf(path: string): Role {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  const folders = parts.map(folded);
  if (manifestOf(path) || lockFormatOf(path)) {
    const why = steeringFolder(folders);
    if (why !== null) return steers(why);
    return { kind: manifestOf(path) ? "manifest" : "lockfile" };
  }
  // `Package.json` is `package.json` where case does not count.
  if (isPackageFile(folded(name))) return steers("has the name of a manifest or lock file in other letters");
  if (isProse(folders, name)) {
    const why = steeringProse(folders, name);
    return why === null ? { kind: "prose" } : steers(why);
  }
  if (!isSource(name)) return steers("is neither source, test nor documentation");
  const why = steeringFolder(folders) ?? steeringName(folders, name);
  return why === null ? { kind: "source" } : steers(why);
}

const isPackageFile = (name: string): boolean =>
  lockFormats.some(({ file }) => file.toLowerCase() === name) ||
  manifests.some((one) => one.matches(name)) ||
  ["cargo.toml", "pipfile", "gemfile", "directory.packages.props"].includes(name);

/** The folder of a path; "" for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const foldersOf = (path: string): string[] => path.split("/").slice(0, -1).map(folded);
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
