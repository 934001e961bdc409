/** The refs and the webhooks of a pull request. */
import { git, mergeCommit, resolve } from "../git.js";
import type { Pull, Repository } from "../records.js";
import { invalid } from "../router.js";
import { fullPullJson } from "../shape/pull.js";
import type { World } from "../world.js";

export async function emitPull(
  world: World,
  repository: Repository,
  pull: Pull,
  action: string,
  sender: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  if (!repository.installed || world.webhookUrl === null) return;
  // As it was when it happened: somebody may merge it while git is asked.
  const then = { ...pull, head: { ...pull.head }, base: { ...pull.base } };
  world.webhooks.emit(repository, "pull_request", action, sender, {
    number: pull.number,
    pull_request: await fullPullJson(world, repository, then),
    ...more,
  });
}

/** Moves `refs/pull/N/head` and `refs/pull/N/merge`; a conflict leaves no merge ref. */
export async function refreshPull(world: World, repository: Repository, pull: Pull): Promise<void> {
  const { gitDir } = repository;
  const base = await resolve(gitDir, `refs/heads/${pull.base.ref}`);
  if (base === null)
    throw invalid("Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
  if (pull.headRepository !== repository)
    await git(gitDir, ["fetch", "--quiet", pull.headRepository.gitDir, pull.head.sha]);
  pull.base.sha = base;
  await git(gitDir, ["update-ref", `refs/pull/${pull.number}/head`, pull.head.sha]);
  const message = `Merge ${pull.head.sha} into ${base}`;
  const merged = await mergeCommit(gitDir, base, pull.head.sha, message, world.now());
  const ref = `refs/pull/${pull.number}/merge`;
  if (merged !== null) await git(gitDir, ["update-ref", ref, merged]);
  else if ((await resolve(gitDir, ref)) !== null) await git(gitDir, ["update-ref", "-d", ref]);
  pull.mergeCommitSha = merged;
}
