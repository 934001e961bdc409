import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { migrations } from "../../migrations/index.js";
import { listIncidents } from "../../src/store/incident-list.js";
import { migrate } from "../../src/store/migrate.js";
import { emptyDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await emptyDatabase()));
afterAll(() => database.drop());

it("incidents of before are found by who told of them, their environment and their words", async () => {
  const { db, url } = database;
  const before = migrations.findIndex(({ name }) => name === "0018_alert_details");
  await migrate(url, migrations.slice(0, before));
  const add = async (kind: string, source: string, labels: Record<string, string>, title: string) => {
    const at = new Date("2026-03-14T12:00:00Z");
    const { id } = await db.one<{ id: number }>`
      insert into incidents (key, kind, state, severity, title, events, first_seen, last_seen)
      values (${title}, ${kind}, 'closed', 'error', ${title}, 1, ${at}, ${at}) returning id`;
    await db.run`
      insert into error_events (incident_id, source, kind, status, severity, title, message, body, occurred_at)
      values (${id}, ${source}, ${kind}, 'firing', 'error', ${title}, '', ${JSON.stringify({ labels })}::jsonb, ${at})`;
  };
  await add("alert", "grafana", { env: "prod", environment: "" }, "PaymentsErrorRate");
  await add("alert", "zabbix", {}, "Disk");
  await add("ci", "github", {}, "ci.yml failed");
  await db.run`
    insert into watchdogs (key, event, heard_at, longest_gap_ms, due_at) values ('w', '{}', now(), 60000, now())`;
  await migrate(url);
  const titles = async (filter: Parameters<typeof listIncidents>[1]) =>
    (await listIncidents(db, filter)).incidents.map(({ title }) => title);
  expect(await titles({ source: "grafana" })).toEqual(["PaymentsErrorRate"]);
  expect(await titles({ source: "zabbix" })).toEqual(["Disk"]);
  expect(await titles({ source: "github" })).toEqual(["ci.yml failed"]);
  expect(await titles({ environment: "PROD" })).toEqual(["PaymentsErrorRate"]);
  expect(await titles({ text: "error" })).toEqual(["PaymentsErrorRate"]);
  expect(await titles({ text: "yml" })).toEqual(["ci.yml failed"]);
  // What was learned from messages of two senders is learned anew.
  expect(await db.one`select pauses, pause_from from watchdogs`).toEqual({ pauses: 0, pause_from: null });
});
