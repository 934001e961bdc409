import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { database, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { countWorkflows, timedRuns } from "../../src/store/ci.js";
import { fixOf, openFix } from "../../src/store/fixes.js";
import { countJobs, timedJobs } from "../../src/store/jobs.js";
import { getPattern } from "../../src/store/patterns.js";
import type { Repo } from "../simulator/index.js";
import { settled } from "./strangers.js";

describe("runs of strangers' code", () => {
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
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const make = (owner: string): Promise<Repo> =>
    on.github.repository(`${owner}/shop`, { files: { "README.md": "# shop\n" } });
  const learned = async ({ fullName: repository }: Repo, workflow: string, job: string) => {
    const day = [new Date(Date.now() - 24 * 3_600_000), new Date(Date.now() + 60_000)] as const;
    const of = { repository, workflow, limit: 50 };
    const states = await base.db.many`select subject from detector_states where repository = ${repository}`;
    return {
      states: states.length,
      runs: (await timedRuns(base.db, of)).length,
      jobs: (await timedJobs(base.db, { ...of, job })).length,
      counted: [...(await countWorkflows(base.db, ...day)), ...(await countJobs(base.db, ...day))].filter(
        (one) => one.repository === repository,
      ).length,
    };
  };
  const jobsTold = (repo: Repo, jobs: number) =>
    until(
      `${jobs} jobs of ${repo.fullName}`,
      async () =>
        (await base.db.many`select 1 from jobs where repository = ${repo.fullName}`).length === jobs,
    );

  it.each([["pull_request"], ["pull_request_target"], ["push"]])(
    "on a branch called main give no state, duration, count or pattern: %s",
    async (event) => {
      const repo = await make(`taught-${event.replace(/_/g, "-")}`);
      const ours = { ...riddle(`lima${event.length}`), branch: "main" };
      const theirs = { ...ours, fork: true, event };
      const red = await repo.scriptedRun(theirs);
      const { fingerprint } = await on.reach(repo.fullName, red.id, "ignored");
      const green = await repo.scriptedRun({ ...theirs, jobs: [{ ...passing(), name: "nightly" }] });
      await settled(on, repo, green);
      await jobsTold(repo, 2);
      const nothing = { states: 0, runs: 0, jobs: 0, counted: 0 };
      expect(await learned(repo, theirs.workflow ?? "", "nightly")).toEqual(nothing);
      expect(fingerprint).not.toBeNull();
      expect(await getPattern(base.db, fingerprint ?? "")).toBeNull();
      expect(await base.db.many`select 1 from detections where repository = ${repo.fullName}`).toEqual([]);

      // The same of the repository's own does.
      const own = await repo.scriptedRun({ ...ours, jobs: [{ ...passing(), name: "nightly" }] });
      await settled(on, repo, own);
      await jobsTold(repo, 3);
      const seen = await learned(repo, theirs.workflow ?? "", "nightly");
      expect(seen).toMatchObject({ runs: 1, jobs: 1, counted: 2 });
      expect(seen.states).toBeGreaterThan(0);
    },
    60_000,
  );

  it("rename no pattern of an earlier version; the repository's own do", async () => {
    const repo = await make("adopted");
    const ours = { ...riddle("oscar"), branch: "main" };
    const first = await repo.scriptedRun(ours);
    const { fingerprint } = await on.reach(repo.fullName, first.id, "escalated");
    const now = fingerprint ?? "";
    const then = now.replace(/^v\d+:/, "v1:");
    await base.db.run`update patterns set fingerprint = ${then} where fingerprint = ${now}`;
    const theirs = await (await make("adopting")).scriptedRun({ ...ours, fork: true, event: "pull_request" });
    await on.reach("adopting/shop", theirs.id, "ignored");
    expect([await getPattern(base.db, now), (await getPattern(base.db, then))?.fingerprint]).toEqual([
      null,
      then,
    ]);

    const other = await make("adopting-too");
    const own = await other.scriptedRun(ours);
    await on.reach(other.fullName, own.id, "escalated");
    expect((await getPattern(base.db, now))?.fingerprint).toBe(now);
    expect(await getPattern(base.db, then)).toBeNull();
  }, 60_000);

  it("on a branch called like heal's fix are not the fix's", async () => {
    const repo = await make("fixed");
    const main = await repo.scriptedRun({ ...riddle("mike"), branch: "main" });
    const { id } = await on.reach(repo.fullName, main.id, "escalated");
    const now = new Date();
    await openFix(base.db, {
      ...{
        incidentId: id,
        repository: repo.fullName,
        producer: "lint",
        baseSha: main.sha,
        baseBranch: "main",
      },
      ...{ branch: `heal/fix-${id}-1`, before: [], now, deadline: new Date(now.getTime() + 60_000) },
    });
    expect(await fixOf(base.db, repo.fullName, { branch: `heal/fix-${id}-1` })).not.toBeNull();
    const theirs = await repo.scriptedRun({
      ...{ ...riddle("november"), fork: true, event: "pull_request", branch: `heal/fix-${id}-1` },
    });
    expect(await on.reach(repo.fullName, theirs.id, "ignored")).not.toMatchObject({ id });
    expect(await base.db.many`select 1 from error_events where incident_id = ${id}`).toHaveLength(1);
  });
});
