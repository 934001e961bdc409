import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR } from "../../src/core/clock.js";
import { countWorkflows } from "../../src/store/ci.js";
import type { JobFacts, RunFacts } from "../../src/events/event.js";
import { addJob, countJobs, expireJobs, timedJobs, queueTimes } from "../../src/store/jobs.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { ran } from "../monitoring/runs.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

let database: TestDatabase;
let id: number;
beforeAll(async () => void (database = await testDatabase()));
beforeEach(async () => {
  id = 0;
  await database.db.run`delete from jobs`;
  await database.db.run`delete from runs`;
});
afterAll(() => database.drop());

/** A job and its run, of which `of` tells; null: the run is not told. */
async function ended(
  minutes: number,
  more: Partial<JobFacts> = {},
  repository = "acme/web",
  of: Partial<RunFacts> | null = {},
): Promise<number> {
  const job: JobFacts = {
    jobId: ++id,
    runId: 100 + id,
    attempt: 1,
    workflow: "CI",
    name: "test",
    headSha: `sha-${id}`,
    onDefaultBranch: true,
    conclusion: "success",
    queuedSeconds: 5,
    seconds: 60,
    ...more,
  };
  const kept = await addJob(database.db, repository, job, before(minutes));
  const { runId, workflow, attempt } = job;
  // The run's end comes after its jobs'.
  if (of) await ran(database.db, { runId, workflow, attempt, repository, end: before(minutes), ...of });
  return kept;
}
const day = [before(24 * 60), NOW] as const;

describe("jobs", () => {
  it.each([
    ["push", 1],
    ["pull_request", 1],
    ["issue_comment", 0],
    ["pull_request_target", 0],
    ["workflow_run", 0],
    ["an event of tomorrow", 0],
  ])(
    "of a run that %s set off count %i times: what anybody may set off tells nothing of the code",
    async (event, n) => {
      await ended(1, {}, "acme/web", { event });
      expect(await countJobs(database.db, ...day)).toHaveLength(n);
      expect(await queueTimes(database.db, ...day)).toHaveLength(n);
      expect(await countWorkflows(database.db, ...day)).toHaveLength(n);
    },
  );

  it("are kept once, however often they are told", async () => {
    expect([await ended(1, { jobId: 7 }), await ended(1, { jobId: 7, seconds: 1 })]).toEqual([1, 0]);
    expect(await ended(1, { jobId: 7 }, "acme/api")).toBe(1);
    expect((await countJobs(database.db, ...day)).map(({ jobs, took }) => [jobs, took])).toEqual([
      [1, 60],
      [1, 60],
    ]);
  });

  it("are compared with themselves: the latest good first attempts on the default branch, oldest first", async () => {
    await ended(9, { seconds: 61 });
    await ended(8, { seconds: 62, queuedSeconds: null });
    await ended(7, { seconds: 63 });
    await ended(6, { conclusion: "failure" });
    await ended(5, { attempt: 2 });
    await ended(4, { onDefaultBranch: false });
    await ended(3, { seconds: null });
    await ended(2, { name: "lint" });
    await ended(1, { workflow: "Deploy" });
    await ended(1, {}, "acme/api");
    const found = await timedJobs(database.db, {
      repository: "acme/web",
      workflow: "CI",
      job: "test",
      limit: 2,
    });
    expect(found).toEqual([
      { job_id: 2, run_id: 102, head_sha: "sha-2", took: 62, queued: null, finished_at: before(8) },
      { job_id: 3, run_id: 103, head_sha: "sha-3", took: 63, queued: 5, finished_at: before(7) },
    ]);
  });

  it("are counted by what finished within a time, and the median is of the good first attempts", async () => {
    await ended(25 * 60);
    for (const seconds of [10, 20, 90]) await ended(5, { seconds });
    await ended(5, { seconds: 1_000, conclusion: "failure" });
    await ended(5, { seconds: 2_000, attempt: 2 });
    await ended(5, { seconds: null, name: "lint", conclusion: "timed_out" });
    expect(await countJobs(database.db, ...day)).toEqual([
      { repository: "acme/web", workflow: "CI", job: "lint", jobs: 1, failed: 1, took: null },
      { repository: "acme/web", workflow: "CI", job: "test", jobs: 5, failed: 1, took: 20 },
    ]);
  });

  it.each<[string, Partial<RunFacts> | null]>([
    ["whose run is not told yet", null],
    ["of a fork's main", { fork: true }],
    ["of a fork's main, run for the base", { fork: true, event: "pull_request_target" }],
  ])("%s count for nothing", async (_name, of) => {
    await ended(5, { queuedSeconds: 9_000, seconds: 9_000 }, "acme/web", of);
    await ended(4);
    const asked = { repository: "acme/web", workflow: "CI", job: "test", limit: 9 };
    expect((await timedJobs(database.db, asked)).map(({ job_id }) => job_id)).toEqual([2]);
    expect(await countJobs(database.db, ...day)).toMatchObject([{ jobs: 1, took: 60 }]);
    expect(await queueTimes(database.db, before(60), NOW)).toMatchObject([{ jobs: 1, queued: 5 }]);
  });

  it.each<[string, Partial<RunFacts>]>([
    ["a pull request whose branch is called main", { event: "pull_request" }],
    ["what a comment set off", { event: "issue_comment" }],
    ["another file of the same name", { workflowPath: ".github/workflows/copy.yml" }],
  ])("of %s are not compared with main's", async (_name, of) => {
    await ended(5, { seconds: 9_000 }, "acme/web", of);
    await ended(4);
    const asked = { repository: "acme/web", workflow: "CI", job: "test", limit: 9 };
    expect((await timedJobs(database.db, asked)).map(({ took }) => took)).toEqual([60]);
  });

  it("are the 50 busiest of each repository", async () => {
    for (let i = 0; i < 60; i++) await ended(5, { name: `shard ${i}` });
    await ended(5, { name: "shard 59" });
    await ended(5, {}, "acme/api");
    const names = (await countJobs(database.db, ...day)).map(({ repository, job }) => `${repository} ${job}`);
    expect([names.length, names.includes("acme/web shard 59"), names[0]]).toEqual([
      51,
      true,
      "acme/api test",
    ]);
  });

  it("waited: the longest first, without those of which it is not known", async () => {
    for (const queuedSeconds of [1, 2, 600]) await ended(5, { queuedSeconds });
    await ended(5, { queuedSeconds: null });
    await ended(5, { queuedSeconds: 30, workflow: "Deploy" });
    await ended(90, { queuedSeconds: 3_600, workflow: "Deploy" });
    expect(await queueTimes(database.db, before(60), NOW)).toEqual([
      { repository: "acme/web", workflow: "Deploy", jobs: 1, queued: 30 },
      { repository: "acme/web", workflow: "CI", jobs: 3, queued: 2 },
    ]);
  });

  it("are forgotten with their time", async () => {
    await ended(61);
    await ended(59);
    expect(await expireJobs(database.db, new Date(NOW.getTime() - HOUR))).toBe(1);
  });
});
