import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import { sampleProblem } from "../../src/monitoring/validate-sample.js";
import { createRecorder, NEW_SERIES_A_MINUTE } from "../../src/monitoring/recorder.js";
import { readSeries, retention, widthFor, type Sample } from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const after = (ms: number): Date => new Date(NOW.getTime() + ms);
const sample = (value: number, more: Partial<Sample> = {}): Sample => ({
  component: "heal/queue",
  name: "wait_seconds",
  value,
  at: NOW,
  ...more,
});

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

const at = (start: Date = NOW) => {
  let now = start;
  return { now: () => now, set: (next: Date) => void (now = next) };
};
const rows = async (table: "metric_minutes" | "metric_hours" | "metric_days") =>
  (await database.pool.query<{ n: number }>(`select count(*) as n from ${table}`)).rows[0]?.n;

describe("refusal", () => {
  it.each<[string, Sample, string | null]>([
    ["a value", sample(1.5), null],
    ["zero", sample(0), null],
    ["a negative change, where the name allows it", sample(-3, { name: "drift" }), null],
    ["a sample of an hour ago", sample(1, { at: after(-HOUR) }), null],
    ["NaN", sample(NaN), "NaN is no measurement"],
    ["infinity", sample(Infinity), "Infinity is no measurement"],
    ["a number beyond single precision", sample(1e300), "1e+300 is larger than 1e+38"],
    ["a negative duration", sample(-1), "wait_seconds cannot be negative"],
    ["a late one", sample(1, { at: after(-HOUR - 1) }), "it comes more than an hour late"],
    ["one of tomorrow", sample(1, { at: after(DAY) }), "its time is more than 5 minutes ahead"],
    ["no time", sample(1, { at: new Date(NaN) }), "its time cannot be read"],
    [
      "a long label",
      sample(1, { labels: { a: "x".repeat(301) } }),
      "a name or label is longer than 300 characters",
    ],
    [
      "many labels",
      sample(1, { labels: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, ""])) }),
      "it has more than 16 labels",
    ],
  ])("of %s", (_, one, reason) => expect(sampleProblem(one, NOW)).toBe(reason));
});

