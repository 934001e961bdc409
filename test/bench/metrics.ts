/**
 * What 1,000 series of 90 days take on disk and how fast they are read: `npm run bench -- metrics [--series N]`
 * (fewer are sooner done; their size is not judged).
 * The rows of the past are made by PostgreSQL itself (`generate_series`), in the order of time as they come in life; some
 * are also written as agents write them (ten series together, twice a minute), to see what the second value of each minute costs.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { createDb, createPool, type Db } from "../../src/store/db.js";
import { startEmbedded } from "../../src/store/embedded/start.js";
import {
  addSeries,
  addValues,
  expireBuckets,
  readSeries,
  retention,
  rollUp,
} from "../../src/store/metrics.js";
import { createPartitions, partitionAt } from "../../src/store/metric-partitions.js";
import { migrate } from "../../src/store/migrate.js";
import { number } from "./numbers.js";

const MOST_BYTES = 1e9;
const MOST_READ_MS = 100;
const DAYS = 90;
const TOGETHER = 10;
const READS = 100;

const asked = process.argv.indexOf("--series");
const count = asked > 0 ? Number(process.argv[asked + 1]) : 1_000;
/** Midnight: a minute's partition is full and the next begins, so most is stored. */
const end = new Date(Math.floor(Date.now() / DAY) * DAY);
const ago = (ms: number): Date => new Date(end.getTime() - ms);

