import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { packageFile } from "../../src/core/paths.js";
import { DAY } from "../../src/core/clock.js";
import { forgetOld, retained, tableSizes } from "../../src/store/retention.js";
import { seedHistory } from "../contract/plans/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
/** Later than everything that closed incidents leave is kept for. */
const LATER = new Date(NOW.getTime() + 1_000 * DAY);
const TABLES = [...new Set(retained.map(({ table }) => table))];

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db
    .run`truncate repositories, incidents, deliveries, jobs, runs, reports, commands, commit_checks, config_checks, job_changes,
    performance_changes, metric_series, early_ends, watchdogs, mutes, rejections, cursors restart identity cascade`;
  await seedHistory(database.db, { incidents: 1_000, events: 2_000, jobs: 1_000 }, NOW);
  for (const table of ["performance_changes", "job_changes"])
    await database.pool.query(`
      insert into ${table} (repository, workflow, ${table === "job_changes" ? "job," : ""} detector, before_seconds,
        after_seconds, p, before_runs, after_runs, before_sha, after_sha, before_run, after_run, changed_at, found_at)
      select 'acme/app1', 'ci', ${table === "job_changes" ? "'unit'," : ""} 'shift', 1, 2, 1, 9, 9, 'a', 'b', 1, g,
        '2026-03-01', '2026-03-01' from generate_series(1, 100) g`);
  await database.db.run`
    insert into early_ends (key, stated_start, event, received_at)
    select 'alert:' || g, '2026-03-01', '{}', ${NOW} from generate_series(1, 100) g`;
  await database.db.run`
    insert into watchdogs (key, event, heard_at, due_at)
    select 'alert:' || g, '{}', ${NOW}, ${NOW} from generate_series(1, 100) g`;
  await database.db.run`
    insert into mutes (repository, fingerprint, reason, by, at, until)
    select 'acme/app1', g::text, 'known', 'mia', ${NOW}, ${NOW} from generate_series(1, 100) g`;
  await database.db.run`
    insert into rejections (repository, fingerprint, move, reason, by, at, until)
    select 'acme/app1', g::text, 'rerun-failed-jobs', 'no', 'mia', ${NOW}, ${NOW} from generate_series(1, 100) g`;
  await database.db.run`
    insert into metric_series (component, name, labels_hash, created_at)
    select 'service/a', 'm' || g, g::text, ${NOW} from generate_series(1, 100) g`;
});

const count = async (table: string): Promise<number> =>
  Number((await database.pool.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]!.n);
const forgetAll = async (now: Date, batch: { rows: number; most: number }): Promise<number> => {
  for (let times = 1; ; times += 1) if (await forgetOld(database.db, now, batch)) return times;
};

it("goes on in batches until all that is old is gone, and keeps all that an open incident needs", async () => {
  const open = await database.db.many<{
    id: number;
  }>`select id from incidents where closed_at is null order by id`;
  const of = async (table: string) =>
    (
      await database.pool.query<{ n: number }>(
        `select count(*) as n from ${table} join incidents i on i.id = incident_id where i.closed_at is null`,
      )
    ).rows[0]!.n;
  const own = ["error_events", "timeline", "decisions", "outcomes", "intents", "fixes", "detections"];
  const before = Object.fromEntries(
    await Promise.all(own.map(async (table) => [table, await of(table)] as const)),
  );
  expect(await forgetAll(LATER, { rows: 50, most: 3 })).toBeGreaterThan(1);
  expect(await database.db.many`select id from incidents order by id`).toEqual(open);
  expect(
    Object.fromEntries(await Promise.all(own.map(async (table) => [table, await of(table)] as const))),
  ).toEqual(before);
  for (const table of own) expect(await count(table)).toBe(before[table]);
  const runs = await database.db.one<{ n: number }>`select count(*) as n from runs`;
  expect(runs.n).toBeGreaterThan(0);
  expect(
    await database.db.one`select count(*) as n from runs r where not exists (
      select from incidents i where (i.run ->> 'runId')::bigint = r.run_id)`,
  ).toEqual({ n: 0 });
});

it.each(TABLES)("%s: what is young stays, what is old goes", async (table) => {
  const all = await count(table);
  const young = new Date(NOW.getTime() - 89 * DAY);
  await forgetAll(young, { rows: 1_000, most: 100 });
  expect(await count(table)).toBe(all);
  await forgetAll(LATER, { rows: 1_000, most: 100 });
  expect(await count(table)).toBeLessThan(all / 2);
});

it("bodies go before their deliveries; parked ones keep theirs", async () => {
  await database.db.run`update deliveries set body = 'x'`;
  await forgetAll(new Date(NOW.getTime() - 50 * DAY), { rows: 1_000, most: 100 });
  expect(
    await database.db.one`
      select count(*) as all, count(*) filter (where body is null and received_at < ${new Date(NOW.getTime() - 64 * DAY)}) as empty,
        count(*) filter (where body is null and (state = 'parked' or received_at >= ${new Date(NOW.getTime() - 64 * DAY)})) as wrong
      from deliveries`,
  ).toMatchObject({ all: 1_000, wrong: 0 });
});

it("an incident stays as long as another was merged into it or stands in its issue", async () => {
  await database.db.run`delete from patterns`;
  await database.db.run`update incidents set merged_into = 3 where id = 1`;
  await database.db.run`update incidents set listed_in = 4 where id = 101`;
  await database.db.run`update incidents set closed_at = null, state = 'escalated' where id in (1, 101)`;
  await forgetAll(LATER, { rows: 1_000, most: 100 });
  expect(await database.db.many`select id from incidents where id in (3, 4, 5) order by id`).toEqual([
    { id: 3 },
    { id: 4 },
  ]);
});

it("the README says what is kept for how long", async () => {
  const readme = await readFile(packageFile("README.md"), "utf8");
  const words = readme.replace(/ {2,}/g, " ").replace(/^\| -.*\n/gm, "");
  for (const { name, days, since } of retained) expect(words).toContain(`| ${name} | ${days} | ${since} |`);
});

it("the sizes of tables are told, partitions with their whole", async () => {
  await database.db.run`analyze`;
  const sizes = await tableSizes(database.db, 100);
  expect(sizes.find(({ table }) => table === "incidents")).toMatchObject({ rows: 1_000 });
  expect(sizes.map(({ table }) => table)).toEqual(expect.arrayContaining(["metric_minutes", "deliveries"]));
  expect(sizes.every(({ bytes }) => bytes > 0)).toBe(true);
});
