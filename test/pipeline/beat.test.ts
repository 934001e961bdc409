import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { MINUTE, SECOND } from "../../src/core/clock.js";
import { packageFile } from "../../src/core/paths.js";
import { createBeat } from "../../src/pipeline/beat.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const START = new Date("2026-03-14T12:00:00Z");

let base: TestDatabase;
let now = START;
let swept: number;
const warnings: string[] = [];
const beatOf = (wake = () => Promise.resolve(void (swept += 1)), db = base.db) =>
  createBeat({
    db,
    clock: { now: () => now },
    queue: { wake },
    log: { warn: (_fields: object, message: string) => void warnings.push(message) },
  });
const ahead = (ms: number): void => void (now = new Date(now.getTime() + ms));

beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(async () => {
  await base.clear("incidents", "deliveries", "commands", "commit_checks", "config_checks", "watchdogs");
  [now, swept] = [START, 0];
});

const incident = (state: string, of: { closed?: Date; next?: Date } = {}) =>
  base.db.one<{ id: number }>`
    insert into incidents (key, kind, severity, title, state, first_seen, last_seen, closed_at, next_step_at)
    values ('k', 'alert', 'error', 't', ${state}, ${START}, ${START}, ${of.closed ?? null}, ${of.next ?? null}) returning id`;
const note = (id: number, of: { state: string; over: boolean; next?: Date }) => base.db.run`
  insert into notifications (incident_id, notifier, what, round, state, critical, over, attempts, created_at, next_try_at)
  values (${id}, 'hook', 'opened', 0, ${of.state}, false, ${of.over}, 0, ${START}, ${of.next ?? null})`;
const delivery = (state: string, claimed: Date | null) => base.db.run`
  insert into deliveries (id, source, target_id, key, event, body, received_at, state, claimed_until)
  values ('d1', 'github', '', 'k', 'push', '', ${START}, ${state}, ${claimed})`;
const later = (ms: number): Date => new Date(START.getTime() + ms);

const due: Record<string, () => Promise<unknown>> = {
  "a delivery whose wake-up was lost": () => delivery("received", null),
  "a delivery whose worker died": () => delivery("processing", later(10 * SECOND)),
  "an incident's next step": () => incident("open", { next: later(10 * SECOND) }),
  "a command": () => base.db.run`
    insert into commands (repository, issue, comment_id, author, line, state, received_at, next_step_at)
    values ('acme/shop', 1, 1, 'mia', '/heal retry', 'waiting', ${START}, ${later(10 * SECOND)})`,
  "a commit's check": () => base.db.run`
    insert into commit_checks (repository, repository_id, head_sha, created_at, next_step_at)
    values ('acme/shop', 1, 'c0ffee', ${START}, ${later(10 * SECOND)})`,
  "a check of a configuration": () => base.db.run`
    insert into config_checks (repository, repository_id, pull_request, head_sha, seen_at, next_step_at)
    values ('acme/shop', 1, 1, 'c0ffee', ${START}, ${later(10 * SECOND)})`,
  "a watchdog that fell silent": () => base.db.run`
    insert into watchdogs (key, event, heard_at, due_at) values ('w', '{}', ${START}, ${later(10 * SECOND)})`,
  "a consequence whose cause is over": async () => {
    const { id } = await incident("closed", { closed: START });
    await base.db.run`
      insert into alert_members (incident_id, key, group_key, role, title, severity, labels, began_at, last_seen)
      values (${id}, 'k', 'g', 'consequence', 't', 'error', '{}', ${START}, ${START})`;
  },
  "an end that is not told": async () =>
    note((await incident("recovered", { closed: START })).id, { state: "sent", over: false }),
  "a message": async () =>
    note((await incident("escalated")).id, { state: "waiting", over: false, next: later(10 * SECOND) }),
};

it("asks once a minute where nothing is due, and at once after a start", async () => {
  await incident("open");
  await delivery("done", null);
  const beat = beatOf();
  for (let i = 0; i < 13; i += 1, ahead(10 * SECOND)) await beat();
  expect(swept).toBe(3);
});

it.each(Object.entries(due))("wakes the sweep for %s", async (_name, make) => {
  const beat = beatOf();
  await beat();
  ahead(10 * SECOND);
  await beat();
  expect(swept).toBe(1);
  await make();
  await beat();
  expect(swept).toBe(2);
});

it("asks after every table whose rows have a next step", async () => {
  const tables = await base.db.many<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('next_step_at', 'next_try_at')`;
  const question = await readFile(packageFile("src/store/due.ts"), "utf8");
  expect(tables.length).toBeGreaterThan(4);
  expect(tables.filter(({ name }) => !question.includes(`from ${name} `))).toEqual([]);
});

it("asks again where the queue did not take it, and where the clock went back", async () => {
  const failing = beatOf(() => Promise.reject(new Error("gone")));
  await failing();
  expect(warnings).toEqual(["the sweep could not be woken"]);
  const beat = beatOf();
  await beat();
  ahead(-5 * MINUTE);
  await beat();
  expect(swept).toBe(2);
});
