import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import { createDb, createPool, type Db } from "../../src/store/db.js";
import {
  addSeries,
  addValues,
  expireBuckets,
  readSeries,
  retention,
  rollUp,
  type Width,
} from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const START = Date.UTC(2026, 1, 27);
const WIDTHS = { minute: MINUTE, hour: HOUR, day: DAY } as const;

let database: TestDatabase;
let other: ReturnType<typeof createPool>;
/** Two processes. */
let processes: [Db, Db];
beforeAll(async () => {
  database = await testDatabase();
  other = createPool(database.url);
  processes = [database.db, createDb(other)];
});
afterAll(async () => {
  await other.end();
  await database.drop();
});

interface Value {
  series: number;
  /** Seconds after START. */
  at: number;
  value: number;
}
type Step =
  | { kind: "add"; values: Value[] }
  | { kind: "roll"; since: number }
  | { kind: "forget"; now: number };
type Told = Step & { by: 0 | 1 };

/** Five days over the end of a month: late, early, the same again, in any order. Whole numbers, so that sums are exact. */
const seconds = fc.integer({ min: 0, max: (5 * DAY) / 1_000 });
const value = fc.record({
  series: fc.nat(2),
  at: fc.oneof(seconds, fc.constantFrom(0, 59, 60, 3_599, 3_600, 86_399, 86_400, 172_800)),
  value: fc.integer({ min: -1_000, max: 1_000 }),
});
const by = fc.constantFrom<0 | 1>(0, 1);
const add = fc.record({
  kind: fc.constant("add" as const),
  by,
  values: fc.array(value, { minLength: 1, maxLength: 8 }),
});
const roll = fc.record({ kind: fc.constant("roll" as const), by, since: seconds });
/** Nothing of the story is as old as what this removes. */
const forgetting = fc.record({
  kind: fc.constant("forget" as const),
  by,
  now: fc.integer({ min: 0, max: retention.minute / 1_000 }),
});
/** Few minutes, so that what is removed is written to again. */
const again = fc.record({
  kind: fc.constant("add" as const),
  by,
  values: fc.array(
    fc.record({ series: fc.nat(1), at: fc.constantFrom(0, 60, 3_600, 86_400), value: fc.nat(9) }),
    { minLength: 1, maxLength: 4 },
  ),
});
const forgetDays = fc.record({
  kind: fc.constant("forget" as const),
  by,
  now: fc.constantFrom(0, 1, 2).map((days) => (retention.minute + days * DAY) / 1_000),
});
/** What stands in one inner array happens at the same time. */
const story = fc.array(
  fc.array(
    fc.oneof(
      { arbitrary: add, weight: 4 },
      { arbitrary: roll, weight: 2 },
      { arbitrary: forgetting, weight: 1 },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 1, maxLength: 10 },
);

/** Series of its own for each story, so that none sees another's rows. */
let next = 0;
async function threeSeries(): Promise<number[]> {
  const component = `story ${next++}`;
  const samples = ["a", "b", "c"].map((name) => ({ component, name, value: 0, at: new Date(START) }));
  return [...(await addSeries(database.db, samples, new Date(START))).values()].sort((a, b) => a - b);
}

const when = (at: number): Date => new Date(START + at * 1_000);
async function tell(step: Told, ids: number[]): Promise<void> {
  const db = processes[step.by];
  if (step.kind === "roll") return rollUp(db, when(step.since));
  if (step.kind === "forget") return void (await expireBuckets(db, when(step.now)));
  await addValues(
    db,
    step.values.map(({ series, at, value: v }) => ({ series: ids[series]!, at: when(at), value: v })),
  );
}

const tables = { minute: "metric_minutes", hour: "metric_hours", day: "metric_days" } as const;
interface Row {
  series: number;
  at: Date;
  count: number;
  sum: number;
  least: number;
  most: number;
}
async function rowsOf(width: Width, ids: number[], columns = ""): Promise<Row[]> {
  const text = `select series, at, count, sum, least, most ${columns} from ${tables[width]}
    where series = any($1) order by series, at`;
  return (await database.pool.query<Row>(text, [ids])).rows;
}

/** What the buckets must be, made from the values alone. */
function bucketsOf(values: Value[], ids: number[], width: Width): Row[] {
  const rows = new Map<string, Row>();
  for (const one of values) {
    const at = new Date(Math.floor(when(one.at).getTime() / WIDTHS[width]) * WIDTHS[width]);
    const series = ids[one.series]!;
    const key = `${series} ${at.getTime()}`;
    const row = rows.get(key) ?? { series, at, count: 0, sum: 0, least: Infinity, most: -Infinity };
    row.count += 1;
    row.sum += one.value;
    row.least = Math.min(row.least, one.value);
    row.most = Math.max(row.most, one.value);
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => a.series - b.series || a.at.getTime() - b.at.getTime());
}
const valuesOf = (steps: Told[][]): Value[] =>
  steps.flat().flatMap((step) => (step.kind === "add" ? step.values : []));

describe("roll-ups", () => {
  it("hold what the values say, in whatever order two processes bring them, roll up and tidy", () =>
    fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const ids = await threeSeries();
        for (const together of steps) await Promise.all(together.map((step) => tell(step, ids)));
        await rollUp(database.db, when(0));
        for (const width of ["minute", "hour", "day"] as const)
          expect(await rowsOf(width, ids)).toEqual(bucketsOf(valuesOf(steps), ids, width));
      }),
      { numRuns: 40 },
    ));

  it("write nothing when they run again, whoever runs them", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 30 }),
        seconds,
        by,
        async (values, since, who) => {
          const ids = await threeSeries();
          await tell({ kind: "add", by: 0, values }, ids);
          await rollUp(processes[0], when(0));
          const state = () =>
            Promise.all([rowsOf("hour", ids, ", xmin::text"), rowsOf("day", ids, ", xmin::text")]);
          const before = await state();
          await Promise.all([rollUp(processes[who], when(since)), rollUp(processes[0], when(0))]);
          expect(await state()).toEqual(before);
        },
      ),
      { numRuns: 15 },
    ));

  it("never lose what they have, when a clock that was ahead has removed the minutes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(again, forgetDays, again), { minLength: 1, maxLength: 4 }),
        async (rounds) => {
          const ids = await threeSeries();
          const seen = new Map<string, number>();
          const all = (who: 0 | 1): Told => ({ kind: "roll", by: who, since: 0 });
          const steps = rounds.flatMap(([first, gone, then]) => [first, all(0), gone, then, all(1)]);
          for (const step of steps) {
            await tell(step, ids);
            for (const width of ["hour", "day"] as const)
              for (const { series, at, count } of await rowsOf(width, ids)) {
                const key = `${width} ${series} ${at.getTime()}`;
                expect(count).toBeGreaterThanOrEqual(seen.get(key) ?? 0);
                seen.set(key, count);
              }
            const left = await Promise.all([rowsOf("hour", ids), rowsOf("day", ids)]);
            expect(left.flat()).toHaveLength(seen.size);
          }
        },
      ),
      { numRuns: 20 },
    ));
});

