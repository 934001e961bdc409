import type { Repository } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp } from "../world.js";
import { git } from "../git.js";
import type { CommitInfo } from "../git.js";
import { userJson } from "./people.js";
import type { Json } from "./people.js";
import { repoUrl } from "./repo.js";

const noVerification = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
  verified_at: null,
};

function person(who: { name: string; email: string; date: Date }): Json {
  return { name: who.name, email: who.email, date: stamp(who.date) };
}

/** The account behind a commit's author: its e-mail is `<id>+<login>@users.noreply...`, as the App's commits have. */
function account(world: World, who: { name: string; email: string }): Json | null {
  const user = world.users.get(who.name.toLowerCase());
  return user === undefined ? null : userJson(world, user);
}

export function gitCommitJson(world: World, repository: Repository, commit: CommitInfo): Json {
  const url = `${repoUrl(world, repository)}/git`;
  const html = `${world.url}/${repository.fullName}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
    verification: noVerification,
  };
}

export function commitJson(world: World, repository: Repository, commit: CommitInfo): Json {
  const api = repoUrl(world, repository);
  const html = `${world.url}/${repository.fullName}/commit`;
  return {
    url: `${api}/commits/${commit.sha}`,
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    html_url: `${html}/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: person(commit.author),
      committer: person(commit.committer),
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: noVerification,
    },
    author: account(world, commit.author),
    committer: account(world, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
  };
}

/** The `head_commit` of runs and check suites. */
export function simpleCommitJson(commit: CommitInfo): Json {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: stamp(commit.committer.date),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

const words: Record<string, string> = { A: "added", M: "modified", D: "removed", R: "renamed", T: "changed" };

export interface FileChange {
  status: string;
  path: string;
  from: string | null;
}

/** Changed files between two trees, by `git diff-tree`. */
export async function changedFiles(gitDir: string, from: string, to: string): Promise<FileChange[]> {
  const text = await git(gitDir, ["diff-tree", "-r", "-M", "-z", "--name-status", from, to]);
  const fields = text.split("\0");
  const changes: FileChange[] = [];
  for (let i = 0; i + 1 < fields.length; ) {
    const status = (fields[i] ?? "").slice(0, 1);
    if (status === "R" || status === "C") {
      changes.push({
        status: words[status] ?? "copied",
        path: fields[i + 2] ?? "",
        from: fields[i + 1] ?? "",
      });
      i += 3;
    } else {
      changes.push({ status: words[status] ?? "changed", path: fields[i + 1] ?? "", from: null });
      i += 2;
    }
  }
  return changes;
}

/** Git's empty tree, the parent of a first commit in a diff. */
export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** `diff-entry` of each file, its patch as GitHub cuts it: from the first hunk on. */
export async function fileEntries(
  world: World,
  repository: Repository,
  from: string,
  to: string,
): Promise<Json[]> {
  const api = repoUrl(world, repository);
  const html = `${world.url}/${repository.fullName}`;
  const changes = await changedFiles(repository.gitDir, from, to);
  return await Promise.all(
    changes.map(async (change) => {
      const paths = change.from === null ? [change.path] : [change.from, change.path];
      const diff = await git(repository.gitDir, ["diff-tree", "-p", "-r", "-M", from, to, "--", ...paths]);
      const start = diff.indexOf("\n@@ ");
      const patch = start === -1 ? undefined : diff.slice(start + 1).replace(/\n$/, "");
      const lines = patch === undefined ? [] : patch.split("\n");
      const additions = lines.filter((line) => line.startsWith("+")).length;
      const deletions = lines.filter((line) => line.startsWith("-")).length;
      const side = change.status === "removed" ? from : to;
      const blob = await git(repository.gitDir, ["rev-parse", `${side}:${change.path}`]);
      const path = change.path.split("/").map(encodeURIComponent).join("/");
      return {
        sha: blob.trim(),
        filename: change.path,
        status: change.status,
        additions,
        deletions,
        changes: additions + deletions,
        blob_url: `${html}/blob/${side}/${path}`,
        raw_url: `${html}/raw/${side}/${path}`,
        contents_url: `${api}/contents/${path}?ref=${side}`,
        ...(patch === undefined ? {} : { patch }),
        ...(change.from === null ? {} : { previous_filename: change.from }),
      };
    }),
  );
}
