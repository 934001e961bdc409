import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DAY, MINUTE } from "../../src/core/clock.js";
import {
  createSeriesQuota,
  NEW_SERIES_A_MONTH,
  NEW_SERIES_A_MINUTE_IN_ALL,
  NEW_SERIES_A_MINUTE,
} from "../../src/monitoring/series-quota.js";
import { addSeries, type Sample } from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { NOW } from "./runs.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

const fresh = (component: string, n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => {
    const sample: Sample = { component, name: "a", labels: { i: String(from + i) }, value: 1, at: NOW };
    return [`${component} ${from + i}`, sample] as const;
  });
const reasons = (refused: Map<string, string>) => {
  const counts: Record<string, number> = {};
  for (const reason of refused.values()) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

describe("room for new series", () => {
  it("is each component's own: a flood takes none from the others", async () => {
    const room = createSeriesQuota(database.db);
    const flood = await room.refuse([...fresh("flood", 10_000), ...fresh("shop", 50)], NOW);
    expect(reasons(flood)).toEqual({ "more than 100 new series in a minute": 9_900 });
    expect([...flood.keys()].filter((key) => key.startsWith("shop"))).toEqual([]);
    expect((await room.refuse(fresh("shop", 60, 50), NOW)).size).toBe(10);
    const later = new Date(NOW.getTime() + MINUTE);
    expect((await room.refuse(fresh("flood", 60, 20_000), later)).size).toBe(0);
  });

  it("ends for all together", async () => {
    const room = createSeriesQuota(database.db);
    const all = Array.from({ length: 12 }, (_, i) => fresh(`c${i}`, NEW_SERIES_A_MINUTE)).flat();
    expect(reasons(await room.refuse(all, NOW))).toEqual({
      "more than 1000 new series in a minute, of all components":
        12 * NEW_SERIES_A_MINUTE - NEW_SERIES_A_MINUTE_IN_ALL,
    });
  });

  it("ends for a component that invents names every minute; a month later there is room again", async () => {
    const room = createSeriesQuota(database.db);
    await addSeries(
      database.db,
      fresh("churn", NEW_SERIES_A_MONTH - 10).map(([, sample]) => sample),
      NOW,
    );
    const refused = await room.refuse([...fresh("churn", 30, NEW_SERIES_A_MONTH), ...fresh("calm", 5)], NOW);
    expect(reasons(refused)).toEqual({ "more than 2000 new series in a month": 20 });
    expect(
      (await room.refuse(fresh("churn", 30, NEW_SERIES_A_MONTH), new Date(NOW.getTime() + 31 * DAY))).size,
    ).toBe(0);
  });

  it("asks nothing when nothing is new", async () => {
    const gone = await testDatabase();
    await gone.drop();
    expect((await createSeriesQuota(gone.db).refuse([], NOW)).size).toBe(0);
  });
});
