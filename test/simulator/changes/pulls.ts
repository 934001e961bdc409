/** Pull requests: opening, closing, merging, and their webhooks. */
import { git, resolve } from "../git.js";
import type { Actor, Pull, Repository } from "../records.js";
import { HttpError, invalid } from "../router.js";
import type { World } from "../world.js";
import { emitPull, refreshPull } from "./pull-refs.js";
import { afterPush } from "./push.js";

export interface NewPull {
  title: string;
  body: string | null;
  /** Branch in the head repository. */
  head: string;
  headRepository: Repository;
  base: string;
  draft: boolean;
}

export async function openPull(
  world: World,
  repository: Repository,
  given: NewPull,
  actor: Actor,
): Promise<Pull> {
  const problem = (field: string, message?: string): HttpError =>
    invalid("Validation Failed", [
      {
        resource: "PullRequest",
        code: message === undefined ? "invalid" : "custom",
        field,
        ...(message ? { message } : {}),
      },
    ]);
  const headSha = await resolve(given.headRepository.gitDir, `refs/heads/${given.head}`);
  if (headSha === null) throw problem("head");
  const baseSha = await resolve(repository.gitDir, `refs/heads/${given.base}`);
  if (baseSha === null) throw problem("base");
  if (headSha === baseSha) throw problem("base", `No commits between ${given.base} and ${given.head}`);
  for (const other of repository.pulls.values())
    if (
      other.state === "open" &&
      other.head.ref === given.head &&
      other.headRepository === given.headRepository &&
      other.base.ref === given.base
    )
      throw problem("head", `A pull request already exists for ${given.headRepository.owner}:${given.head}.`);
  const pull: Pull = {
    id: world.id(),
    number: repository.nextNumber++,
    title: given.title,
    body: given.body,
    author: actor.login,
    state: "open",
    stateReason: null,
    labels: [],
    assignees: [],
    locked: false,
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: null,
    reactions: [],
    draft: given.draft,
    merged: false,
    mergeCommitSha: null,
    head: { repository: given.headRepository.fullName, ref: given.head, sha: headSha },
    base: { ref: given.base, sha: baseSha },
    fork: given.headRepository !== repository,
    requestedReviewers: [],
    closedBy: null,
    viaApp: actor.kind === "installation",
    headRepository: given.headRepository,
    mergedAt: null,
    mergedBy: null,
  };
  await refreshPull(world, repository, pull);
  repository.pulls.set(pull.number, pull);
  await emitPull(world, repository, pull, "opened", actor.login);
  if (actor.kind !== "job") await world.engine.pulled(repository, pull, "opened", actor.login);
  return pull;
}

export async function setPullState(
  world: World,
  repository: Repository,
  pull: Pull,
  state: "open" | "closed",
  actor: Actor,
): Promise<void> {
  if (pull.state === state) return;
  if (pull.merged)
    throw invalid("Validation Failed", [{ resource: "PullRequest", field: "state", code: "invalid" }]);
  pull.state = state;
  pull.closedAt = state === "closed" ? world.now() : null;
  pull.closedBy = state === "closed" ? actor.login : null;
  pull.updatedAt = world.now();
  await emitPull(world, repository, pull, state === "closed" ? "closed" : "reopened", actor.login);
  if (state === "open" && actor.kind !== "job")
    await world.engine.pulled(repository, pull, "reopened", actor.login);
}

/** Merges with a merge commit or squashed; answers the sha on the base branch. */
export async function mergePull(
  world: World,
  repository: Repository,
  pull: Pull,
  method: "merge" | "squash" | "rebase",
  message: string,
  actor: Actor,
): Promise<string> {
  if (pull.state !== "open" || pull.draft || pull.mergeCommitSha === null)
    throw new HttpError(405, "Pull Request is not mergeable");
  const { gitDir } = repository;
  const ref = `refs/heads/${pull.base.ref}`;
  const before = await resolve(gitDir, ref);
  if (before === null) throw new HttpError(405, "Base branch does not exist");
  const date = world.now().toISOString();
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const parents = method === "merge" ? ["-p", before, "-p", pull.head.sha] : ["-p", before];
  const tree = `${pull.mergeCommitSha}^{tree}`;
  const sha = (await git(gitDir, ["commit-tree", tree, ...parents, "-m", message], { env })).trim();
  await git(gitDir, ["update-ref", ref, sha, before]);
  Object.assign(pull, {
    state: "closed",
    merged: true,
    mergedAt: world.now(),
    mergedBy: actor.login,
    closedAt: world.now(),
    closedBy: actor.login,
    mergeCommitSha: sha,
    updatedAt: world.now(),
  });
  await emitPull(world, repository, pull, "closed", actor.login);
  await afterPush(world, repository, ref, before, sha, actor);
  return sha;
}
