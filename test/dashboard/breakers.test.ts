import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, MINUTE } from "../../src/core/clock.js";
import { trippedBreakers } from "../../src/dashboard/breakers.js";
import { badMoves } from "../../src/store/attempts.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(() => base.clear("incidents"));

let number = 0;
interface Tried {
  repository?: string;
  installation?: number;
  move?: string;
  verdict?: "successful" | "failed" | "error" | "inconclusive";
  /** The call was not taken. */
  refused?: boolean;
  age: number;
}
async function tried(one: Tried): Promise<void> {
  const { repository = "acme/shop", installation = 1, move = "dispatch-workflow", age } = one;
  const key = `k${(number += 1)}`;
  const at = ago(age);
  const { id } = await base.db.one<{ id: number }>`
    insert into incidents (key, kind, severity, title, repository, installation_id, state, first_seen, last_seen)
    values (${key}, 'alert', 'error', 't', ${repository}, ${installation}, 'escalated', ${at}, ${at}) returning id`;
  await base.db.run`
    insert into intents (key, incident_id, repository, action, state, code, thing, plan, created_at, done_at)
    values (${key}, ${id}, ${repository}, ${move}, ${one.refused ? "refused" : "done"},
      ${one.refused ? "HEAL_GITHUB_REFUSED" : null}, 'restart.yml', '{}', ${at}, ${at})`;
  if (one.verdict !== undefined)
    await base.db.run`
      insert into outcomes (incident_id, action, verdict, reason, at) values (${id}, ${move}, ${one.verdict}, 'r', ${at})`;
}

const shown = async () =>
  (await trippedBreakers(base.db, NOW)).map(({ of, move, state }) => [of, move, state]);

describe("breakers of a page", () => {
  it("are none where nothing failed, or too seldom", async () => {
    for (const age of [3, 2, 1]) await tried({ age: age * MINUTE, verdict: "successful" });
    await tried({ repository: "acme/web", age: MINUTE, verdict: "failed" });
    expect(await shown()).toEqual([]);
    expect(await badMoves(base.db, NOW)).toMatchObject([{ repository: "acme/web", bad: 1 }]);
  });

  it("are those that failed, that could not be made, or both", async () => {
    for (const age of [3, 2, 1]) await tried({ age: age * MINUTE, verdict: "failed" });
    for (const age of [3, 2, 1]) await tried({ repository: "acme/web", age: age * MINUTE, refused: true });
    await tried({ repository: "acme/api", age: 3 * MINUTE, refused: true });
    for (const age of [2, 1])
      await tried({ repository: "acme/api", age: age * MINUTE, verdict: "error", installation: 2 });
    expect((await shown()).sort()).toEqual(
      ["acme/api", "acme/shop", "acme/web"].map((of) => [of, "dispatch-workflow", "open"]),
    );
  });

  it("count each move by itself, and stay half-open until something helps", async () => {
    for (const age of [3, 2, 1]) await tried({ age: age * DAY, verdict: "failed" });
    for (const age of [3, 2])
      await tried({
        repository: "acme/web",
        age: age * MINUTE,
        verdict: "failed",
        move: "dispatch-workflow",
      });
    await tried({ repository: "acme/web", age: MINUTE, verdict: "failed", move: "rerun-failed-jobs" });
    expect(await shown()).toEqual([["acme/shop", "dispatch-workflow", "half-open"]]);
    await tried({ age: MINUTE, verdict: "successful" });
    expect(await shown()).toEqual([]);
  });

  it("are found of an old failure, however much went well elsewhere since", async () => {
    for (const age of [22, 21, 20]) await tried({ age: age * DAY, verdict: "failed" });
    await base.db.run`
      insert into incidents (key, kind, severity, title, repository, installation_id, state, first_seen, last_seen)
      select 'busy' || g, 'alert', 'error', 't', 'acme/busy', 3, 'closed', ${ago(DAY)}, ${ago(DAY)} from generate_series(1, 4000) g`;
    await base.db.run`
      insert into intents (key, incident_id, repository, action, state, thing, plan, created_at, done_at)
      select key, id, repository, 'dispatch-workflow', 'done', 'restart.yml', '{}', last_seen, last_seen
      from incidents where repository = 'acme/busy'`;
    expect(await shown()).toEqual([["acme/shop", "dispatch-workflow", "half-open"]]);
  });

  it("have one of an installation, over its repositories", async () => {
    for (let i = 0; i < 10; i += 1)
      await tried({ repository: `acme/r${i}`, installation: 7, age: (20 - i) * MINUTE, verdict: "failed" });
    expect(await shown()).toEqual([["installation 7", "every move", "open"]]);
  });
});
