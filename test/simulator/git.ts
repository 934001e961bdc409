/** Git plumbing on bare repositories; arguments never pass a shell. */
import { randomUUID } from "node:crypto";
import { appendFile, readFile as readText, rm } from "node:fs/promises";
import { join } from "node:path";
import { output } from "./processes.js";

const identity = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "GitHub",
  GIT_AUTHOR_EMAIL: "noreply@github.com",
  GIT_COMMITTER_NAME: "GitHub",
  GIT_COMMITTER_EMAIL: "noreply@github.com",
};

export class GitError extends Error {}

/** Runs git on a bare repository and answers its standard output; throws `GitError` with its standard error. */
export async function git(
  gitDir: string,
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<string> {
  return (await gitBytes(gitDir, args, options)).toString("utf8");
}

export async function gitBytes(
  gitDir: string,
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Buffer> {
  const env = { ...process.env, ...identity, GIT_DIR: gitDir, ...options.env };
  const { code, stdout, stderr } = await output("git", args, { env, input: options.input });
  if (code !== 0) throw new GitError(`git ${args[0]}: ${stderr.toString("utf8").trim()}`);
  return stdout;
}

export async function initBare(gitDir: string): Promise<void> {
  await git(gitDir, ["init", "--quiet", "--bare", "--initial-branch=main", gitDir]);
  const config =
    "[http]\n\treceivepack = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true\n[gc]\n\tauto = 0\n";
  await appendFile(join(gitDir, "config"), config);
}

export async function cloneBare(from: string, to: string): Promise<void> {
  await initBare(to);
  await git(to, ["fetch", "--quiet", from, "refs/heads/*:refs/heads/*"]);
}

const FULL_SHA = /^[0-9a-f]{40}$/;
/** A commit or tree, or what stands at a path of it. */
const FIXED = /^[0-9a-f]{40}(?::|$)/;

/** What git told of whole shas: it never changes. What is missing may still come and is not kept. */
const known = new Map<string, unknown>();

async function once<T>(
  gitDir: string,
  sha: string,
  of: string,
  read: () => Promise<T | null>,
): Promise<T | null> {
  if (!FIXED.test(sha)) return read();
  const key = `${gitDir} ${sha} ${of}`;
  const kept = known.get(key) as T | undefined;
  if (kept !== undefined) return kept;
  const found = await read();
  if (found === null) return null;
  // Enough for a test file; the demo and the benches make more commits than one cares to keep.
  if (known.size > 20_000) known.clear();
  known.set(key, found);
  return found;
}

/** Sha of a branch, tag, ref or sha; `null` when there is no such commit. */
export async function resolve(gitDir: string, ref: string): Promise<string | null> {
  if (ref === "" || ref.startsWith("-")) return null;
  return once(gitDir, ref, "commit", async () => {
    // A branch's own file is read first: no process for what is asked most.
    const loose = /^[\w./-]+$/.test(ref) && !ref.includes("..");
    const sha = loose && (await readText(join(gitDir, "refs/heads", ref), "utf8").catch(() => "")).trim();
    if (sha && FULL_SHA.test(sha)) return sha;
    for (const name of [ref, `refs/heads/${ref}`, `refs/${ref}`]) {
      try {
        return (
          await git(gitDir, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`])
        ).trim();
      } catch (error) {
        if (!(error instanceof GitError)) throw error;
      }
    }
    return null;
  });
}

export async function refs(gitDir: string, prefix = "refs/"): Promise<Map<string, string>> {
  const text = await git(gitDir, ["for-each-ref", "--format=%(objectname) %(refname)", prefix]);
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
}

export interface CommitRequest {
  branch: string;
  parent: string | null;
  message: string;
  author: { name: string; email: string };
  committer?: { name: string; email: string };
  at: Date;
  /** `null` deletes. A text that begins with `#!` becomes executable. */
  files: Record<string, string | Buffer | null>;
}

/** One commit through `git fast-import`: blobs, tree, commit and ref in a single process. */
export async function commit(gitDir: string, request: CommitRequest): Promise<string> {
  const when = `${Math.floor(request.at.getTime() / 1000)} +0000`;
  const parts: Buffer[] = [];
  const say = (text: string): number => parts.push(Buffer.from(text, "utf8"));
  const data = (bytes: Buffer): void => {
    say(`data ${bytes.length}\n`);
    parts.push(bytes);
    say("\n");
  };
  const person = (who: { name: string; email: string }): string =>
    `${who.name.replace(/[<>\n]/g, "")} <${who.email.replace(/[<>\n]/g, "")}> ${when}`;
  const committer = request.committer ?? { name: "GitHub", email: "noreply@github.com" };
  say(`feature done\ncommit refs/heads/${request.branch}\nmark :1\n`);
  say(`author ${person(request.author)}\ncommitter ${person(committer)}\n`);
  data(Buffer.from(request.message, "utf8"));
  if (request.parent !== null) say(`from ${request.parent}\n`);
  for (const [path, content] of Object.entries(request.files)) {
    const quoted = `"${path.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`;
    if (content === null) {
      say(`D ${quoted}\n`);
      continue;
    }
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, "utf8");
    const executable = bytes.subarray(0, 2).toString("latin1") === "#!";
    say(`M ${executable ? "100755" : "100644"} inline ${quoted}\n`);
    data(bytes);
  }
  say("\nget-mark :1\ndone\n");
  const out = await git(gitDir, ["fast-import", "--quiet", "--force"], { input: Buffer.concat(parts) });
  return out.trim();
}

/** Bytes of a file at a commit; `null` when absent or not a file. */
export async function readFile(gitDir: string, ref: string, path: string): Promise<Buffer | null> {
  const sha = await resolve(gitDir, ref);
  if (sha === null) return null;
  return once(gitDir, sha, `blob ${path}`, async () => {
    try {
      return await gitBytes(gitDir, ["cat-file", "blob", `${sha}:${path}`]);
    } catch (error) {
      if (error instanceof GitError) return null;
      throw error;
    }
  });
}

export interface TreeEntry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number | null;
  path: string;
}

/** Entries of a tree-ish; `null` when it is none. */
export const tree = (gitDir: string, treeish: string, recursive = false): Promise<TreeEntry[] | null> =>
  once(gitDir, treeish, `tree ${recursive}`, () => listTree(gitDir, treeish, recursive));

async function listTree(gitDir: string, treeish: string, recursive: boolean): Promise<TreeEntry[] | null> {
  try {
    const args = ["ls-tree", "-z", "-l", ...(recursive ? ["-r", "-t"] : []), treeish];
    const text = await git(gitDir, args);
    return text
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => {
        const tab = line.indexOf("\t");
        const [mode = "", type = "", sha = "", size = "-"] = line.slice(0, tab).split(/ +/);
        const kind = type === "tree" || type === "commit" ? type : "blob";
        return { mode, type: kind, sha, size: size === "-" ? null : Number(size), path: line.slice(tab + 1) };
      });
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

export interface CommitInfo {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: { name: string; email: string; date: Date };
  committer: { name: string; email: string; date: Date };
}

const format = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x01";

/** Commits of `git log` with these arguments (revisions, `-n`, `--skip`, paths). */
export async function log(gitDir: string, args: string[]): Promise<CommitInfo[]> {
  const text = await git(gitDir, ["log", `--format=${format}`, ...args]);
  return text
    .split("\u0001")
    .map((part) => part.replace(/^\n/, "").split("\0"))
    .filter((fields) => fields.length >= 10)
    .map((fields) => {
      const [sha = "", treeSha = "", parents = "", an = "", ae = "", at = "0", cn = "", ce = "", ct = "0"] =
        fields;
      return {
        sha,
        tree: treeSha,
        parents: parents.split(" ").filter((parent) => parent !== ""),
        message: (fields[9] ?? "").trimEnd(),
        author: { name: an, email: ae, date: new Date(Number(at) * 1000) },
        committer: { name: cn, email: ce, date: new Date(Number(ct) * 1000) },
      };
    });
}

export const commitInfo = (gitDir: string, sha: string): Promise<CommitInfo | null> =>
  once(gitDir, sha, "log", async () => {
    try {
      return (await log(gitDir, ["-n", "1", "--end-of-options", sha]))[0] ?? null;
    } catch (error) {
      if (error instanceof GitError) return null;
      throw error;
    }
  });

/** Writes a tree: a base and changed entries (`sha: null` deletes). */
export async function writeTree(
  gitDir: string,
  base: string | null,
  entries: { path: string; mode: string; sha: string | null }[],
): Promise<string> {
  const index = join(gitDir, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git(gitDir, base === null ? ["read-tree", "--empty"] : ["read-tree", base], { env });
    const lines = entries.map((entry) =>
      entry.sha === null
        ? `0 ${"0".repeat(40)}\t${entry.path}\0`
        : `${entry.mode} ${entry.sha}\t${entry.path}\0`,
    );
    await git(gitDir, ["update-index", "-z", "--add", "--index-info"], { env, input: lines.join("") });
    return (await git(gitDir, ["write-tree"], { env })).trim();
  } finally {
    await rm(index, { force: true });
  }
}

/** Three-way merge into a commit; `null` on conflict. */
export async function mergeCommit(
  gitDir: string,
  base: string,
  head: string,
  message: string,
  at: Date,
): Promise<string | null> {
  let merged: string;
  try {
    merged = (await git(gitDir, ["merge-tree", "--write-tree", base, head])).split("\n")[0] ?? "";
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
  const date = at.toISOString();
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  return (await git(gitDir, ["commit-tree", merged, "-p", base, "-p", head, "-m", message], { env })).trim();
}
