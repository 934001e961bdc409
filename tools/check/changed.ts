import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

const git = (root: string, ...args: string[]): string[] =>
  execFileSync("git", args, { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((path) => path !== "");

/** The commit that this branch left `main` at; `HEAD` on main itself, and in a clone that has no main. */
function base(root: string): string {
  try {
    return execFileSync("git", ["merge-base", "HEAD", "main"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch (error) {
    if (error instanceof Error && "status" in error) return "HEAD";
    throw error;
  }
}

/**
 * The files, relative to the checkout, that differ from `main` or are new: of the branch's commits and of the working tree.
 * With a `path`: every file of git's that stands there.
 */
export function changedFiles(root: string, path?: string): string[] {
  const known =
    path === undefined
      ? git(root, "diff", "-z", "--name-only", "--diff-filter=d", base(root))
      : git(root, "ls-files", "-z", "--", path);
  const added = git(root, "ls-files", "-z", "--others", "--exclude-standard", ...(path ? ["--", path] : []));
  return [...new Set([...known, ...added])]
    .filter((file) => existsSync(`${root}/${file}`) && statSync(`${root}/${file}`).isFile())
    .sort();
}
