import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import { createMetricDetection } from "../../src/alerting/metric-detection.js";
import { createStateCache, type StateCache } from "../../src/alerting/state-store.js";
import type { Sample } from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const START = Date.UTC(2026, 2, 2);
const NOW = new Date(START + HOUR);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.clear("detector_states", "detections");
});
const found = () => database.db.many`select id from detections`;

describe("what detectors remember of metrics", () => {
  let now = NOW;
  const deps = () => ({ db: database.db, clock: { now: () => now }, queue: { wake: async () => undefined } });
  const sample = (i: number, value: number, name = "answer_seconds"): Sample => ({
    component: "service/a/a/pay",
    name,
    value,
    at: new Date(START + (i * MINUTE) / 2),
  });
  const packed = async () =>
    (
      await database.db.maybe<{ series: Buffer | null }>`
      select series from detector_states where subject = 'metric:service/a/a/pay/answer_seconds'`
    )?.series ?? null;
  beforeEach(() => {
    now = NOW;
  });

  it("is written each quarter of an hour, and when heal stops", async () => {
    const observer = createMetricDetection(deps());
    await observer.observe([sample(0, 1)]);
    await observer.observe([sample(1, 2)]);
    expect(await packed()).toBeNull();
    for (let i = 2; i < 31; i += 1) {
      now = new Date(NOW.getTime() + (i * MINUTE) / 2);
      await observer.observe([sample(i, i % 5)]);
    }
    const first = await packed();
    expect(first).not.toBeNull();
    await observer.observe([sample(31, 3)]);
    expect(await packed()).toEqual(first);
    await observer.flush();
    expect(await packed()).not.toEqual(first);
  });

  it("is written at once when something is found, so that another process does not say it again", async () => {
    const observer = createMetricDetection(deps());
    for (let i = 0; i < 250; i += 1) await observer.observe([sample(i, 0.4 + (i % 7) / 100)]);
    expect(await packed()).toBeNull();
    for (let i = 250; i < 256; i += 1) await observer.observe([sample(i, 4)]);
    const said = (await found()).length;
    expect(said).toBeGreaterThan(0);
    expect(await packed()).not.toBeNull();
    await createMetricDetection(deps()).observe([sample(256, 4)]);
    expect(await found()).toHaveLength(said);
  });

  it("is read anew after minutes in which another process may have had it", async () => {
    const named = [{ subject: "metric:x", parent: null, repository: null }];
    const [one, other] = [createStateCache(), createStateCache()];
    const spoke = async (memory: StateCache, minutes: number) => {
      const at = new Date(NOW.getTime() + minutes * MINUTE);
      return (await database.db.tx((tx) => memory.load(tx, named, at))).get("metric:x")!.spoke;
    };
    await spoke(one, 0);
    (await spoke(other, 0))["anomaly"] = 5;
    await other.flush(database.db, NOW);
    expect(await spoke(one, 2)).toEqual({});
    expect(await spoke(one, 6)).toEqual({ anomaly: 5 });
  });

  it("is as the rows say after a transaction that failed", async () => {
    const memory = createStateCache();
    const named = [{ subject: "metric:x", parent: null, repository: null }];
    const take = () => database.db.tx((tx) => memory.load(tx, named, NOW));
    (await take()).get("metric:x")!.spoke["anomaly"] = 5;
    expect((await take()).get("metric:x")?.spoke).toEqual({ anomaly: 5 });
    memory.forget(["metric:x"]);
    expect((await take()).get("metric:x")?.spoke).toEqual({});
  });

  it("stands in rows alone where there is no room", async () => {
    const memory = createStateCache(1);
    const names = ["metric:x", "metric:y"].map((subject) => ({ subject, parent: null, repository: null }));
    await database.db.tx(async (tx) => {
      const states = await memory.load(tx, names, NOW);
      for (const state of states.values()) state.spoke["anomaly"] = 7;
      await memory.save(tx, states, new Set(), NOW);
    });
    const rows = await database.db.many`
      select subject, state -> 'spoke' as spoke from detector_states where subject like 'metric:%' order by subject`;
    expect(rows).toEqual([
      { subject: "metric:x", spoke: null },
      { subject: "metric:y", spoke: { anomaly: 7 } },
    ]);
  });
});
