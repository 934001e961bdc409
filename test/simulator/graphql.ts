/** The few GraphQL operations heal uses, validated and run against GitHub's published schema. */
import { buildSchema, execute, parse, validate } from "graphql";
import type { GraphQLSchema } from "graphql";
import { authenticate, permit, reach } from "./auth.js";
import { emitPull } from "./changes/pull-refs.js";
import { commitAndPush } from "./changes/push.js";
import { guardPath, guardWorkflows } from "./api/contents.js";
import { resolve } from "./git.js";
import type { Actor, Pull, Repository } from "./records.js";
import { HttpError } from "./router.js";
import { nodeId } from "./world.js";
import type { World } from "./world.js";

let schema: GraphQLSchema | undefined;

/** Loaded at the first request: GitHub's schema is over a megabyte. */
async function load(): Promise<GraphQLSchema> {
  const published = await import("@octokit/graphql-schema");
  schema ??= buildSchema(published.schema.idl, { assumeValid: true });
  return schema;
}

/** An error with GitHub's `type`, e.g. `NOT_FOUND`. */
class Refused extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpError)
      throw new Refused(error.status === 404 ? "NOT_FOUND" : "FORBIDDEN", error.message);
    throw error;
  }
}

class Roots {
  constructor(
    readonly world: World,
    readonly actor: Actor,
  ) {}

  #pull(id: string): { repository: Repository; pull: Pull } {
    for (const repository of this.world.repositories.values())
      for (const pull of repository.pulls.values())
        if (nodeId("PR", pull.id) === id) {
          guard(() => reach(this.world, this.actor, repository));
          return { repository, pull };
        }
    throw new Refused("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
  }