const dataDir = await mkdtemp(join(tmpdir(), "heal-bench-"));
// What is measured is room and reading; writing without a flush is only sooner done.
const options = { dataDir, durable: false, shelf: tmpdir() };
let postgres = await startEmbedded(options);
const poolOf = (url: string) => {
  const made = createPool(url, 4);
  // A server that stops tells its idle connections so.
  made.on("error", () => undefined);
  return made;
};
let pool = poolOf(postgres.url);
const started = performance.now();
try {
  await migrate(postgres.url);
  const db = createDb(pool);
  const series = Array.from({ length: count }, (_, i) => ({
    component: `service/${Math.floor(i / TOGETHER)}`,
    name: `metric_${i % TOGETHER}`,
    value: 0,
    at: end,
  }));
  const ids = [...(await addSeries(db, series, end)).values()];

  console.log(
    `writing ${count} series (${number(retention.minute / DAY)} days of minutes and the one that goes next)`,
  );
  await fill(db);
  const perRow = await asAgents(db, ids);
  const tables = await sizes(db);
  console.table(tables);
  const { bytes } = await db.one<{ bytes: number }>`select pg_database_size(current_database()) as bytes`;
  const { rows, "bytes a row": filled } = tables.find(({ table }) => table === "metric_minutes")!;
  const asWritten = bytes + Number(rows) * (perRow - Number(filled));
  console.log(
    `whole database: ${number(bytes / 1e6)} MB; agents leave ${number(perRow)} bytes a row of a minute, so ` +
      `${number(asWritten / 1e6)} MB if they had written it all`,
  );

  const reads: Record<string, string | number>[] = [];
  reads.push(...(await read(db, "warm")));
  await pool.end();
  await postgres.stop();
  postgres = await startEmbedded(options);
  pool = poolOf(postgres.url);
  const fresh = createDb(pool);
  reads.push(...(await read(fresh, "PostgreSQL just started")));
  console.table(reads);

  console.table([
    await timed("roll-up, every 10 minutes", () => rollUp(fresh, ago(2 * HOUR + 10 * MINUTE))),
    await timed("roll-up at a start", () => rollUp(fresh, ago(retention.minute - 2 * HOUR))),
    await timed("a day of minutes forgotten", () => expireBuckets(fresh, new Date(end.getTime() + MINUTE))),
  ]);
  const slowest = Math.max(
    ...reads.filter(({ span }) => span === "30 days").map(({ "p95 ms": ms }) => Number(ms)),
  );
  console.log(
    `took ${number((performance.now() - started) / 1_000)} s; load ${loadavg().map(number).join(" ")} on ${cpus().length} cores`,
  );
  if ((count >= 1_000 && asWritten > MOST_BYTES) || slowest > MOST_READ_MS) process.exitCode = 1;
} finally {
  await pool.end();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** The past, as full as it gets: the partitions that go next are still there as a whole. */
async function fill(db: Db): Promise<void> {
  const minutes = ago(retention.minute + DAY);
  const hours = partitionAt("hour", ago(retention.hour)).from;
  for (let day = minutes.getTime(); day < end.getTime(); day += DAY)
    await createPartitions(db, "minute", new Date(day));
  for (let day = hours.getTime(); day < end.getTime(); day += DAY)
    await createPartitions(db, "hour", new Date(day));
  const spans = {
    minutes: (end.getTime() - minutes.getTime()) / MINUTE,
    hours: (end.getTime() - hours.getTime()) / HOUR,
  };
  await Promise.all([
    db.run`
      insert into metric_minutes (series, at, count, sum, least, most)
      select id, at, 2, 2 * (id + n), id + n - 1, id + n + 1
      from (select n, ${minutes}::timestamptz + n * interval '1 minute' as at
        from generate_series(0, ${spans.minutes}::int - 1) n) times,
        lateral (select id from metric_series where n >= 0 order by id) s`,
    db.run`
      insert into metric_hours (series, at, count, sum, least, most)
      select id, at, 120, 120 * (id + n), id + n - 5, id + n + 5
      from (select n, ${hours}::timestamptz + n * interval '1 hour' as at
        from generate_series(0, ${spans.hours}::int - 1) n) times,
        lateral (select id from metric_series where n >= 0 order by id) s`,
  ]);
  await db.run`
    insert into metric_days (series, at, count, sum, least, most)
    select id, at, 2880, 2880 * 100 * id, 0, 100 * id
    from generate_series(${ago(DAYS * DAY)}::timestamptz, ${ago(DAY)}::timestamptz, '1 day') at, metric_series`;
  await db.run`vacuum analyze`;
}

/** Bytes a row of a partition written through the code that agents use: 15,000 rows, two values each. */
async function asAgents(db: Db, ids: readonly number[]): Promise<number> {
  await createPartitions(db, "minute", end);
  const minutes = Math.min(1_440, Math.ceil(15_000 / ids.length));
  for (let at = end.getTime(); at < end.getTime() + minutes * MINUTE; at += 30 * SECOND)
    for (let first = 0; first < ids.length; first += TOGETHER)
      await addValues(
        db,
        ids
          .slice(first, first + TOGETHER)
          .map((id) => ({ series: id, at: new Date(at), value: id + at / 1e9 })),
      );
  const rows = minutes * ids.length;
  const { bytes } = await db.one<{ bytes: number }>`
    select sum(pg_total_relation_size(relid)) as bytes from pg_partition_tree('metric_minutes')
    where relid::text like ${`%${end.toISOString().slice(0, 10).replaceAll("-", "\\_")}`}`;
  return bytes / rows;
}

async function sizes(db: Db): Promise<Record<string, string | number>[]> {
  const found = await db.many<{ width: string; rows: number; heap: number; indexes: number; parts: number }>`
    select t.width, sum(c.reltuples)::bigint as rows, sum(pg_table_size(c.oid))::bigint as heap,
      sum(pg_indexes_size(c.oid))::bigint as indexes, count(*) as parts
    from (values ('metric_minutes'), ('metric_hours'), ('metric_days')) as t (width),
      lateral pg_partition_tree(t.width::text::regclass) p join pg_class c on c.oid = p.relid
    where c.reltuples > 0 and c.relkind = 'r' group by 1 order by 2 desc`;
  return found.map(({ width, rows, heap, indexes, parts }) => ({
    table: width,
    partitions: parts,
    rows,
    "heap MB": number(heap / 1e6),
    "indexes MB": number(indexes / 1e6),
    "bytes a row": number((heap + indexes) / rows),
  }));
}

async function read(db: Db, state: string): Promise<Record<string, string | number>[]> {
  const rows = [];
  for (const [span, ms] of [
    ["30 days", 30 * DAY],
    ["12 hours", 12 * HOUR],
    ["90 days", DAYS * DAY],
  ] as const) {
    const times: number[] = [];
    let points = 0;
    for (let i = 0; i < READS; i++) {
      const which = (i * 7_919) % count;
      const one = {
        component: `service/${Math.floor(which / TOGETHER)}`,
        name: `metric_${which % TOGETHER}`,
      };
      const from = performance.now();
      points = (await readSeries(db, one, { from: ago(ms), to: end })).length;
      times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => number(times[Math.min(READS - 1, Math.floor(share * READS))] ?? NaN);
    rows.push({ span, state, points, "p50 ms": at(0.5), "p95 ms": at(0.95), "max ms": at(1) });
  }
  return rows;
}

async function timed(what: string, work: () => Promise<unknown>): Promise<Record<string, string | number>> {
  const from = performance.now();
  await work();
  return { what, ms: number(performance.now() - from) };
}
