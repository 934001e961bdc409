/** Pull requests. */
import { HttpError, invalid, notFound, number, ok, optionalText, paged, strings, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { git, log, mergeCommit, resolve } from "../git.js";
import { emitPull, refreshPull } from "../changes/pull-refs.js";
import { afterPush } from "../changes/push.js";
import { mergePull, openPull, setPullState } from "../changes/pulls.js";
import type { Pull } from "../records.js";
import { commitJson, fileEntries } from "../shape/commit.js";
import { fullPullJson, pullJson } from "../shape/pull.js";
import { diffOf, wantsDiff } from "./commits.js";

const base = "/repos/{owner}/{repo}/pulls";

export function pullOf(call: Call): Pull {
  const found = call.repo.pulls.get(number(call, "pull_number"));
  if (found === undefined) throw notFound();
  return found;
}

/** Where the pull request's branches parted: what its diff is against. */
async function fork(call: Call, pull: Pull): Promise<string> {
  return (await git(call.repo.gitDir, ["merge-base", pull.base.sha, pull.head.sha])).trim();
}

async function create(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const head = text(call, "head");
  const colon = head.indexOf(":");
  const owner = colon === -1 ? repo.owner : head.slice(0, colon);
  const headRepository = owner === repo.owner ? repo : world.repository(`${owner}/${repo.name}`);
  if (headRepository === undefined)
    throw invalid("Validation Failed", [{ resource: "PullRequest", field: "head", code: "invalid" }]);
  const pull = await openPull(
    world,
    repo,
    {
      title: optionalText(call, "title") ?? head,
      body: optionalText(call, "body") ?? null,
      head: head.slice(colon + 1),
      headRepository,
      base: text(call, "base"),
      draft: call.body["draft"] === true,
    },
    actor,
  );
  world.effect(actor, "pr", repo, {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    head: pull.head.ref,
    base: pull.base.ref,
    draft: pull.draft,
    sha: pull.head.sha,
  });
  return ok(await fullPullJson(world, repo, pull), 201);
}

async function update(call: Call): Promise<Reply> {
  const { world, repo, actor, body } = call;
  const pull = pullOf(call);
  const changes: Record<string, unknown> = {};
  const title = optionalText(call, "title");
  if (title !== undefined && title !== pull.title) {
    changes["title"] = { from: pull.title };
    pull.title = title;
  }
  if ("body" in body && body["body"] !== pull.body) {
    changes["body"] = { from: pull.body ?? "" };
    pull.body = optionalText(call, "body") ?? null;
  }
  const to = optionalText(call, "base");
  if (to !== undefined && to !== pull.base.ref) {
    if ((await resolve(repo.gitDir, `refs/heads/${to}`)) === null)
      throw invalid("Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
    pull.base.ref = to;
    await refreshPull(world, repo, pull);
  }
  pull.updatedAt = world.now();
  if (Object.keys(changes).length > 0) {
    world.effect(actor, "pr-edited", repo, { number: pull.number, title: pull.title, body: pull.body });
    await emitPull(world, repo, pull, "edited", actor.login, { changes });
  }
  const state = optionalText(call, "state");
  if ((state === "open" || state === "closed") && state !== pull.state) {
    await setPullState(world, repo, pull, state, actor);
    world.effect(actor, state === "closed" ? "close" : "reopen", repo, { number: pull.number, pull: true });
  }
  return ok(await fullPullJson(world, repo, pull));
}

function list(call: Call): Reply {
  const { repo, query } = call;
  const state = query.get("state") ?? "open";
  const head = query.get("head");
  const to = query.get("base");
  const found = [...repo.pulls.values()]
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => head === null || `${pull.headRepository.owner}:${pull.head.ref}` === head)
    .filter((pull) => to === null || pull.base.ref === to);
  if (query.get("direction") !== "asc") found.reverse();
  return paged(call, found, (pull) => pullJson(call.world, repo, pull));
}

async function one(call: Call): Promise<Reply> {
  const pull = pullOf(call);
  if (wantsDiff(call)) return await diffOf(call.repo.gitDir, await fork(call, pull), pull.head.sha);
  return ok(await fullPullJson(call.world, call.repo, pull));
}

async function merge(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const pull = pullOf(call);
  const sha = optionalText(call, "sha");
  if (sha !== undefined && sha !== pull.head.sha)
    throw new HttpError(409, "Head branch was modified. Review and try the merge again.");
  const method = optionalText(call, "merge_method");
  const title =
    optionalText(call, "commit_title") ?? `Merge pull request #${pull.number} from ${pull.head.ref}`;
  const message = `${title}\n\n${optionalText(call, "commit_message") ?? pull.title}`;
  const kind = method === "squash" || method === "rebase" ? method : "merge";
  const merged = await mergePull(world, repo, pull, kind, message, actor);
  world.effect(actor, "merge", repo, { number: pull.number, sha: merged });
  return ok({ sha: merged, merged: true, message: "Pull Request successfully merged" });
}

/** GitHub merges a little later and answers at once; here it is done when the answer comes. */
async function updateBranch(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const pull = pullOf(call);
  const expected = optionalText(call, "expected_head_sha");
  if (expected !== undefined && expected !== pull.head.sha)
    throw invalid("expected_head_sha does not match the current head");
  const { gitDir } = pull.headRepository;
  const [before, base] = [pull.head.sha, await resolve(repo.gitDir, `refs/heads/${pull.base.ref}`)];
  const message = `Merge branch '${pull.base.ref}' into ${pull.head.ref}`;
  const merged = base === null ? null : await mergeCommit(gitDir, before, base, message, world.now());
  if (merged === null) throw invalid("merge conflict between base and head");
  await git(gitDir, ["update-ref", `refs/heads/${pull.head.ref}`, merged, before]);
  world.effect(actor, "branch-updated", repo, { number: pull.number, from: before, to: merged });
  await afterPush(world, pull.headRepository, `refs/heads/${pull.head.ref}`, before, merged, actor);
  return ok({ message: "Updating pull request branch.", url: `${world.url}/${repo.fullName}` }, 202);
}

async function requestReviewers(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const pull = pullOf(call);
  const names = strings(call.body["reviewers"]) ?? [];
  for (const name of names)
    if (name === pull.author) throw invalid("Review cannot be requested from pull request author.");
  pull.requestedReviewers = [...new Set([...pull.requestedReviewers, ...names])];
  world.effect(actor, "review-request", repo, { number: pull.number, reviewers: names });
  return ok(pullJson(world, repo, pull), 201);
}

const pull = `${base}/{pull_number}`;
export const pullRoutes: Route[] = [
  { method: "GET", path: base, need: "pull_requests:read", handle: list },
  { method: "POST", path: base, need: "pull_requests:write", handle: create },
  { method: "GET", path: pull, need: ["pull_requests:read", "contents:read"], handle: one },
  { method: "PATCH", path: pull, need: "pull_requests:write", handle: update },
  {
    method: "GET",
    path: `${pull}/files`,
    need: "pull_requests:read",
    handle: async (call) => {
      const of = pullOf(call);
      const files = await fileEntries(call.world, call.repo, await fork(call, of), of.head.sha);
      return paged(call, files, (file) => file);
    },
  },
  {
    method: "GET",
    path: `${pull}/commits`,
    need: "pull_requests:read",
    handle: async (call) => {
      const of = pullOf(call);
      const commits = (await log(call.repo.gitDir, [`${await fork(call, of)}..${of.head.sha}`])).reverse();
      return paged(call, commits, (commit) => commitJson(call.world, call.repo, commit));
    },
  },
  {
    method: "GET",
    path: `${pull}/merge`,
    need: "pull_requests:read",
    handle: (call) => {
      if (!pullOf(call).merged) throw notFound();
      return { status: 204 };
    },
  },
  {
    method: "PUT",
    path: `${pull}/update-branch`,
    need: ["pull_requests:write", "contents:write"],
    handle: updateBranch,
  },
  { method: "PUT", path: `${pull}/merge`, need: "contents:write", handle: merge },
  {
    method: "POST",
    path: `${pull}/requested_reviewers`,
    need: "pull_requests:write",
    handle: requestReviewers,
  },
];