describe("recorder", () => {
  it("keeps values of a minute as one row, whatever their order, and refuses the rest with reasons", async () => {
    const clock = at();
    const recorder = createRecorder(database.db, clock);
    const { stored, refused } = await recorder.record([
      sample(4),
      sample(2, { at: after(-30_000) }),
      sample(NaN),
      sample(NaN),
      sample(-1),
      sample(6, { at: after(20_000) }),
    ]);
    expect(stored).toBe(3);
    expect(Object.fromEntries(refused)).toEqual({
      "NaN is no measurement": 2,
      "wait_seconds cannot be negative": 1,
    });
    await recorder.record([sample(8)]);
    const found = await readSeries(database.db, sample(0), { from: after(-HOUR), to: after(HOUR) });
    expect(found).toEqual([
      { at: after(-MINUTE), count: 1, mean: 2, least: 2, most: 2 },
      { at: NOW, count: 3, mean: 6, least: 4, most: 8 },
    ]);
  });

  it("keeps series apart by labels, in whatever order they are given", async () => {
    const recorder = createRecorder(database.db, at());
    const labels = { a: "1", b: "2" };
    await recorder.record([
      sample(1, { labels }),
      sample(3, { labels: { b: "2", a: "1" } }),
      sample(9, { labels: { a: "1" } }),
    ]);
    const span = { from: after(-HOUR), to: after(HOUR) };
    expect(await readSeries(database.db, sample(0, { labels }), span)).toMatchObject([{ count: 2, mean: 2 }]);
    expect(await readSeries(database.db, sample(0, { labels: { a: "2" } }), span)).toEqual([]);
  });

  it("takes in at most 100 new series a minute, says so, and known ones go on", async () => {
    const clock = at();
    const recorder = createRecorder(database.db, clock);
    const flood = Array.from({ length: 10_000 }, (_, i) =>
      sample(1, { component: "flood", labels: { i: String(i) } }),
    );
    const first = await recorder.record(flood);
    expect(first.stored).toBe(NEW_SERIES_A_MINUTE);
    expect([...first.refused]).toEqual([["more than 100 new series in a minute", 9_900]]);
    const again = await recorder.record([...flood.slice(0, 150), sample(1)]);
    expect([again.stored, [...again.refused.values()]]).toEqual([101, [50]]);
    clock.set(after(MINUTE));
    expect((await recorder.record(flood.slice(0, 150))).stored).toBe(150);
    const { n } = await database.db.one<{
      n: number;
    }>`select count(*) as n from metric_series where component = 'flood'`;
    expect(n).toBe(150);
  });

  it("rolls up by hour and day, again without change, also what came late", async () => {
    const one = { component: "roll", name: "share" };
    const clock = at(new Date("2026-03-14T22:00:00Z"));
    const recorder = createRecorder(database.db, clock);
    for (let i = 0; i < 180; i += 10) {
      const now = new Date(Date.UTC(2026, 2, 14, 22, i));
      clock.set(now);
      await recorder.record([sample(i, { ...one, at: now })]);
      await recorder.maintain();
    }
    await recorder.record([sample(1_000, { ...one, at: new Date("2026-03-15T00:00:00Z") })]);
    await recorder.maintain();
    await recorder.maintain();
    const month = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-03-31T00:00:00Z") };
    const found = await readSeries(database.db, one, month);
    expect(found.map(({ count, mean, most }) => [count, mean, most])).toEqual([
      [6, 25, 50],
      [6, 85, 110],
      [7, (120 + 130 + 140 + 150 + 160 + 170 + 1_000) / 7, 1_000],
    ]);
    const years = await readSeries(database.db, one, { ...month, from: new Date("2025-01-01T00:00:00Z") });
    expect(years.map(({ count }) => count)).toEqual([12, 7]);
  });

  it("forgets minutes first, and an hour keeps what its forgotten minutes said", async () => {
    const one = { component: "old", name: "share" };
    const clock = at();
    const recorder = createRecorder(database.db, clock);
    for (const minute of [0, 20, 40]) {
      clock.set(after(minute * MINUTE));
      await recorder.record([sample(minute, { ...one, at: clock.now() })]);
    }
    await recorder.maintain();
    // A day's minutes go together.
    clock.set(after(retention.minute + DAY));
    await recorder.maintain();
    // A process that starts now knows nothing of earlier roll-ups.
    await createRecorder(database.db, clock).maintain();
    const span = { from: after(-20 * DAY), to: after(DAY) };
    expect(await readSeries(database.db, one, span)).toMatchObject([{ count: 3, mean: 20 }]);
    const left = { from: after(-HOUR), to: after(HOUR) };
    expect(await readSeries(database.db, one, left)).toMatchObject([{ count: 3, mean: 20 }]);
    clock.set(after(retention.day + 366 * DAY));
    await recorder.maintain();
    expect([await rows("metric_minutes"), await rows("metric_hours"), await rows("metric_days")]).toEqual([
      0, 0, 0,
    ]);
  });

  it("bears a clock that jumps back: it goes on, and refuses nothing that is of now", async () => {
    const clock = at(after(10 * DAY));
    const recorder = createRecorder(database.db, clock);
    const one = { component: "jump", name: "share" };
    await recorder.record([sample(1, { ...one, at: clock.now() })]);
    await recorder.maintain();
    clock.set(NOW);
    expect((await recorder.record([sample(2, { ...one, at: NOW })])).stored).toBe(1);
    await recorder.maintain();
    const found = await readSeries(database.db, one, { from: after(-15 * DAY), to: after(15 * DAY) });
    expect(found.map(({ mean }) => mean)).toEqual([2, 1]);
  });
});

describe("widthFor", () => {
  it.each([
    [HOUR, "minute"],
    [12 * HOUR, "minute"],
    [7 * DAY, "hour"],
    [30 * DAY, "hour"],
    [90 * DAY, "day"],
  ] as const)("%s ms gives a %s", (span, width) => expect(widthFor(span)).toBe(width));
});
