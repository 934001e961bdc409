import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { HOUR } from "../../src/core/clock.js";
import { sweep } from "../../src/pipeline/sweep.js";
import { network, passing, riddle } from "../acceptance/scenes.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

/** What GitHub does now and then, and what must come of it. */
describe("GitHub as it is", () => {
  let base: TestDatabase;
  let on: Stage;
  let ahead = 0;
  beforeAll(async () => {
    base = await testDatabase();
    on = await stage({ database: base, clock: { now: () => new Date(Date.now() + ahead) } });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });
  const make = (name: string): Promise<Repo> =>
    on.github.repository(`${name}/web`, { files: { "README.md": "x\n" } });
  const effects = (repo: Repo) =>
    on.github.effects
      .filter((one) => one.repository === repo.fullName && !one.kind.startsWith("check"))
      .map((one) => one.kind);
  const failing = { jobs: [network()], attempts: [[passing()]] };

  it("what failed while heal was down is fetched right after the start, not with the next sweep", async () => {
    const repo = await make("down");
    // A sweep has just been.
    await sweep(on.heal.deps, null);
    on.github.setWebhookUrl("http://127.0.0.1:9/");
    const run = await repo.scriptedRun(failing);
    await on.github.quiet();
    on.github.setWebhookUrl(`${on.heal.url}/api/github/webhooks`);
    const again = await on.another();
    try {
      await on.reach(repo.fullName, run.id, "recovered", 90_000);
      expect(effects(repo)).toEqual(["rerun"]);
    } finally {
      await again.stop();
    }
  });

  it("a suspended installation: nothing is done, people are told once it is over", async () => {
    const repo = await make("suspended");
    const mend = on.github.setFault(
      { method: "POST", path: /access_tokens/ },
      { status: 403, body: { message: "This installation has been suspended" } },
    );
    const run = await repo.scriptedRun(riddle("suspended"));
    const row = await on.reach(repo.fullName, run.id, "escalated", 90_000);
    expect([row.issue_number, row.trouble?.untold, effects(repo)]).toEqual([null, 1, []]);
    mend();
    ahead += HOUR / 60;
    await sweep(on.heal.deps, null);
    await until("the issue", () => effects(repo).includes("issue"));
    await on.github.quiet();
    expect(effects(repo)).toEqual(["issue"]);
  }, 180_000);

  it("a locked issue takes no comment, and is closed all the same", async () => {
    const repo = await make("locked");
    const run = await repo.scriptedRun(riddle("locked"));
    const { issue_number: issue } = await on.reach(repo.fullName, run.id, "escalated", 60_000);
    const mend = on.github.setFault(
      { method: "POST", path: /locked\/web\/issues\/\d+\/comments/ },
      { status: 403, body: { message: "Unable to create comment because issue is locked." } },
    );
    await repo.scriptedRun({ workflow: "Nightly locked", jobs: [{ ...passing(), name: "nightly" }] });
    await on.reach(repo.fullName, run.id, "closed", 60_000);
    mend();
    expect(repo.issues().map(({ number, state }) => [number, state])).toEqual([[issue, "closed"]]);
  }, 150_000);

  it("jobs of one name (a reusable workflow called twice) are one rerun", async () => {
    const repo = await make("equal");
    const run = await repo.scriptedRun({
      jobs: [network(), network("ETIMEDOUT")],
      attempts: [[passing(), passing()]],
    });
    await on.reach(repo.fullName, run.id, "recovered", 90_000);
    expect(effects(repo)).toEqual(["rerun"]);
  });
});
