import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  durationOf,
  findChanges,
  jobDurations,
  hasRecentShift,
  runDurations,
} from "../../src/performance/durations.js";
import { createPerformanceMonitor } from "../../src/performance/duration-monitor.js";
import type { ChangeHandler } from "../../src/performance/duration-monitor.js";
import type { TimedRun } from "../../src/store/ci.js";
import type { Db } from "../../src/store/db.js";
import { listChanges, type PerformanceChange } from "../../src/store/performance.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { around, before, NOW, ran, worked } from "../monitoring/runs.js";

const facts = (startedAt: string | null, finishedAt: string | null) => ({ startedAt, finishedAt });

describe("durationOf", () => {
  it.each([
    ["2026-03-14T12:00:00Z", "2026-03-14T12:01:30Z", 90],
    ["2026-03-14T12:00:00Z", "2026-03-14T12:00:00Z", 0],
    ["2026-03-14T12:01:00Z", "2026-03-14T12:00:00Z", "it ends before it starts"],
    [null, "2026-03-14T12:00:00Z", "start or end is not known"],
    ["2026-03-14T12:00:00Z", "soon", "start or end is no time"],
    ["0001-01-01T00:00:00Z", "2026-03-14T12:00:00Z", "it took longer than GitHub lets a run"],
  ])("%s to %s is %s", (start, end, said) => expect(durationOf(facts(start, end))).toBe(said));
});

const run = (seconds: number, i: number): TimedRun => ({
  run_id: i,
  attempt: 1,
  head_sha: `c${i}`,
  conclusion: "success",
  facts: facts(new Date(i * 1e7 - seconds * 1_000).toISOString(), new Date(i * 1e7).toISOString()),
  finished_at: new Date(i * 1e7),
});
const of = { repository: "acme/web", workflow: "CI", job: null };
const found = (levels: readonly number[]) =>
  findChanges(runDurations(levels.map((level, i) => run(around(level, i), i + 1))), of).map(
    ({ change }) => change,
  );
const level = (n: number, seconds: number): number[] => new Array<number>(n).fill(seconds);

describe("findChanges", () => {
  it("names the commits between which a duration doubled, and the numbers", () => {
    const [change, ...more] = found([...level(30, 60), ...level(20, 120)]);
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      before_sha: "c30",
      after_sha: "c31",
      before_runs: 30,
      after_runs: 20,
      detector: "changepoint.duration",
    });
    expect(change?.before_seconds).toBeCloseTo(60, -1);
    expect(change?.after_seconds).toBeCloseTo(120, -1);
    expect(change?.p).toBeGreaterThan(0.95);
  });

  it.each([
    ["a level that stays", level(60, 60)],
    ["a constant", level(0, 0)],
    ["one point", [60]],
    ["few runs", [60, 61, 120]],
    ["one slow run", [...level(30, 60), 600, ...level(30, 60)]],
    ["a tenth more", [...level(30, 60), ...level(30, 66)]],
    ["two seconds more", [...level(30, 3), ...level(30, 5)]],
    ["two slow runs at the end", [...level(40, 60), ...level(2, 120)]],
  ])("says nothing of %s", (_, levels) => expect(found(levels)).toEqual([]));

  it("tells of both ways", () => {
    expect(
      found([...level(30, 60), ...level(30, 150), ...level(30, 60)]).map(
        (one) => one.after_seconds > one.before_seconds,
      ),
    ).toEqual([true, false]);
  });

  it("leaves out times that are none, and says how many", () => {
    const odd = { ...run(60, 5), facts: facts("2026-03-14T12:01:00Z", "2026-03-14T12:00:00Z") };
    const series = runDurations([run(60, 1), odd, odd, run(61, 2)]);
    expect([series.seconds, [...series.refused]]).toEqual([[60, 61], [["it ends before it starts", 2]]]);
  });
});

