import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createPerformanceMonitor } from "../../src/performance/duration-monitor.js";
import { tellDurations } from "../../src/pipeline/durations.js";
import type { Wake } from "../../src/queue/port.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { around, ran } from "../monitoring/runs.js";

const NOW = new Date("2026-03-14T12:00:00Z");
let database: TestDatabase;
let woken: Wake[];
beforeEach(async () => {
  database = await testDatabase();
  woken = [];
});
afterEach(() => database.drop());

/** Runs every 20 minutes, the last one now. */
async function told(levels: readonly number[], repository = "acme/web"): Promise<void> {
  for (const [i, seconds] of levels.entries())
    await ran(database.db, {
      repository,
      seconds: around(seconds, i),
      end: new Date(NOW.getTime() - (levels.length - i) * 20 * 60_000),
      headSha: `${String(i).padStart(3, "0")}abcdef0123`,
      url: `https://github.com/acme/web/actions/runs/${i}`,
    });
}
const look = () =>
  createPerformanceMonitor(
    database.db,
    { now: () => NOW },
    tellDurations({
      clock: { now: () => NOW },
      queue: { wake: async (wake) => void woken.push(wake) },
      publicUrl: "https://heal.example",
    }),
  )();
const level = (n: number, seconds: number): number[] => new Array<number>(n).fill(seconds);
const incidents = () =>
  database.db.many<{ id: number; state: string; title: string; repository: string }>`
    select id, state, title, repository from incidents order by id`;
const detections = () =>
  database.db.many<{
    detector: string;
    requires_attention: boolean;
    incident_id: number | null;
    about: { evidence: { url?: string }[] };
  }>`select detector, requires_attention, incident_id, about from detections order by id`;

describe("a duration that moved", () => {
  it("becomes one incident that names the commits, however often and by however many it is seen", async () => {
    await told([...level(30, 240), ...level(12, 480)]);
    await Promise.all([look(), look()]);
    await look();
    const [incident, ...more] = await incidents();
    expect(more).toEqual([]);
    expect(incident?.title).toMatch(/^CI takes \dm.* instead of \dm.* since commit 030abcdef0/);
    expect(woken).toEqual([{ task: "incident", id: incident?.id }]);
    const [found, ...others] = await detections();
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      detector: "changepoint.duration",
      requires_attention: true,
      incident_id: incident?.id,
    });
    expect(found?.about.evidence.flatMap(({ url }) => url ?? [])).toEqual([
      "https://github.com/acme/web/actions/runs/30",
      "https://github.com/acme/web/compare/029abcdef0123...030abcdef0123",
      "https://heal.example/performance?repository=acme%2Fweb&workflow=CI",
    ]);
  });

  it("is noted and calls nobody where it is a quarter", async () => {
    await told([...level(40, 240), ...level(20, 300)]);
    expect(await look()).toHaveLength(1);
    expect(await detections()).toMatchObject([{ requires_attention: false, incident_id: null }]);
    expect([await incidents(), woken]).toEqual([[], []]);
  });

  it("ends its incident when it is as fast as before", async () => {
    await told([...level(30, 240), ...level(20, 480)]);
    await look();
    await database.db.run`update runs set finished_at = finished_at - interval '1 day'`;
    await told(level(20, 240));
    await look();
    const [incident] = await incidents();
    expect(woken).toEqual([
      { task: "incident", id: incident?.id },
      { task: "incident", id: incident?.id },
    ]);
    expect((await detections()).map(({ detector }) => detector)).toEqual([
      "changepoint.duration",
      "resolved",
    ]);
  });
});
