/** Commits, comparisons, statuses. */
import { HttpError, notFound, ok, optionalText, paged, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { commitInfo, git, GitError, log, resolve } from "../git.js";
import type { CommitInfo } from "../git.js";
import type { Status } from "../records.js";
import { statusJson } from "../shape/check.js";
import { commitJson, emptyTree, fileEntries } from "../shape/commit.js";
import { pullJson } from "../shape/pull.js";
import { minimalRepoJson, repoUrl } from "../shape/repo.js";

const base = "/repos/{owner}/{repo}";

/** GitHub shows no more files of a comparison (docs: REST, "Compare two commits"). */
const mostCompared = 300;

export async function commitOf(call: Call, ref: string): Promise<CommitInfo> {
  const sha = await resolve(call.repo.gitDir, ref);
  const commit = sha === null ? null : await commitInfo(call.repo.gitDir, sha);
  if (commit === null) throw new HttpError(422, `No commit found for SHA: ${ref}`);
  return commit;
}

export async function diffOf(gitDir: string, from: string, to: string): Promise<Reply> {
  const diff = await git(gitDir, ["diff-tree", "-p", "-r", "-M", from, to]);
  return {
    status: 200,
    raw: { bytes: Buffer.from(diff), type: "application/vnd.github.diff; charset=utf-8" },
  };
}

export function wantsDiff(call: Call): boolean {
  return call.accept.includes("application/vnd.github.diff") || call.accept.includes("v3.diff");
}

async function list(call: Call): Promise<Reply> {
  const { query, repo } = call;
  const start = query.get("sha") ?? "main";
  const sha = await resolve(repo.gitDir, start);
  if (sha === null) throw notFound();
  const path = query.get("path");
  const args = [
    ...(query.get("since") === null ? [] : [`--since=${query.get("since")}`]),
    ...(query.get("until") === null ? [] : [`--until=${query.get("until")}`]),
    sha,
    ...(path === null ? [] : ["--", path]),
  ];
  const author = query.get("author");
  const commits = (await log(repo.gitDir, args)).filter(
    (commit) => author === null || commit.author.name === author || commit.author.email === author,
  );
  return paged(call, commits, (commit) => commitJson(call.world, repo, commit));
}

async function one(call: Call): Promise<Reply> {
  const { world, repo } = call;
  const commit = await commitOf(call, call.params["ref"] ?? "");
  const parent = commit.parents[0] ?? emptyTree;
  if (wantsDiff(call)) return await diffOf(repo.gitDir, parent, commit.sha);
  const files = await fileEntries(world, repo, parent, commit.sha);
  const sum = (key: string): number => files.reduce((total, file) => total + Number(file[key]), 0);
  return ok({
    ...commitJson(world, repo, commit),
    stats: { total: sum("changes"), additions: sum("additions"), deletions: sum("deletions") },
    files,
  });
}

async function compare(call: Call): Promise<Reply> {
  const { world, repo } = call;
  const [left = "", right = ""] = (call.params["basehead"] ?? "").split("...");
  const local = (ref: string): string =>
    ref.startsWith(`${repo.owner}:`) ? ref.slice(repo.owner.length + 1) : ref;
  const [from, to] = [await resolve(repo.gitDir, local(left)), await resolve(repo.gitDir, local(right))];
  if (from === null || to === null) throw notFound();
  let merge: string;
  try {
    merge = (await git(repo.gitDir, ["merge-base", from, to])).trim();
  } catch (error) {
    if (error instanceof GitError)
      throw new HttpError(404, `No common ancestor between ${left} and ${right}.`);
    throw error;
  }
  if (wantsDiff(call)) return await diffOf(repo.gitDir, merge, to);
  const commits = (await log(repo.gitDir, [`${from}..${to}`])).reverse();
  const behind = Number((await git(repo.gitDir, ["rev-list", "--count", `${to}..${from}`])).trim());
  const ahead = commits.length;
  const [first, common] = [await commitOf(call, from), await commitOf(call, merge)];
  const html = `${world.url}/${repo.fullName}/compare/${left}...${right}`;
  return ok({
    url: `${repoUrl(world, repo)}/compare/${left}...${right}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitJson(world, repo, first),
    merge_base_commit: commitJson(world, repo, common),
    status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => commitJson(world, repo, commit)),
    files: (await fileEntries(world, repo, merge, to)).slice(0, mostCompared),
  });
}

async function createStatus(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const sha = call.params["sha"] ?? "";
  if ((await commitInfo(repo.gitDir, sha)) === null)
    throw new HttpError(422, `No commit found for SHA: ${sha}`);
  const status: Status = {
    id: world.id(),
    sha,
    state: text(call, "state") as Status["state"],
    context: optionalText(call, "context") ?? "default",
    description: optionalText(call, "description") ?? null,
    targetUrl: optionalText(call, "target_url") ?? null,
    creator: actor.login,
    at: world.now(),
  };
  repo.statuses.push(status);
  world.effect(actor, "status", repo, { sha, state: status.state, context: status.context });
  return ok(statusJson(world, repo, status), 201);
}

async function combined(call: Call): Promise<Reply> {
  const { world, repo } = call;
  const { sha } = await commitOf(call, call.params["ref"] ?? "");
  const newest = new Map<string, Status>();
  for (const status of repo.statuses) if (status.sha === sha) newest.set(status.context, status);
  const all = [...newest.values()];
  const bad = all.some((status) => status.state === "failure" || status.state === "error");
  const good = all.length > 0 && all.every((status) => status.state === "success");
  return ok({
    state: bad ? "failure" : good ? "success" : "pending",
    statuses: all.map((status) => statusJson(world, repo, status)),
    sha,
    total_count: all.length,
    repository: minimalRepoJson(world, repo),
    commit_url: `${repoUrl(world, repo)}/commits/${sha}`,
    url: `${repoUrl(world, repo)}/commits/${sha}/status`,
  });
}

export const commitRoutes: Route[] = [
  { method: "GET", path: `${base}/commits`, need: "contents:read", handle: list },
  {
    method: "GET",
    path: `${base}/commits/{commit_sha}/pulls`,
    need: ["pull_requests:read", "contents:read"],
    handle: async (call) => {
      const { sha } = await commitOf(call, call.params["commit_sha"] ?? "");
      const found = [];
      for (const pull of call.repo.pulls.values()) {
        const inside = await git(call.repo.gitDir, ["rev-list", `${pull.base.sha}..${pull.head.sha}`]).catch(
          () => "",
        );
        if (inside.includes(sha) || pull.mergeCommitSha === sha) found.push(pull);
      }
      return paged(call, found, (pull) => pullJson(call.world, call.repo, pull));
    },
  },
  {
    method: "GET",
    path: `${base}/commits/{ref+}/statuses`,
    need: "statuses:read",
    handle: async (call) => {
      const { sha } = await commitOf(call, call.params["ref"] ?? "");
      const all = call.repo.statuses.filter((status) => status.sha === sha).reverse();
      return paged(call, all, (status) => statusJson(call.world, call.repo, status));
    },
  },
  { method: "GET", path: `${base}/commits/{ref+}/status`, need: "statuses:read", handle: combined },
  { method: "GET", path: `${base}/commits/{ref+}`, need: "contents:read", handle: one },
  { method: "GET", path: `${base}/compare/{basehead+}`, need: "contents:read", handle: compare },
  { method: "POST", path: `${base}/statuses/{sha}`, need: "statuses:write", handle: createStatus },
];
