import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { createDb, createPool, type Db } from "../../src/store/db.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

/** Two processes of heal with their own connections, at one database. */
const PROCESSES = 2;
const EVENTS = 60;
const NOW = new Date("2026-03-14T12:00:00Z");

let database: TestDatabase;
let pools: ReturnType<typeof createPool>[];
let processes: Db[];
beforeAll(async () => {
  database = await testDatabase();
  pools = Array.from({ length: PROCESSES }, () => createPool(database.url));
  processes = pools.map(createDb);
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});
beforeEach(() => database.clear("incidents"));

const told = (db: Db, key: string, attempt: number) =>
  db.tx((tx) =>
    joinOrOpen(tx, {
      ...{ key, kind: "ci", severity: "error", title: "failure", service: null, fingerprint: null },
      ...{ repository: { fullName: "acme/web", id: 7, installationId: 1 }, run: runOf({ attempt }) },
      ...{ at: new Date(NOW.getTime() + attempt * 1_000), now: NOW },
    }),
  );

/** All at once, taken in turn by the processes; the newest attempt is one in the middle. */
const flood = (keys: string[]) =>
  Promise.all(
    Array.from({ length: EVENTS }, (_, i) => ((i + EVENTS / 2) % EVENTS) + 1).flatMap((attempt, i) =>
      keys.map((key) => told(processes[i % PROCESSES] ?? database.db, key, attempt)),
    ),
  );

const rows = () =>
  database.db.many<{ key: string; state: string; events: number; attempt: number; last: Date }>`
    select key, state, events, (run ->> 'attempt')::int as attempt, last_seen as last from incidents
    order by key, id`;

const expected = (key: string, state: string) => ({
  ...{ key, state, events: EVENTS, attempt: EVENTS, last: new Date(NOW.getTime() + EVENTS * 1_000) },
});

it("makes one incident of the events of a key, counts each of them, and keeps the newest attempt", async () => {
  const answers = await flood(["a", "b"]);
  expect(await rows()).toEqual([expected("a", "open"), expected("b", "open")]);
  expect(new Set(answers.map(({ id }) => id)).size).toBe(2);
  expect(answers.filter(({ fresh }) => fresh)).toHaveLength(2);
});

it("makes one more, once the last is closed", async () => {
  await flood(["a"]);
  await database.db.run`update incidents set state = 'closed', closed_at = ${NOW}`;
  await flood(["a"]);
  expect(await rows()).toEqual([expected("a", "closed"), expected("a", "open")]);
});
