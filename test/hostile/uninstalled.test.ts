import { createPrivateKey, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { syncRepositories } from "../../src/github/sync-repositories.js";
import { connect } from "../../src/github/connect.js";
import { systemClock } from "../../src/core/clock.js";
import { parseSettings } from "../../src/intake/settings.js";
import { silentLog } from "../../src/intake/log.js";
import { timelineOf } from "../../src/store/timeline.js";
import { repositoryById, type RepositoryState } from "../../src/store/repositories.js";
import { commandOf, database, network, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

describe("a repository that the App has left", () => {
  let base: TestDatabase;
  let on: Stage;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => expect(on.github.violations).toEqual([]));

  let n = 0;
  const make = async (): Promise<Repo> =>
    on.github.repository(`left${(n += 1)}/shop`, { files: { "README.md": "shop\n" } });
  const owner = (repo: Repo): string => repo.fullName.split("/")[0] ?? "";
  const known = async (repo: Repo) => {
    const run = await repo.scriptedRun(riddle(`gone${n}`));
    return on.reach(repo.fullName, run.id, "escalated");
  };
  const becomes = (repo: Repo, state: RepositoryState) =>
    until(
      `${repo.fullName} to be ${state}`,
      async () => (await repositoryById(base.db, repo.id))?.state === state,
    );
  const written = (repo: Repo): number =>
    on.github.effects.filter((one) => one.repository === repo.fullName && one.actor === on.github.app.login)
      .length;
  const alert = async (repo: Repo, name: string) => {
    const answer = await on.alert("alertmanager", {
      version: "4",
      status: "firing",
      alerts: [
        {
          status: "firing",
          labels: { alertname: name, repository: repo.fullName, severity: "critical" },
          annotations: {},
          startsAt: new Date().toISOString(),
          fingerprint: name,
        },
      ],
    });
    expect(answer.status).toBe(202);
    return until(
      `the alert ${name}`,
      () =>
        base.db.maybe<{
          repository: string | null;
        }>`select repository from incidents where key like ${`%${name}`}`,
    );
  };
  /** An upload of the Action from the repository, with the identity token of its workflow. */
  const report = async (repo: Repo): Promise<number> => {
    const run = { run_id: 88_000 + n, run_attempt: 1, sha: "a".repeat(40) };
    const token = await new SignJWT({
      ...{
        repository: repo.fullName,
        repository_id: String(repo.id),
        repository_owner_id: "1",
        event_name: "push",
      },
      ...{ job_workflow_ref: `${repo.fullName}/.github/workflows/ci.yml@refs/heads/main`, jti: randomUUID() },
      ...{ sha: run.sha, run_id: String(run.run_id), run_attempt: "1" },
    })
      .setProtectedHeader({ alg: "RS256", kid: "simulator-1" })
      .setIssuer(`${on.github.url}/_oidc`)
      .setAudience(on.heal.url)
      .setIssuedAt()
      .setNotBefore("0s")
      .setExpirationTime("5m")
      .sign(createPrivateKey(on.github.app.privateKey));
    const body = { schema: 1, job: "test", repository: repo.fullName, reports: [], ...run };
    const answer = await fetch(`${on.heal.url}/api/reports`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  const plan = (repo: Repo, key: string) => ({
    ...{ key, action: "comment", incidentId: null, since: new Date().toISOString() },
    repository: { fullName: repo.fullName, id: repo.id, installationId: repo.installationId },
    params: { number: 1, body: "hello" },
  });

  it.each<[string, (repo: Repo) => void, RepositoryState, RegExp]>([
    ["the App was uninstalled", (repo) => on.github.uninstall(owner(repo)), "removed", /no longer installed/],
    [
      "the repository was taken from it",
      (repo) => repo.setInstalled(false),
      "removed",
      /no longer installed/,
    ],
    ["it was suspended", (repo) => on.github.setSuspended(owner(repo), true), "suspended", /suspended/],
    ["the repository was deleted", (repo) => repo.delete(), "deleted", /deleted/],
    ["the repository was archived", (repo) => repo.setArchived(true), "archived", /archived/],
  ])(
    "%s: nothing is written, routed or obeyed, and what was open ends",
    async (_what, leave, state, why) => {
      const repo = await make();
      const { id, issue_number: issue } = await known(repo);
      expect(await report(repo)).toBe(202);
      on.github.setPermission(repo.fullName, "mia", "maintain");
      leave(repo);
      await becomes(repo, state);
      await until("the end", async () => {
        const row = await base.db.one<{ state: string }>`select state from incidents where id = ${id}`;
        return row.state === "ignored";
      });
      expect((await timelineOf(base.db, id)).at(-1)?.text).toMatch(why);
      const before = written(repo);
      expect(await on.heal.deps.effects.run(plan(repo, `late:${n}`))).toMatchObject({
        state: "refused",
        reason: expect.stringMatching(why),
      });
      // Reading and telling is no writing: an archived repository may report what ran before.
      expect(await report(repo)).toBe(state === "archived" ? 202 : 401);
      expect(await alert(repo, `Late${n}`)).toEqual({ repository: null });
      await base.db.run`
      insert into commands (repository, repository_id, installation_id, issue, comment_id, author, line, received_at, next_step_at)
      values (${repo.fullName}, ${repo.id}, ${repo.installationId}, ${issue}, ${77_000 + n}, 'mia', '/heal stop', now(), now())`;
      const { id: command } = await base.db.one<{
        id: number;
      }>`select id from commands where comment_id = ${77_000 + n}`;
      await on.heal.deps.queue.wake({ task: "command", id: command }, { priority: 0 });
      await until(
        "the command",
        async () => (await commandOf(base.db, repo.fullName, 77_000 + n))?.state === "refused",
      );
      expect(await on.heal.deps.killSwitch.stopped(repo.fullName)).toBeNull();
      expect(written(repo)).toBe(before);
    },
    60_000,
  );

  it("is as before when the App is back, or no longer held up", async () => {
    const repo = await make();
    await known(repo);
    await on.heal.deps.killSwitch.stop(repo.fullName, "frozen", "ada");
    on.github.setSuspended(owner(repo), true);
    await becomes(repo, "suspended");
    on.github.setSuspended(owner(repo), false);
    await becomes(repo, "active");
    repo.setInstalled(false);
    await becomes(repo, "removed");
    // What the installation as a whole says, says nothing of it.
    on.github.setSuspended(owner(repo), true);
    on.github.setSuspended(owner(repo), false);
    await on.github.quiet();
    await becomes(repo, "removed");
    repo.setInstalled(true);
    await becomes(repo, "active");
    expect(await on.heal.deps.killSwitch.stopped(repo.fullName)).toMatchObject({ reason: "frozen" });
    await on.heal.deps.killSwitch.resume(repo.fullName, "ada");
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await on.reach(repo.fullName, run.id, "recovered");
  });

  it("is found at the start, when every webhook of it was lost; a list that is not had says nothing", async () => {
    const [gone, kept, renamed] = [await make(), await make(), await make()];
    for (const repo of [gone, kept, renamed]) {
      await repo.scriptedRun({ jobs: [passing()] });
      await becomes(repo, "active");
    }
    on.github.uninstall(owner(gone), { lost: true });
    renamed.rename("store", { lost: true });
    const parsed = parseSettings({
      APP_ID: String(on.github.app.id),
      PRIVATE_KEY: on.github.app.privateKey,
      WEBHOOK_SECRET: on.github.app.webhookSecret,
      GHE_HOST: on.github.host,
      GHE_PROTOCOL: "http",
    });
    if (!parsed.ok) throw new Error(parsed.problems.join("; "));
    const client = connect(parsed.settings, on.github.app.privateKey, { clock: systemClock, paced: false });
    const learn = () => syncRepositories(client, { db: base.db, clock: systemClock, log: silentLog });

    on.github.setFault({ method: "GET", path: /\/app\/installations\?/ }, { kind: "empty" }, 1);
    await expect(learn()).rejects.toMatchObject({ code: "HEAL_GITHUB_UNAVAILABLE" });
    const well = on.github.setFault({ path: /\/installation\/repositories/ }, { kind: "empty" });
    await learn();
    well();
    await becomes(kept, "active");
    expect((await repositoryById(base.db, renamed.id))?.full_name).toMatch(/shop$/);
    await learn();
    await becomes(gone, "removed");
    await becomes(kept, "active");
    expect((await repositoryById(base.db, renamed.id))?.full_name).toBe(renamed.fullName);
  });
});
