import { createHmac, randomUUID } from "node:crypto";
import type { Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo, SimRun } from "../simulator/index.js";

/** Sends a webhook as GitHub signs it, for shapes that the simulator's world cannot have. Waits until heal is through with it. */
export async function deliver(on: Stage, event: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const id = randomUUID();
  const answer = await fetch(`${on.heal.url}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": id,
      "x-hub-signature-256": `sha256=${createHmac("sha256", on.github.app.webhookSecret).update(text).digest("hex")}`,
    },
    body: text,
  });
  if (answer.status !== 202) throw new Error(`heal answered ${answer.status}: ${await answer.text()}`);
  let state = "";
  await until(
    `delivery ${id} to be done`,
    async () => {
      const told = await fetch(`${on.heal.url}/api/v1/deliveries/${id}`);
      state = ((await told.json()) as { state: string }).state;
      return state === "done" || state === "ignored";
    },
    { tell: () => `it is ${state}` },
  );
}

/** A `workflow_run` webhook of a run like this one, that passed; `change` makes it another's. */
export function passed(repo: Repo, like: SimRun, change: Record<string, unknown>): object {
  const repository = { id: repo.id, full_name: repo.fullName, default_branch: repo.defaultBranch };
  return {
    action: "completed",
    repository,
    installation: { id: repo.installationId },
    workflow: { name: like.name, path: like.path },
    workflow_run: {
      ...{ id: 0, name: like.name, path: like.path, display_title: "x", run_attempt: 1, event: "push" },
      ...{
        head_branch: like.branch,
        head_sha: "c".repeat(40),
        conclusion: "success",
        html_url: like.htmlUrl,
      },
      ...{ actor: { login: "mallory" }, head_repository: repository, pull_requests: [] },
      ...{ run_started_at: "2026-03-01T10:00:00Z", updated_at: "2026-03-01T10:01:00Z" },
      ...change,
    },
  };
}

/** Waits until heal knows an attempt of a run and no incident of the repository has anything left to look at. */
export async function settled(on: Stage, repo: Repo, run: { id: number }, attempt = 1): Promise<void> {
  const { db } = on.heal.deps;
  await until(
    `attempt ${attempt} of run ${run.id}, and quiet`,
    async () =>
      (await db.maybe`select 1 from runs where repository = ${repo.fullName} and run_id = ${run.id} and attempt >= ${attempt}`) &&
      !(await db.maybe`select 1 from incidents where repository = ${repo.fullName} and next_step_at is not null`),
  );
}

/** Asks GitHub as a person. */
export async function asPerson(on: Stage, method: string, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${on.github.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${on.github.token("mia")}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status}: ${await answer.text()}`);
}