describe("retention", () => {
  const widths = ["minute", "hour", "day"] as const;
  const spans = { minute: 1, hour: 31, day: 366 } as const;
  const stored = async (width: Width, ids: number[], ages: number[], now: number) => {
    for (const age of ages)
      await database.pool.query(
        `insert into ${tables[width]} (series, at, count, sum, least, most) values ($1, $2, 1, 1, 1, 1) on conflict do nothing`,
        [ids[0], new Date(now - age * 1_000)],
      );
  };

  it("keeps all that is younger, and no more than a partition of what is older; also when the clock jumps", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...widths),
        fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.double({ min: -1, max: 1.5, noNaN: true }), { minLength: 1, maxLength: 4 }),
        async (width, shares, jumps) => {
          const ids = await threeSeries();
          const kept = retention[width];
          const limit = kept / 1_000;
          await stored(
            width,
            ids,
            shares.map((share) => Math.round(share * limit)),
            START,
          );
          for (const jump of jumps) {
            const now = START + Math.round(jump * kept);
            const before = await rowsOf(width, ids);
            await expireBuckets(database.db, new Date(now));
            const after = await rowsOf(width, ids);
            const young = before.filter(({ at }) => at.getTime() >= now - kept);
            expect(after.filter(({ at }) => at.getTime() >= now - kept)).toEqual(young);
            const oldest = Math.min(...after.map(({ at }) => at.getTime()));
            expect(oldest).toBeGreaterThanOrEqual(now - kept - spans[width] * DAY);
          }
        },
      ),
      { numRuns: 25 },
    ));

  it("removes the partition, not its rows one by one, and says how many went", async () => {
    const parts = async () =>
      (
        await database.db.many<{ name: string }>`select relname as name from pg_class
        where relkind = 'r' and relname like 'metric\\_minutes\\_%' order by 1`
      ).map(({ name }) => name);
    const ids = await threeSeries();
    const early = Date.UTC(2031, 0, 1, 23, 59);
    const at = (ms: number) => [{ series: ids[0]!, at: new Date(early + ms), value: 1 }];
    await expireBuckets(database.db, new Date(early - 400 * DAY));
    await addValues(database.db, at(0));
    await addValues(database.db, at(MINUTE));
    await expireBuckets(database.db, new Date(early));
    expect(await parts()).toEqual(
      expect.arrayContaining(["metric_minutes_2031_01_01", "metric_minutes_2031_01_02"]),
    );
    expect(await expireBuckets(database.db, new Date(early + retention.minute))).toBe(0);
    expect(await expireBuckets(database.db, new Date(early + retention.minute + MINUTE))).toBe(1);
    expect(await parts()).not.toContain("metric_minutes_2031_01_01");
    expect(await rowsOf("minute", ids)).toMatchObject([{ at: new Date(early + MINUTE) }]);
  });
});

