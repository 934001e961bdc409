import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import pg from "pg";
import { serve } from "../../dashboard/serve.js";
import { testDatabase, type TestDatabase } from "../../harness/database.js";
import { calls } from "./calls.js";
import { explainingDb } from "./explain.js";
import { seedHistory, type Size } from "./seed.js";

const NOW = new Date("2026-03-14T12:00:00Z");

/** Tables whose rows are as many as the past is long. */
const growing = [
  "alert_members",
  // Not with the past, but with what is installed: no alert reads what all repositories say.
  "alert_routes",
  ...[
    "audit",
    "commands",
    "commit_checks",
    "config_checks",
    "decisions",
    "deliveries",
    "detection_labels",
    "detections",
    "error_events",
    "fixes",
  ],
  ...[
    "incidents",
    "intents",
    "job_changes",
    "jobs",
    "labels",
    "notifications",
    "outcomes",
    "patterns",
    "performance_changes",
    "reports",
  ],
  ...["runs", "timeline", "trust"],
];
/** A statement that reads so large a part of a table reads more when it grows. A day of 90 is 1.1 %. */
const SHARE = 0.04;
/** Pages of a table so small are read whole, as that is sooner done. */
const FEW = 1_000;

/** Explains what the store sends against a history of this size, and fails on what reads the history. */
export const plans = (size: Size): void =>
  describe(`against ${size.incidents} incidents`, () => {
    let database: TestDatabase;
    let client: pg.Client;
    const rows = new Map<string, number>();
    const id = Math.floor(size.incidents / 200) * 100 + 1;
    beforeAll(async () => {
      database = await testDatabase();
      await seedHistory(database.db, size, NOW);
      for (const { name, n } of await database.db.many<{ name: string; n: number }>`
        select relname as name, reltuples as n from pg_class where relname = any(${growing}::text[])`)
        rows.set(name, n);
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query("set jit = off");
    }, 600_000);
    afterAll(async () => {
      await client.end();
      await database.drop();
    });

    it("has rows that pages can show", async () => {
      const site = await serve(database.db);
      try {
        // One of each: escalated, open, an alert, closed.
        for (const one of [id, 502, 500, 503])
          for (const path of [`/incidents/${one}`, `/api/v1/incidents/${one}`])
            expect([path, (await site.get(path)).status]).toEqual([path, 200]);
        expect((await site.get("/")).status).toBe(200);
      } finally {
        await site.close();
      }
    });

    it.each(Object.entries(calls({ id, now: NOW })))(
      "%s reads only what it is about",
      async (_name, call) => {
        const { db, findings, statements } = explainingDb(client, ({ table, how, rows: read }) => {
          const all = rows.get(table) ?? 0;
          return all > FEW && (how.startsWith("Seq Scan") || read > Math.max(FEW, all * SHARE));
        });
        await client.query("begin");
        try {
          await call(db);
        } finally {
          await client.query("rollback");
        }
        expect(statements.size).toBeGreaterThan(0);
        expect(findings).toEqual([]);
      },
    );
  });
