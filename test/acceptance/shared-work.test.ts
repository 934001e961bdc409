import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

const RUNS = 16;
const reset =
  "npm error code ECONNRESET\nnpm error network request to https://registry.npmjs.org/x failed, reason: read ECONNRESET\n##[error]Process completed with exit code 1.\n";

describe("several heals behind one database", () => {
  let database: TestDatabase;
  let on: Stage;
  let second: App;
  beforeAll(async () => {
    database = await testDatabase();
    on = await stage({ database });
    second = await on.another();
  });
  afterAll(async () => {
    await on.close();
    await database.drop();
  });

  it("share the work, lose nothing when one goes, and do nothing twice", async () => {
    const repos = await Promise.all(
      Array.from({ length: RUNS }, (_, i) =>
        on.github.repository(`shared-${i}/web`, { files: { "README.md": `${i}` } }),
      ),
    );
    const runs = await Promise.all(
      repos.map((repo) =>
        repo.scriptedRun({
          jobs: [
            {
              name: "build",
              conclusion: "failure",
              steps: [{ name: "Install", conclusion: "failure" }],
              log: reset,
            },
          ],
          attempts: [[{ name: "build", conclusion: "success", log: "added 1 package\n" }]],
        }),
      ),
    );
    // A rolling deployment: one process ends while there is work.
    await until("some work done", async () => on.github.effects.length > 2);
    await second.stop();
    for (const [i, repo] of repos.entries()) await on.reach(repo.fullName, runs[i]?.id ?? 0, "recovered");

    await until("the check runs to be written", async () => {
      const due = await database.db.one<{ n: number }>`
        select count(*)::int as n from commit_checks where next_step_at is not null`;
      return due.n === 0;
    });
    const reruns = on.github.effects
      .filter((effect) => effect.kind === "rerun")
      .map((effect) => effect.repository);
    expect(reruns.sort()).toEqual(repos.map((repo) => repo.fullName).sort());
    const audited = await database.db.many<{
      subject: string;
    }>`select subject from audit where kind = 'effect' and detail ->> 'state' = 'done'`;
    expect(new Set(audited.map((row) => row.subject)).size).toBe(audited.length);
    expect(audited).toHaveLength(on.github.effects.length);
    // What is only remembered (times of jobs) comes after everything that somebody waits for.
    await until("an empty inbox", async () => {
      const open = await database.db.one<{
        n: number;
      }>`select count(*) as n from deliveries where state in ('received', 'processing')`;
      return open.n === 0;
    });
    expect(await database.db.many`select id, reason from deliveries where state = 'parked'`).toEqual([]);
  });
});
