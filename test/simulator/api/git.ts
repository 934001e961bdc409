/** Git objects and refs. */
import { invalid, noContent, notFound, ok, optionalText, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { commitInfo, git, gitBytes, GitError, refs, resolve, tree, writeTree } from "../git.js";
import { afterPush, authorOf, exclusively } from "../changes/push.js";
import { changedFiles, gitCommitJson } from "../shape/commit.js";
import { repoUrl } from "../shape/repo.js";
import { nodeId } from "../world.js";
import { guardPath, guardWorkflows } from "./contents.js";

const base = "/repos/{owner}/{repo}/git";

function refJson(call: Call, ref: string, sha: string): Record<string, unknown> {
  const api = repoUrl(call.world, call.repo);
  return {
    ref,
    node_id: nodeId("REF", ref),
    url: `${api}/git/${ref}`,
    object: { sha, type: "commit", url: `${api}/git/commits/${sha}` },
  };
}

function validRef(ref: string): void {
  const valid = /^refs\/[\x21-\x7e]+$/.test(ref) && ref.split("/").length >= 3;
  if (!valid || ref.includes("..") || /[~^:?*[\\]/.test(ref) || ref.endsWith(".lock") || ref.endsWith("/"))
    throw invalid(`Reference name '${ref}' is not valid`);
}

async function getRef(call: Call): Promise<Reply> {
  const ref = `refs/${call.params["ref"] ?? ""}`;
  const sha = (await refs(call.repo.gitDir)).get(ref);
  if (sha === undefined) throw notFound();
  return ok(refJson(call, ref, sha));
}

/** Pushing commits that change workflow files needs `workflows: write`. */
async function guardCommits(call: Call, from: string | null, to: string): Promise<void> {
  const before = from ?? (await resolve(call.repo.gitDir, "main"));
  if (before === null) return;
  const changes = await changedFiles(call.repo.gitDir, before, to);
  guardWorkflows(
    call,
    changes.map((change) => change.path),
  );
}

async function createRef(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const ref = text(call, "ref");
  const sha = text(call, "sha");
  validRef(ref);
  if ((await commitInfo(repo.gitDir, sha)) === null) throw invalid("Object does not exist");
  await guardCommits(call, null, sha);
  await exclusively(repo, async () => {
    if ((await refs(repo.gitDir)).has(ref)) throw invalid("Reference already exists");
    await git(repo.gitDir, ["update-ref", ref, sha]);
  });
  world.effect(actor, "branch", repo, { ref, sha });
  await afterPush(world, repo, ref, null, sha, actor);
  return ok(refJson(call, ref, sha), 201);
}

async function updateRef(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const ref = `refs/${call.params["ref"] ?? ""}`;
  const sha = text(call, "sha");
  if ((await commitInfo(repo.gitDir, sha)) === null) throw invalid("Object does not exist");
  const before = await exclusively(repo, async () => {
    const before = (await refs(repo.gitDir)).get(ref);
    if (before === undefined) throw invalid("Reference does not exist");
    if (call.body["force"] !== true) {
      const ancestor = await git(repo.gitDir, ["merge-base", before, sha]).catch(() => "");
      if (ancestor.trim() !== before) throw invalid("Update is not a fast forward");
    }
    await guardCommits(call, before, sha);
    await git(repo.gitDir, ["update-ref", ref, sha]);
    return before;
  });
  world.effect(actor, "commit", repo, { branch: ref.replace("refs/heads/", ""), sha, before });
  await afterPush(world, repo, ref, before, sha, actor);
  return ok(refJson(call, ref, sha));
}

async function deleteRef(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const ref = `refs/${call.params["ref"] ?? ""}`;
  const before = (await refs(repo.gitDir)).get(ref);
  if (before === undefined) throw invalid("Reference does not exist");
  if (ref === "refs/heads/main") throw invalid("Cannot delete the default branch");
  await git(repo.gitDir, ["update-ref", "-d", ref]);
  world.effect(actor, "branch-deleted", repo, { ref, sha: before });
  await afterPush(world, repo, ref, before, null, actor);
  return noContent;
}

async function createCommit(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const parents = ((call.body["parents"] as string[] | undefined) ?? []).flatMap((sha) => ["-p", sha]);
  const given = (call.body["author"] ?? {}) as { name?: string; email?: string; date?: string };
  const own = authorOf(world, actor.login);
  const date = given.date ?? world.now().toISOString();
  const env = {
    GIT_AUTHOR_NAME: given.name ?? own.name,
    GIT_AUTHOR_EMAIL: given.email ?? own.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  const made = await git(repo.gitDir, ["commit-tree", text(call, "tree"), ...parents, "-F", "-"], {
    input: text(call, "message"),
    env,
  });
  const commit = await commitInfo(repo.gitDir, made.trim());
  if (commit === null) throw notFound();
  return ok(gitCommitJson(world, repo, commit), 201);
}

function treeJson(
  call: Call,
  sha: string,
  entries: Awaited<ReturnType<typeof tree>>,
): Record<string, unknown> {
  const api = repoUrl(call.world, call.repo);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    truncated: false,
    tree: (entries ?? []).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.sha,
      ...(entry.size === null ? {} : { size: entry.size }),
      url: `${api}/git/${entry.type}s/${entry.sha}`,
    })),
  };
}