describe("movedLately", () => {
  const moved = (levels: readonly number[]) =>
    hasRecentShift(runDurations(levels.map((level, i) => run(around(level, i), i + 1))));

  it.each([
    ["nothing", []],
    ["a level", level(200, 60)],
    ["a level long ago", [...level(40, 30), ...level(160, 60)]],
    ["one slow run at the end", [...level(50, 60), 600]],
    ["a tenth more", [...level(50, 60), ...level(20, 66)]],
  ])("does not say so of %s", (_, levels) => expect(moved(levels)).toBe(false));

  it("says so wherever a change is found that ends with the series", () => {
    for (const [before, after] of [
      [60, 75],
      [60, 120],
      [120, 60],
      [20, 26],
    ] as const)
      for (let n = 4; n <= 60; n++) {
        const levels = [...level(40, before), ...level(n, after)];
        if (found(levels).length > 0) expect([n, moved(levels)]).toEqual([n, true]);
      }
  });
});

describe("jobSeriesOf", () => {
  it("has the durations as they were kept", () => {
    const job = { job_id: 1, run_id: 2, head_sha: "c", took: 3.5, queued: null, finished_at: NOW };
    expect(jobDurations([job])).toMatchObject({ runs: [{ run_id: 2, head_sha: "c" }], seconds: [3.5] });
  });
});