describe("reading", () => {
  const one = { component: "read", name: "x" };
  const day = new Date(START);
  const hours = (n: number): Date => new Date(START + n * HOUR);

  beforeAll(async () => {
    const id = [...(await addSeries(database.db, [{ ...one, value: 0, at: day }], day)).values()][0]!;
    const values = [0, 30, 90].map((minute) => ({
      series: id,
      at: new Date(START + minute * MINUTE),
      value: minute,
    }));
    await addValues(database.db, values);
    await rollUp(database.db, day);
  });

  it.each([
    ["minutes for half a day", hours(12), [0, 30, 90]],
    ["hours for a month", hours(30 * 24), [15, 90]],
    ["days for a quarter", hours(90 * 24), [40]],
    ["up to the end, without it", new Date(START + 90 * MINUTE), [0, 30]],
  ])("gives %s", async (_, to, means) => {
    const found = await readSeries(database.db, one, { from: day, to });
    expect(found.map(({ mean }) => mean)).toEqual(means);
  });

  it("gives hours where the minutes are gone", async () => {
    await expireBuckets(database.db, new Date(START + retention.minute + 2 * DAY));
    const found = await readSeries(database.db, one, { from: day, to: hours(12) });
    expect(found).toEqual([
      { at: day, count: 2, mean: 15, least: 0, most: 30 },
      { at: hours(1), count: 1, mean: 90, least: 90, most: 90 },
    ]);
  });

  it("gives nothing for a series nobody knows", async () => {
    expect(
      await readSeries(database.db, { ...one, labels: { a: "b" } }, { from: day, to: hours(1) }),
    ).toEqual([]);
  });
});