  #pullNode(repository: Repository, pull: Pull): Record<string, unknown> {
    return {
      __typename: "PullRequest",
      id: nodeId("PR", pull.id),
      number: pull.number,
      title: pull.title,
      body: pull.body ?? "",
      isDraft: pull.draft,
      state: pull.merged ? "MERGED" : pull.state.toUpperCase(),
      merged: pull.merged,
      headRefName: pull.head.ref,
      headRefOid: pull.head.sha,
      baseRefName: pull.base.ref,
      url: `${this.world.url}/${repository.fullName}/pull/${pull.number}`,
    };
  }

  async #draft(id: string, draft: boolean): Promise<Record<string, unknown>> {
    const { repository, pull } = this.#pull(id);
    // GitHub asks for both, and answers the same words whichever is missing (argoproj/argo-workflows#16639).
    for (const need of ["pull_requests:write", "contents:write"])
      guard(() => permit(this.world, this.actor, repository, need));
    if (pull.draft !== draft) {
      pull.draft = draft;
      pull.updatedAt = this.world.now();
      this.world.effect(this.actor, "pr-edited", repository, { number: pull.number, draft });
      const action = draft ? "converted_to_draft" : "ready_for_review";
      await emitPull(this.world, repository, pull, action, this.actor.login);
      await this.world.engine.pulled(repository, pull, action, this.actor.login);
    }
    return { pullRequest: this.#pullNode(repository, pull) };
  }

  markPullRequestReadyForReview({
    input,
  }: {
    input: { pullRequestId: string };
  }): Promise<Record<string, unknown>> {
    return this.#draft(input.pullRequestId, false);
  }

  convertPullRequestToDraft({
    input,
  }: {
    input: { pullRequestId: string };
  }): Promise<Record<string, unknown>> {
    return this.#draft(input.pullRequestId, true);
  }

  repository({ owner, name }: { owner: string; name: string }): Record<string, unknown> {
    const repository = this.world.repository(`${owner}/${name}`);
    if (repository === undefined)
      throw new Refused("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
    guard(() => reach(this.world, this.actor, repository));
    return {
      __typename: "Repository",
      id: nodeId("R", repository.id),
      databaseId: repository.id,
      name: repository.name,
      nameWithOwner: repository.fullName,
      isPrivate: repository.private,
      defaultBranchRef: { name: "main" },
      pullRequest: ({ number }: { number: number }) => {
        const pull = repository.pulls.get(number);
        if (pull === undefined)
          throw new Refused("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
        return this.#pullNode(repository, pull);
      },
    };
  }

  viewer(): Record<string, unknown> {
    return { __typename: "User", login: this.actor.login };
  }

  async createCommitOnBranch({ input }: { input: CommitInput }): Promise<Record<string, unknown>> {
    const { world, actor } = this;
    const repository = world.repository(input.branch.repositoryNameWithOwner ?? "");
    const branch = (input.branch.branchName ?? "").replace(/^refs\/heads\//, "");
    if (repository === undefined || branch === "")
      throw new Refused("NOT_FOUND", "Could not resolve to a Ref.");
    const additions = input.fileChanges?.additions ?? [];
    const deletions = input.fileChanges?.deletions ?? [];
    const files: Record<string, Buffer | null> = {};
    for (const one of deletions) files[one.path] = null;
    for (const one of additions) files[one.path] = Buffer.from(one.contents, "base64");
    guard(() => {
      reach(world, actor, repository);
      permit(world, actor, repository, "contents:write");
      Object.keys(files).forEach(guardPath);
      guardWorkflows({ world, actor }, Object.keys(files));
    });
    const head = await resolve(repository.gitDir, `refs/heads/${branch}`);
    if (head === null)
      throw new Refused("NOT_FOUND", `Could not resolve to a Ref with the name '${branch}'.`);
    if (head !== input.expectedHeadOid)
      throw new Refused(
        "STALE_DATA",
        `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`,
      );
    const body = input.message.body ?? "";
    const message = body === "" ? input.message.headline : `${input.message.headline}\n\n${body}`;
    const sha = await commitAndPush(world, repository, { branch, message, files }, actor);
    world.effect(actor, "commit", repository, { branch, sha, message, files: Object.keys(files) });
    const url = `${world.url}/${repository.fullName}/commit/${sha}`;
    return {
      clientMutationId: null,
      commit: { __typename: "Commit", id: nodeId("C", sha), oid: sha, url, commitUrl: url, message },
      ref: { __typename: "Ref", id: nodeId("REF", branch), name: branch },
    };
  }
}

interface CommitInput {
  branch: { repositoryNameWithOwner?: string; branchName?: string };
  expectedHeadOid: string;
  message: { headline: string; body?: string };
  fileChanges?: { additions?: { path: string; contents: string }[]; deletions?: { path: string }[] };
}

export async function graphql(
  world: World,
  authorization: string | undefined,
  body: Buffer,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer; actor: string }> {
  const answer = (status: number, value: unknown, actor = "unauthenticated") => ({
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(JSON.stringify(value), "utf8"),
    actor,
  });
  let actor: Actor;
  try {
    actor = await authenticate(world, authorization);
    if (actor.kind === "anonymous" || actor.kind === "app") throw new HttpError(401, "Bad credentials");
  } catch (error) {
    if (error instanceof HttpError) return answer(error.status, { message: error.message });
    throw error;
  }
  const given = JSON.parse(body.toString("utf8")) as { query: string; variables?: Record<string, unknown> };
  const document = parse(given.query);
  const problems = validate(await load(), document);
  if (problems.length > 0) {
    world.violations.push(...problems.map((problem) => `graphql: ${problem.message}`));
    return answer(200, { errors: problems.map((problem) => ({ message: problem.message })) }, actor.login);
  }
  const result = await execute({
    schema: await load(),
    document,
    rootValue: new Roots(world, actor),
    variableValues: given.variables ?? {},
  });
  const errors = result.errors?.map((error) => ({
    message: error.message,
    path: error.path,
    ...(error.originalError instanceof Refused ? { type: error.originalError.type } : {}),
  }));
  return answer(200, { data: result.data ?? null, ...(errors === undefined ? {} : { errors }) }, actor.login);
}