describe("the performance monitor", () => {
  let database: TestDatabase;
  beforeEach(async () => void (database = await testDatabase()));
  afterEach(() => database.drop());

  const tell = async (levels: readonly number[], from: number, more: object = {}) => {
    const runs = [];
    for (const [i, seconds] of levels.entries())
      runs.push(await ran(database.db, { seconds: around(seconds, i), end: before(from - i * 10), ...more }));
    return runs;
  };

  it("records a change once, with the commits next to it, however often it looks", async () => {
    const fast = await tell(level(30, 60), 900);
    const slow = await tell(level(20, 120), 590);
    await tell(level(50, 60), 900, { repository: "acme/calm" });
    let now = NOW;
    const look = createPerformanceMonitor(database.db, { now: () => now });
    expect(await look()).toHaveLength(1);
    expect(await look()).toEqual([]);
    // A change's place may move by a run or two with more runs; and a new process knows of none.
    now = new Date(NOW.getTime() + 3_600_000);
    for (let i = 0; i < 5; i++)
      await ran(database.db, { seconds: around(120, i), end: new Date(NOW.getTime() + i * 60_000) });
    expect(await createPerformanceMonitor(database.db, { now: () => now })()).toEqual([]);
    expect(await listChanges(database.db)).toMatchObject([
      {
        repository: "acme/web",
        before_sha: fast.at(-1)?.headSha,
        after_sha: slow[0]?.headSha,
        after_run: slow[0]?.runId,
        found_at: NOW,
      },
    ]);
  });

  it("reads a series only when there is something new of it", async () => {
    await tell(level(40, 60), 420);
    let reads = 0;
    const counted: Db = {
      ...database.db,
      many: (sql, ...values) => {
        if (sql.join("").includes("facts, finished_at from runs")) reads += 1;
        return database.db.many(sql, ...values);
      },
    };
    let now = NOW;
    const look = createPerformanceMonitor(counted, { now: () => now });
    const after = async (minutes: number): Promise<number> => {
      now = new Date(now.getTime() + minutes * 60_000);
      await look();
      return reads;
    };
    expect([await after(0), await after(1), await after(1)]).toEqual([1, 1, 1]);
    await ran(database.db, { seconds: 60, end: now });
    expect([await after(1), await after(1), await after(20)]).toEqual([2, 2, 2]);
  });

  it("compares only what can be compared: first attempts that succeeded, on the default branch", async () => {
    await tell(level(40, 60), 900);
    await tell(level(20, 300), 490, { conclusion: "failure" });
    await tell(level(20, 300), 490, { branch: "wip" });
    await tell(level(20, 300), 490, { attempt: 2 });
    expect(await createPerformanceMonitor(database.db, { now: () => NOW })()).toEqual([]);
  });

  it("finds at its first look what moved long ago", async () => {
    await tell([...level(40, 30), ...level(160, 60)], 2_000);
    expect(await createPerformanceMonitor(database.db, { now: () => NOW })()).toHaveLength(1);
  });

  it("finds a change while it goes on looking", async () => {
    let now = before(600);
    const look = createPerformanceMonitor(database.db, { now: () => now });
    await tell(level(40, 60), 1_000);
    expect(await look()).toEqual([]);
    const counts = [];
    for (let i = 0; i < 14; i++) {
      now = before(590 - i * 10);
      await ran(database.db, { seconds: around(120, i), end: now });
      counts.push((await look()).length);
    }
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(counts.indexOf(1)).toBeLessThan(8);
  });

  it("goes on after the clock jumped back", async () => {
    let now = new Date("2030-01-01T00:00:00Z");
    const look = createPerformanceMonitor(database.db, { now: () => now });
    await look();
    now = NOW;
    await tell([...level(30, 60), ...level(20, 120)], 900);
    expect(await look()).toHaveLength(1);
  });

  describe("telling", () => {
    const tellings = (fails = 0) => {
      const told: (PerformanceChange & { again: boolean })[] = [];
      const woken: [incident: number, kept: number][] = [];
      const telling: ChangeHandler = {
        record: async (_tx, change, again) => {
          if (fails-- > 0) throw new Error("lost");
          told.push({ ...change, again });
          return [told.length];
        },
        wake: async (incident) => void woken.push([incident, (await listChanges(database.db)).length]),
      };
      return { told, woken, telling };
    };
    const clock = { now: () => NOW };

    it("tells of a change once, and wakes when it is kept", async () => {
      await tell([...level(30, 60), ...level(20, 120)], 900);
      const { told, woken, telling } = tellings();
      await createPerformanceMonitor(database.db, clock, telling)();
      await createPerformanceMonitor(database.db, clock, telling)();
      expect(told).toMatchObject([{ workflow: "CI", before_runs: 30, after_runs: 20 }]);
      expect(woken).toEqual([[1, 1]]);
    });

    it("tells once when two processes look at the same time", async () => {
      await tell([...level(30, 60), ...level(20, 120)], 900);
      const { told, telling } = tellings();
      const looks = [1, 2, 3].map(() => createPerformanceMonitor(database.db, clock, telling)());
      expect((await Promise.all(looks)).map((found) => found.length).sort()).toEqual([0, 0, 1]);
      expect(told).toHaveLength(1);
    });

    it("keeps nothing that it could not tell, and tells it the next time", async () => {
      await tell([...level(30, 60), ...level(20, 120)], 900);
      const { told, telling } = tellings(1);
      const look = createPerformanceMonitor(database.db, clock, telling);
      await expect(look()).rejects.toThrow("lost");
      expect(await listChanges(database.db)).toEqual([]);
      expect(await look()).toHaveLength(1);
      expect(told).toHaveLength(1);
    });

    /** 30 runs before and 20 after, each with these jobs: seconds before and after. */
    const jobs = async (of: Record<string, [number, number]>) => {
      for (let i = 0; i < 50; i++) {
        const end = before(600 - i * 10);
        const now = ([first, second]: readonly [number, number]): number => (i < 30 ? first : second);
        const all = Object.values(of).reduce((sum, levels) => sum + now(levels), 0);
        const one = await ran(database.db, { seconds: around(all, i), end });
        for (const [name, levels] of Object.entries(of))
          await worked(database.db, { name, seconds: around(now(levels), i), run: one, end });
      }
    };

    it("tells of the job that became slower, and of its workflow only that it did as well", async () => {
      await jobs({ build: [60, 180], lint: [40, 40] });
      const { told, telling } = tellings();
      await createPerformanceMonitor(database.db, clock, telling)();
      expect(told.map(({ job, again, before_runs: n }) => [job, again, n])).toEqual([
        ["build", false, 30],
        [null, true, 30],
      ]);
      const changes = await listChanges(database.db);
      expect(changes.map(({ job }) => job)).toEqual(["build", null]);
      expect(changes[0]?.after_sha).toBe(changes[1]?.after_sha);
      expect(await createPerformanceMonitor(database.db, clock, telling)()).toEqual([]);
    });

    it("calls once for all the jobs that one commit made slower", async () => {
      await jobs({ "test (18)": [60, 120], "test (20)": [60, 120], "test (22)": [60, 120] });
      const { told, telling } = tellings();
      await createPerformanceMonitor(database.db, clock, telling)();
      expect(told.map(({ again }) => again)).toEqual([false, true, true, true]);
    });

    it("tells of jobs of which one became slower and another faster", async () => {
      await jobs({ build: [60, 120], lint: [120, 60] });
      const { told, telling } = tellings();
      await createPerformanceMonitor(database.db, clock, telling)();
      expect(told.map(({ job, again }) => [job, again])).toEqual([
        ["build", false],
        ["lint", false],
      ]);
    });
  });
});
