import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { incidentByKey } from "../../src/store/incidents.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { ALERT_SECRET, stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

let database: TestDatabase;
let on: Stage;
beforeAll(async () => {
  database = await testDatabase();
  on = await stage({ database, env: { HEAL_SOURCE_GENERIC_SECRET: ALERT_SECRET } });
});
afterAll(async () => {
  await on.close();
  await database.drop();
});

interface View {
  state: string;
  reason: string | null;
  attempts: number;
}

async function sent(source: string, body: unknown): Promise<string> {
  const response = await on.alert(source, body);
  expect(response.status).toBe(202);
  return ((await response.json()) as { delivery: string }).delivery;
}
const asked = async (id: string): Promise<View> =>
  (await (await fetch(`${on.heal.url}/api/v1/deliveries/${encodeURIComponent(id)}`)).json()) as View;
const ended = (id: string): Promise<View> =>
  until(
    `delivery ${id} to end`,
    async () => {
      const view = await asked(id);
      return view.state === "received" || view.state === "processing" ? null : view;
    },
    { ms: 120_000 },
  );
const partsOf = (id: string) =>
  database.db.many<{ part: number; state: string; attempts: number }>`
    select part, state, attempts from deliveries where part_of = ${id} order by part`;
const opened = async (source: string) =>
  (
    await database.db.one<{ n: number }>`
      select count(*) as n from incidents where key like ${`alert:${source}:%`} and events = 1`
  ).n;

describe("one delivery of many alerts", () => {
  it("is taken in once, by parts of at most 100", async () => {
    const alerts = Array.from({ length: 350 }, (_, i) => ({ title: `alert ${i}`, id: `many-${i}` }));
    const id = await sent("generic", alerts);
    expect(await ended(id)).toMatchObject({ state: "done", attempts: 1, reason: null });
    const parts = await partsOf(id);
    expect(parts.map(({ part }) => part)).toEqual([1, 2, 3, 4]);
    expect(parts.every(({ state, attempts }) => state === "done" && attempts === 1)).toBe(true);
    expect(await opened("generic")).toBe(350);
  }, 180_000);

  it("keeps its order: what is resolved at its end is over", async () => {
    const alert = (i: number, status: string) => ({
      status,
      labels: { alertname: `Order${i}` },
      fingerprint: `order-${i}`,
      startsAt: "2026-01-01T00:00:00Z",
      endsAt: "2026-01-01T00:05:00Z",
    });
    const firing = Array.from({ length: 150 }, (_, i) => alert(i, "firing"));
    const id = await sent("alertmanager", { version: "4", alerts: [...firing, alert(7, "resolved")] });
    expect(await ended(id)).toMatchObject({ state: "done" });
    const last = await incidentByKey(database.db, "alert:alertmanager:order-7");
    expect(last?.events).toBe(2);
    const { status } = await database.db.one<{ status: string }>`
      select status from error_events where incident_id = ${last?.id ?? 0} order by id desc limit 1`;
    expect(status).toBe("resolved");
  }, 180_000);

  it("shows parts in no list, and is played again by its own id", async () => {
    const id = await sent(
      "generic",
      Array.from({ length: 130 }, (_, i) => ({ title: "again", id: `again-${i}` })),
    );
    await ended(id);
    const list = (await (await fetch(`${on.heal.url}/api/v1/deliveries`)).json()) as {
      deliveries: { delivery: string }[];
    };
    const shown = list.deliveries.map(({ delivery }) => delivery);
    expect(shown).toContain(id);
    expect(shown.some((one) => one.includes("#"))).toBe(false);
  }, 180_000);
});