async function createTree(call: Call): Promise<Reply> {
  const { repo } = call;
  const given = (call.body["tree"] ?? []) as {
    path: string;
    mode?: string;
    sha?: string | null;
    content?: string;
  }[];
  const entries = [];
  for (const entry of given) {
    guardPath(entry.path);
    const sha =
      entry.content === undefined
        ? (entry.sha ?? null)
        : (await git(repo.gitDir, ["hash-object", "-w", "--stdin"], { input: entry.content })).trim();
    entries.push({ path: entry.path, mode: entry.mode ?? "100644", sha });
  }
  const made = await writeTree(repo.gitDir, optionalText(call, "base_tree") ?? null, entries);
  return ok(treeJson(call, made, await tree(repo.gitDir, made)), 201);
}

async function createBlob(call: Call): Promise<Reply> {
  const bytes = Buffer.from(
    text(call, "content"),
    optionalText(call, "encoding") === "base64" ? "base64" : "utf8",
  );
  const sha = (await git(call.repo.gitDir, ["hash-object", "-w", "--stdin"], { input: bytes })).trim();
  return ok({ url: `${repoUrl(call.world, call.repo)}/git/blobs/${sha}`, sha }, 201);
}

async function getBlob(call: Call): Promise<Reply> {
  const sha = call.params["file_sha"] ?? "";
  if (!/^[0-9a-f]{40}$/.test(sha)) throw invalid("The sha parameter must be exactly 40 characters");
  const encoded = await gitBytes(call.repo.gitDir, ["cat-file", "blob", sha]).catch((error: unknown) => {
    if (error instanceof GitError) throw notFound();
    throw error;
  });
  return ok({
    sha,
    node_id: nodeId("B", sha),
    size: encoded.length,
    url: `${repoUrl(call.world, call.repo)}/git/blobs/${sha}`,
    content: encoded.toString("base64"),
    encoding: "base64",
  });
}

export const gitRoutes: Route[] = [
  { method: "GET", path: `${base}/ref/{ref+}`, need: "contents:read", handle: getRef },
  {
    method: "GET",
    path: `${base}/matching-refs/{ref+}`,
    need: "contents:read",
    handle: async (call) => {
      const all = await refs(call.repo.gitDir);
      const start = `refs/${call.params["ref"] ?? ""}`;
      return ok(
        [...all].filter(([ref]) => ref.startsWith(start)).map(([ref, sha]) => refJson(call, ref, sha)),
      );
    },
  },
  { method: "POST", path: `${base}/refs`, need: "contents:write", handle: createRef },
  { method: "PATCH", path: `${base}/refs/{ref+}`, need: "contents:write", handle: updateRef },
  { method: "DELETE", path: `${base}/refs/{ref+}`, need: "contents:write", handle: deleteRef },
  { method: "POST", path: `${base}/commits`, need: "contents:write", handle: createCommit },
  {
    method: "GET",
    path: `${base}/commits/{commit_sha}`,
    need: "contents:read",
    handle: async (call) => {
      const commit = await commitInfo(call.repo.gitDir, call.params["commit_sha"] ?? "");
      if (commit === null) throw notFound();
      return ok(gitCommitJson(call.world, call.repo, commit));
    },
  },
  { method: "POST", path: `${base}/trees`, need: "contents:write", handle: createTree },
  {
    method: "GET",
    path: `${base}/trees/{tree_sha+}`,
    need: "contents:read",
    handle: async (call) => {
      const asked = call.params["tree_sha"] ?? "";
      const { gitDir } = call.repo;
      const commit = await resolve(gitDir, asked);
      const sha = commit === null ? asked : (await commitInfo(gitDir, commit))?.tree;
      const entries = sha === undefined ? null : await tree(gitDir, sha, call.query.has("recursive"));
      if (sha === undefined || entries === null) throw notFound();
      return ok(treeJson(call, sha, entries));
    },
  },
  { method: "POST", path: `${base}/blobs`, need: "contents:write", handle: createBlob },
  { method: "GET", path: `${base}/blobs/{file_sha}`, need: "contents:read", handle: getBlob },
];
