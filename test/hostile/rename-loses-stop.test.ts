import { createHmac, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { recentAudit } from "../../src/store/audit.js";
import { getDelivery } from "../../src/store/deliveries.js";
import { changeFlag } from "../../src/flags/flags.js";
import { systemClock } from "../../src/core/clock.js";
import { getFlag } from "../../src/store/flags.js";
import { getRepository, repositoryById } from "../../src/store/repositories.js";
import { commandOf, database, network, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

describe("a repository with another name", () => {
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
    on.github.repository(`org${(n += 1)}/shop`, { files: { "README.md": "shop\n" } });
  const seenOnce = async (repo: Repo) => {
    const run = await repo.scriptedRun(riddle(`odd${n}`));
    return { run, incident: await on.reach(repo.fullName, run.id, "escalated") };
  };
  const stopped = (name: string, id?: number) => on.heal.deps.killSwitch.stopped(name, id);
  const named = (repo: Repo, name = repo.fullName) =>
    until(`${name} to be known`, async () => (await repositoryById(base.db, repo.id))?.full_name === name);
  /** As GitHub would send it: signed, with a delivery id of its own. */
  const send = async (event: string, body: object): Promise<string> => {
    const text = JSON.stringify(body);
    const id = randomUUID();
    const signature = createHmac("sha256", on.github.app.webhookSecret).update(text).digest("hex");
    const answer = await fetch(`${on.heal.url}/api/github/webhooks`, {
      method: "POST",
      body: text,
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": id,
        "x-hub-signature-256": `sha256=${signature}`,
      },
    });
    expect(answer.status).toBe(202);
    await until(`delivery ${id} to be read`, async () =>
      ["done", "ignored"].includes((await getDelivery(base.db, id))?.state ?? ""),
    );
    return id;
  };
  const runBody = (repo: Repo, fullName: string, id: number, at: string) => ({
    action: "completed",
    installation: { id: repo.installationId },
    repository: { id: repo.id, full_name: fullName, default_branch: "main" },
    workflow_run: {
      ...{ id, name: "CI", path: ".github/workflows/ci.yml", display_title: "x", run_attempt: 1 },
      ...{ head_branch: "main", head_sha: "a".repeat(40), event: "push", conclusion: "success" },
      ...{ head_repository: { full_name: fullName }, updated_at: at, run_started_at: at },
    },
  });

  it("stays stopped under the old name and the new, and nothing is done in it", async () => {
    const repo = await make();
    const before = repo.fullName;
    on.github.setPermission(before, "mia", "maintain");
    const { incident } = await seenOnce(repo);
    const comment = await repo.comment(incident.issue_number ?? 0, "mia", "/heal stop release freeze");
    await until("the stop", async () =>
      ["answered", "silent"].includes((await commandOf(base.db, before, comment))?.state ?? ""),
    );
    await on.github.quiet();
    repo.rename("store");
    await named(repo);
    for (const name of [before, repo.fullName, repo.fullName.toUpperCase()])
      expect(await stopped(name)).toMatchObject({ reason: "release freeze", by: "@mia" });
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await on.reach(repo.fullName, run.id, "ignored");
    expect(repo.runs().find(({ id }) => id === run.id)?.attempt).toBe(1);
    expect(await recentAudit(base.db, 200)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: "repository",
          subject: repo.fullName,
          detail: { id: repo.id, was: before },
        }),
      ]),
    );
    expect(await base.db.many`select 1 from repositories where repository_id = ${repo.id}`).toHaveLength(1);
  });

  it("is found by its next delivery when the rename's own is lost, and a late rename changes nothing", async () => {
    const repo = await make();
    const before = repo.fullName;
    const { incident } = await seenOnce(repo);
    await on.heal.deps.killSwitch.stop(before, "frozen", "ada");
    await changeFlag(base.db, systemClock, {
      name: "self_healing.recovery",
      repository: before,
      enabled: false,
      by: "ada",
    });
    repo.rename("store", { lost: true });
    const run = await repo.scriptedRun({ jobs: [passing()] });
    await named(repo);
    expect(await stopped(repo.fullName)).toMatchObject({ reason: "frozen" });
    expect(
      Object.keys((await getFlag(base.db, "self_healing.recovery"))?.value.repositories ?? {}),
    ).toContain(repo.fullName);
    expect((await on.incidentOfRun(repo.fullName, incident.run?.runId ?? 0)).id).toBe(incident.id);
    const owner = before.split("/")[0] ?? "";
    await send("repository", {
      action: "renamed",
      changes: { repository: { name: { from: "shop" } } },
      installation: { id: repo.installationId },
      repository: { id: repo.id, full_name: repo.fullName, owner: { login: owner } },
    });
    expect((await repositoryById(base.db, repo.id))?.full_name).toBe(repo.fullName);
    expect(run.id).toBeGreaterThan(0);
  });

  it("is not called as before by an old delivery that comes late", async () => {
    const repo = await make();
    const before = repo.fullName;
    const old = new Date(Date.now() - 60_000).toISOString();
    await seenOnce(repo);
    repo.rename("store");
    await named(repo);
    await send("workflow_run", runBody(repo, before, 91_000_001, old));
    expect((await repositoryById(base.db, repo.id))?.full_name).toBe(repo.fullName);
    // Its run is kept all the same, where it belongs.
    expect(
      await base.db.many`select 1 from runs where repository = ${repo.fullName} and run_id = 91000001`,
    ).toHaveLength(1);
    expect(await getRepository(base.db, before)).toMatchObject({ repository_id: repo.id });
  });

  it("leaves its name to another repository that begins with nothing of it", async () => {
    const repo = await make();
    const before = repo.fullName;
    await seenOnce(repo);
    await on.heal.deps.killSwitch.stop(before, "frozen", "ada");
    repo.rename("store", { lost: true });
    const other = await on.github.repository(before, { files: { "README.md": "new\n" } });
    const run = await other.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await on.reach(before, run.id, "recovered");
    expect(await stopped(before)).toBeNull();
    // A plan of before the rename means the one of its id.
    expect(await stopped(before, repo.id)).toMatchObject({ reason: "frozen" });
    await repo.scriptedRun({ jobs: [passing()] });
    await named(repo);
    expect(await stopped(repo.fullName)).toMatchObject({ reason: "frozen" });
    expect(await stopped(before)).toBeNull();
  });

  it("may swap its name with another one's", async () => {
    const [a, b] = [await make(), await make()];
    const owner = a.fullName.split("/")[0] ?? "";
    b.transfer(owner + "x");
    await seenOnce(a);
    await seenOnce(b);
    await on.heal.deps.killSwitch.stop(a.fullName, "a is frozen", "ada");
    const at = () => new Date().toISOString();
    const [nameA, nameB] = [a.fullName, b.fullName];
    await send("workflow_run", runBody(a, nameB, 92_000_001, at()));
    await send("workflow_run", runBody(b, nameA, 92_000_002, at()));
    expect([await stopped(nameB), await stopped(nameA)]).toEqual([
      expect.objectContaining({ reason: "a is frozen" }),
      null,
    ]);
    expect(
      await base.db
        .many`select run_id from runs where repository = ${nameA} and run_id > 92000000 and run_id < 93000000`,
    ).toEqual([{ run_id: 92_000_002 }]);
  });

  it("is the same with other letters, and with another owner and installation", async () => {
    const repo = await make();
    const before = repo.fullName;
    await seenOnce(repo);
    await on.heal.deps.killSwitch.stop(before, "frozen", "ada");
    repo.rename("SHOP");
    await named(repo);
    expect(await stopped(before)).toMatchObject({ reason: "frozen" });
    repo.transfer(`new-${before.split("/")[0] ?? ""}`);
    await named(repo);
    expect(await stopped(repo.fullName)).toMatchObject({ reason: "frozen" });
    await until("the new installation", async () => {
      const row = await repositoryById(base.db, repo.id);
      return row?.installation_id === repo.installationId && row.state === "active";
    });
  });

  it("keeps a stop that was set by its new name before heal knew whose that is", async () => {
    const repo = await make();
    await seenOnce(repo);
    const after = repo.fullName.replace("/shop", "/store");
    await on.heal.deps.killSwitch.stop(after, "early", "ada");
    repo.rename("store");
    await named(repo);
    repo.rename("third");
    await named(repo);
    expect(await stopped(after)).toMatchObject({ reason: "early" });
    expect(await stopped(repo.fullName)).toMatchObject({ reason: "early" });
    expect(await on.heal.deps.killSwitch.resume(after, "ada")).toBe(true);
    expect(await stopped(repo.fullName)).toBeNull();
  });

  it("has its issue brought up to date, not a second one", async () => {
    const repo = await make();
    const { incident } = await seenOnce(repo);
    repo.rename("store");
    await named(repo);
    const again = await repo.scriptedRun(riddle(`odd${n}`));
    await on.reach(repo.fullName, again.id, "closed");
    await until("the update", async () => {
      const row = await base.db.one<{
        events: number;
        issue_url: string;
      }>`select events, issue_url from incidents where id = ${incident.id}`;
      return row.events === 2 && row.issue_url.includes(`/${repo.fullName}/issues/`);
    });
    expect(repo.issues()).toHaveLength(1);
  });
});
