import { afterAll, beforeAll, expect, it } from "@jest/globals";
import knex from "knex";
import { down, up } from "../../migrations/0013_shared_things.js";
import { attemptsOf } from "../../src/store/attempts.js";
import { listIncidents } from "../../src/store/incident-list.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());

it("the migration brings back times that senders made up, and tells old moves by what they used", async () => {
  const { db } = base;
  const old = knex({ client: "pg", connection: base.url });
  try {
    await down(old);
    const incident = (key: string, first: string, last: string) =>
      db.one<{ id: number }>`
        insert into incidents (key, kind, severity, title, repository, run, first_seen, last_seen)
        values (${key}, 'alert', 'error', ${key}, 'acme/shop', '{"workflowPath": ".github/workflows/ci.yml"}'::jsonb,
          ${first}::timestamptz, ${last}::timestamptz) returning id`;
    const event = (id: number, at: string) => db.run`
      insert into error_events (incident_id, source, kind, status, severity, title, message, body, occurred_at)
      values (${id}, 'generic', 'alert', 'firing', 'error', 't', 'm', '{}'::jsonb, ${at}::timestamptz)`;
    const far = "275000-01-01T00:00:00Z";
    const future = await incident("future", new Date().toISOString(), far);
    await event(future.id, far);
    const past = await incident("past", "2016-01-01T00:00:00Z", new Date().toISOString());
    await event(past.id, "2016-01-01T00:00:00Z");
    const bare = await incident("bare", far, far);
    const at = new Date(Date.now() + 1_000);
    const honest = await incident("honest", "2026-01-01T00:00:00Z", at.toISOString());
    await db.run`insert into timeline (incident_id, kind, actor, text, at) values (${future.id}, 'seen', 'x', 'y', ${far}::timestamptz)`;
    const plan = JSON.stringify({ params: { workflow: "restart.yml", headSha: "abc" } });
    for (const [key, action] of [
      [`dispatch:acme/shop:${honest.id}`, "dispatch-workflow"],
      ["fix-run:acme/shop:1", "dispatch-workflow"],
      ["rerun:acme/shop:7:1", "rerun-failed-jobs"],
    ])
      await db.run`insert into intents (key, incident_id, repository, action, plan, state, done_at)
        values (${key ?? ""}, ${honest.id}, 'acme/shop', ${action ?? ""}, ${plan}::jsonb, 'done', now())`;
    await up(old);

    const { incidents } = await listIncidents(db);
    const now = Date.now();
    for (const one of incidents) expect(one.last_seen.getTime()).toBeLessThan(now + 60_000);
    const byKey = new Map(incidents.map((one) => [one.key, one]));
    expect(byKey.get("honest")?.first_seen.toISOString()).toBe("2026-01-01T00:00:00.000Z");
    expect(byKey.get("honest")?.last_seen).toEqual(at);
    for (const key of ["past", "future", "bare"])
      expect(Math.abs((byKey.get(key)?.first_seen.getTime() ?? 0) - now)).toBeLessThan(60_000);
    expect(bare.id).toBeGreaterThan(past.id);
    const left = await db.many`select 1 from timeline where at > now() + interval '1 day'
      union all select 1 from error_events where occurred_at > now() + interval '1 day'`;
    expect(left).toEqual([]);
    const used = await attemptsOf(db, { repository: "acme/shop" }, new Date(now + 60_000));
    expect(used.map(({ move, thing, commit }) => [move, thing, commit]).sort()).toEqual([
      ["dispatch-workflow", "restart.yml", "abc"],
      ["rerun-failed-jobs", ".github/workflows/ci.yml", "abc"],
    ]);
  } finally {
    await old.destroy();
  }
});
