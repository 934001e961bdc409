import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

const BACKLOG = 100_000;

describe(`a backlog of ${BACKLOG} deliveries of one repository`, () => {
  let database: TestDatabase;
  let on: Stage;
  beforeAll(async () => {
    database = await testDatabase();
    // As a burst leaves them: accepted, waiting, older than whatever comes now.
    await database.db.run`
      insert into deliveries (id, source, key, event, action, repository, headers, received_at, priority)
      select 'noise-' || n, 'github', 'noise-' || n, 'workflow_run', 'completed', 'noisy/repo', '{}', now() - interval '1 minute', 5
      from generate_series(1, ${BACKLOG}) n`;
    on = await stage({ database });
  });
  afterAll(async () => {
    await on.close();
    await database.drop();
  });

  const waiting = async (): Promise<number> =>
    (
      await database.db.one<{
        n: number;
      }>`select count(*) as n from deliveries where repository = 'noisy/repo' and state = 'received'`
    ).n;

  it("does not hold up another repository's failure", async () => {
    const repo = await on.github.repository("quiet/repo", { files: { "README.md": "x" } });
    const run = await repo.scriptedRun({
      jobs: [{ name: "test", conclusion: "failure", log: "##[error]boom\n" }],
    });
    await on.reach(repo.fullName, run.id, "escalated");
    expect(await waiting()).toBeGreaterThan(BACKLOG * 0.9);
  });

  it("is overtaken by /heal stop", async () => {
    const repo = await on.github.repository("noisy/repo", { files: { "README.md": "x" } });
    on.github.setPermission(repo.fullName, "mia", "maintain");
    const issue = await repo.issue({ title: "Too much", author: "mia" });
    await repo.comment(issue, "mia", "/heal stop the network is down");
    const stop = await until(
      "the stop",
      () =>
        database.db.maybe<{
          by: string;
          reason: string;
        }>`select by, reason from switches where scope = ${repo.fullName} and stopped`,
    );
    expect(stop).toMatchObject({ by: "@mia", reason: "the network is down" });
    expect(await waiting()).toBeGreaterThan(BACKLOG * 0.8);
  });
});
