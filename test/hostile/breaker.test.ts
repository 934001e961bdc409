import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { database } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { alert, dispatches, incident, refusals, shop } from "./recovery-scene.js";

describe("a move that keeps failing in a repository", () => {
  let base: TestDatabase;
  let on: Stage;
  let ahead = 0;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, clock: { now: () => new Date(Date.now() + ahead) } });
  }, 240_000);
  afterAll(async () => {
    await on.close();
    await base.drop();
  });

  it("is stopped after three in a row, tried once after the pause, and goes on after a success", async () => {
    const repo = await shop(on, "stormy", {
      ...{ a: "bad", b: "bad", c: "bad" },
      ...{ d: "ok", e: "ok", f: "ok" },
    });
    for (const service of ["a", "b", "c"]) {
      await alert(on, repo, service);
      await incident(on, repo, service, "escalated");
    }
    expect(dispatches(on, repo)).toHaveLength(3);

    await alert(on, repo, "d");
    const fourth = await incident(on, repo, "d", "escalated");
    expect(await refusals(on, fourth)).toMatch(/breaker of dispatch-workflow in this repository is open/);
    expect(repo.issues().find((one) => one.number === fourth.issue_number)?.body).toMatch(/circuit breaker/);
    expect(dispatches(on, repo)).toHaveLength(3);
    const page = await (await fetch(`${on.heal.url}/repositories`)).text();
    expect(page).toContain("dispatch-workflow");
    expect(page).toMatch(/breaker/i);
    // Another process sees the same: the state is in rows.
    const other = await on.another();
    expect(await (await fetch(`${other.url}/repositories`)).text()).toMatch(/breaker/i);
    await other.stop();
    // Another repository is not stopped.
    const calm = await shop(on, "calm", { web: "ok" });
    await alert(on, calm, "web");
    await incident(on, calm, "web", "verifying");

    ahead += 31 * MINUTE;
    await alert(on, repo, "e");
    await incident(on, repo, "e", "verifying");
    await alert(on, repo, "f");
    const beside = await incident(on, repo, "f", "escalated");
    expect(await refusals(on, beside)).toMatch(/half-open, and its one trial is under way/);
    await alert(on, repo, "e", { status: "resolved" });
    await incident(on, repo, "e", "recovered");
    await alert(on, repo, "d", { id: "d again" });
    await incident(on, repo, "d again", "verifying");
    expect(dispatches(on, repo)).toHaveLength(5);
    expect(await (await fetch(`${on.heal.url}/repositories`)).text()).not.toContain("circuit breaker");
  }, 400_000);
});
