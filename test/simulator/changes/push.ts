/** What follows when a branch or tag moves: webhooks, pull requests, workflows. */
import { commit, commitInfo, resolve } from "../git.js";
import type { CommitRequest } from "../git.js";
import type { Actor, Repository } from "../records.js";
import { changedFiles, emptyTree } from "../shape/commit.js";
import { stamp } from "../world.js";
import type { World } from "../world.js";
import { emitPull, refreshPull } from "./pull-refs.js";

const zero = "0".repeat(40);

/** The push webhook's commit, with its changed paths. */
async function pushCommit(
  world: World,
  repository: Repository,
  sha: string,
): Promise<Record<string, unknown> | null> {
  const info = await commitInfo(repository.gitDir, sha);
  if (info === null) return null;
  const changes = await changedFiles(repository.gitDir, info.parents[0] ?? emptyTree, sha);
  const paths = (status: string): string[] =>
    changes.filter((change) => change.status === status).map((change) => change.path);
  return {
    id: sha,
    tree_id: info.tree,
    distinct: true,
    message: info.message,
    timestamp: stamp(info.committer.date),
    url: `${world.url}/${repository.fullName}/commit/${sha}`,
    author: { name: info.author.name, email: info.author.email },
    committer: { name: info.committer.name, email: info.committer.email },
    added: paths("added"),
    removed: paths("removed"),
    modified: paths("modified"),
  };
}

/** Call after the ref has moved (`after: null`: deleted). Job tokens start no workflows, as on GitHub. */
export async function afterPush(
  world: World,
  repository: Repository,
  ref: string,
  before: string | null,
  after: string | null,
  actor: Pick<Actor, "kind" | "login">,
): Promise<void> {
  repository.pushedAt = world.now();
  if (before === after) return;
  const head = after === null ? null : await pushCommit(world, repository, after);
  world.webhooks.emit(repository, "push", null, actor.login, {
    ref,
    before: before ?? zero,
    after: after ?? zero,
    created: before === null,
    deleted: after === null,
    forced: false,
    base_ref: null,
    compare: `${world.url}/${repository.fullName}/compare/${(before ?? zero).slice(0, 12)}...${(after ?? zero).slice(0, 12)}`,
    commits: head === null ? [] : [head],
    head_commit: head,
    pusher: { name: actor.login, email: `${actor.login}@users.noreply.github.com` },
  });
  if (after === null) return;
  if (actor.kind !== "job") await world.engine.pushed(repository, ref, before, after, actor.login);
  const branch = ref.replace(/^refs\/heads\//, "");
  for (const base of world.repositories.values())
    for (const pull of base.pulls.values()) {
      if (pull.state !== "open" || !ref.startsWith("refs/heads/")) continue;
      if (pull.headRepository === repository && pull.head.ref === branch) {
        pull.head.sha = after;
        pull.updatedAt = world.now();
        await refreshPull(world, base, pull);
        await emitPull(world, base, pull, "synchronize", actor.login, { before: before ?? zero, after });
        if (actor.kind !== "job") await world.engine.pulled(base, pull, "synchronize", actor.login);
      } else if (base === repository && pull.base.ref === branch) await refreshPull(world, base, pull);
    }
}

const locks = new WeakMap<Repository, Promise<unknown>>();

/** One writer at a time in a repository. */
export async function exclusively<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
  const before = locks.get(repository) ?? Promise.resolve();
  const next = before.then(work, work);
  locks.set(
    repository,
    next.catch(() => undefined),
  );
  return await next;
}

/** Author of commits made through the API: `heal[bot] <id+heal[bot]@users.noreply...>`. */
export function authorOf(world: World, login: string): { name: string; email: string } {
  return { name: login, email: `${world.user(login).id}+${login}@users.noreply.github.com` };
}

/** A commit on a branch and all that follows; answers the sha. */
export async function commitAndPush(
  world: World,
  repository: Repository,
  request: Omit<CommitRequest, "parent" | "at" | "author"> & {
    author?: CommitRequest["author"];
    from?: string;
  },
  actor: Pick<Actor, "kind" | "login">,
): Promise<string> {
  const { before, sha } = await exclusively(repository, async () => {
    const before = await resolve(repository.gitDir, `refs/heads/${request.branch}`);
    const parent = before ?? (await resolve(repository.gitDir, request.from ?? "main"));
    const author = request.author ?? authorOf(world, actor.login);
    const sha = await commit(repository.gitDir, { ...request, parent, author, at: world.now() });
    return { before, sha };
  });
  await afterPush(world, repository, `refs/heads/${request.branch}`, before, sha, actor);
  return sha;
}
