import { afterAll, describe, expect, it } from "@jest/globals";
import { migrations } from "../../migrations/index.js";
import type { Db } from "../../src/store/db.js";
import { createPartitions, partitionAt, partitionNamed } from "../../src/store/metric-partitions.js";
import { addSeries, addValues, expireBuckets, rollUp } from "../../src/store/metrics.js";
import { migrate, rollback } from "../../src/store/migrate.js";
import { emptyDatabase, testDatabase, type TestDatabase } from "../harness/database.js";
import { until } from "../harness/until.js";

const databases: TestDatabase[] = [];
afterAll(() => Promise.all(databases.map((database) => database.drop())));
const made = async (database: Promise<TestDatabase>): Promise<TestDatabase> => {
  databases.push(await database);
  return database;
};

const NOW = new Date("2026-03-31T23:59:30Z");
const rows = async ({ pool }: TestDatabase) =>
  (
    await pool.query(`select 'minute' as width, * from metric_minutes union all select 'hour', * from metric_hours
      union all select 'day', * from metric_days order by 1, 2, 4`)
  ).rows as unknown[];
/** Where the rows stand: partition to how many. */
const places = async ({ pool }: TestDatabase, table: string): Promise<Record<string, number>> => {
  const found = await pool.query<{ part: string; n: number }>(
    `select tableoid::regclass::text as part, count(*) as n from ${table} group by 1 order by 1`,
  );
  return Object.fromEntries(found.rows.map(({ part, n }) => [part.replace("metric_partitions.", ""), n]));
};

const waits = (db: Db) => () =>
  db.maybe`select from pg_locks where not granted
    and database = (select oid from pg_database where datname = current_database())`;

describe("partAt", () => {
  it.each([
    ["minute", NOW, "metric_minutes_2026_03_31", "2026-03-31", "2026-04-01"],
    ["hour", NOW, "metric_hours_2026_03", "2026-03-01", "2026-04-01"],
    ["hour", new Date("2026-12-31T23:59:59.999Z"), "metric_hours_2026_12", "2026-12-01", "2027-01-01"],
    ["day", NOW, "metric_days_2026", "2026-01-01", "2027-01-01"],
    ["minute", new Date("2028-02-29T00:00:00Z"), "metric_minutes_2028_02_29", "2028-02-29", "2028-03-01"],
    ["minute", new Date("1969-12-31T23:00:00Z"), "metric_minutes_1969_12_31", "1969-12-31", "1970-01-01"],
  ] as const)("%s %s is in %s", (width, at, name, from, to) => {
    const part = { name, from: new Date(from), to: new Date(to) };
    expect(partitionAt(width, at)).toEqual(part);
    expect(partitionNamed(width, name)).toEqual(part);
  });

  it.each([
    "metric_minutes_rest",
    "metric_minutes_2026_02_30",
    "metric_minutes_2026_03",
    "metric_minutes_2026_03_31_old",
    "metric_hours_2026_03_31",
    "mine",
    "",
  ])("%j is the name of none of the minutes' partitions", (name) => {
    expect(partitionNamed("minute", name)).toBeNull();
  });
});

describe("partitions", () => {
  const one = { component: "c", name: "n", value: 1, at: NOW };

  it("stand ready for now and for what comes next", async () => {
    const database = await made(testDatabase());
    await expireBuckets(database.db, NOW);
    const [series] = [...(await addSeries(database.db, [one], NOW)).values()];
    const values = [0, 60_000].map((ms) => ({ series: series!, at: new Date(NOW.getTime() + ms), value: 1 }));
    await addValues(database.db, values);
    await rollUp(database.db, NOW);
    expect(await places(database, "metric_minutes")).toEqual({
      metric_minutes_2026_03_31: 1,
      metric_minutes_2026_04_01: 1,
    });
    expect(await places(database, "metric_hours")).toEqual({
      metric_hours_2026_03: 1,
      metric_hours_2026_04: 1,
    });
    expect(await places(database, "metric_days")).toEqual({ metric_days_2026: 2 });
  });

  it("take in at once what nobody made room for, and it moves to its place later", async () => {
    const database = await made(testDatabase());
    const [series] = [...(await addSeries(database.db, [one], NOW)).values()];
    const far = ["1999-12-31T23:59:00Z", "2026-03-31T23:59:00Z", "2071-01-01T00:00:00Z"].map(
      (at) => new Date(at),
    );
    for (const at of [...far, ...far]) await addValues(database.db, [{ series: series!, at, value: 2 }]);
    expect(await places(database, "metric_minutes")).toEqual({ metric_minutes_rest: 3 });
    const before = await rows(database);
    await createPartitions(database.db, "minute", NOW);
    expect(await places(database, "metric_minutes")).toEqual({
      metric_minutes_1999_12_31: 1,
      metric_minutes_2026_03_31: 1,
      metric_minutes_2071_01_01: 1,
    });
    expect(await rows(database)).toEqual(before);
  });

  it("are made and removed by two processes at once, while a third writes", async () => {
    const database = await made(testDatabase());
    const [series] = [...(await addSeries(database.db, [one], NOW)).values()];
    const at = (n: number) => new Date(NOW.getTime() + n * 3_600_000);
    await Promise.all(
      Array.from({ length: 48 }, (_, n) => [
        addValues(database.db, [{ series: series!, at: at(n % 24), value: 1 }]),
        ...(n % 6 === 0 ? [expireBuckets(database.db, at(n)), expireBuckets(database.db, at(n))] : []),
      ]).flat(),
    );
    await expireBuckets(database.db, at(24));
    const { total } = await database.db.one<{
      total: number;
    }>`select sum(count) as total from metric_minutes`;
    expect(total).toBe(48);
    expect(Object.keys(await places(database, "metric_minutes"))).not.toContain("metric_minutes_rest");
  });

  it("wait for nobody: a lock that is held puts off the change, and nothing is lost", async () => {
    const database = await made(testDatabase());
    const [series] = [...(await addSeries(database.db, [one], NOW)).values()];
    await addValues(database.db, [{ series: series!, at: NOW, value: 1 }]);
    const client = await database.pool.connect();
    try {
      await client.query("begin; lock table metric_partitions.metric_minutes_rest in row exclusive mode");
      await createPartitions(database.db, "minute", NOW);
      expect(await places(database, "metric_minutes")).toEqual({ metric_minutes_rest: 1 });
    } finally {
      await client.query("rollback");
      client.release();
    }
    await createPartitions(database.db, "minute", NOW);
    expect(await places(database, "metric_minutes")).toEqual({ metric_minutes_2026_03_31: 1 });
  }, 20_000);

  it("take in what is being written while they are made", async () => {
    const database = await made(testDatabase());
    const [series] = [...(await addSeries(database.db, [one], NOW)).values()];
    const client = await database.pool.connect();
    try {
      await client.query("begin");
      await client.query(
        "insert into metric_minutes (series, at, count, sum, least, most) values ($1, $2, 1, 1, 1, 1)",
        [series, NOW],
      );
      const making = createPartitions(database.db, "minute", NOW);
      await until("somebody to wait for a lock", waits(database.db));
      await client.query("commit");
      await making;
      // On a slow machine the first may have given up its wait.
      await createPartitions(database.db, "minute", NOW);
    } finally {
      client.release();
    }
    expect(await places(database, "metric_minutes")).toEqual({ metric_minutes_2026_03_31: 1 });
  });

  it("take in what had been sent to the rest in the moment its own partition was made", async () => {
    const database = await made(testDatabase());
    const { db } = database;
    const [series] = (await addSeries(db, [one], NOW)).values();
    const at = new Date("2031-05-05T12:00:00Z");
    let writing: Promise<void> | undefined;
    await db.tx(async (tx) => {
      const { name, from, to } = partitionAt("minute", at);
      await tx.run`select metric_partition_add('metric_minutes', ${name}, ${from}, ${to})`;
      writing = addValues(db, [{ series: series ?? 0, at, value: 5 }]);
      await until("the writer to wait for the lock", waits(db));
    });
    await writing;
    expect(await places(database, "metric_minutes")).toEqual({ metric_minutes_2031_05_05: 1 });
  });

  it("of somebody else are left alone", async () => {
    const database = await made(testDatabase());
    await database.pool.query(
      "create table metric_partitions.mine partition of metric_minutes for values from ('2001-01-01') to ('2001-02-01')",
    );
    await expireBuckets(database.db, NOW);
    const found = await database.pool.query(
      "select to_regclass('metric_partitions.mine') is not null as there",
    );
    expect(found.rows).toEqual([{ there: true }]);
  });
});

describe("the migration", () => {
  it("moves what is there, and back again, without a change", async () => {
    const database = await made(emptyDatabase());
    const at = migrations.findIndex(({ name }) => name === "0005_metric_partitions");
    await migrate(database.url, migrations.slice(0, at));
    const [series] = [
      ...(await addSeries(database.db, [{ component: "c", name: "n", value: 1, at: NOW }], NOW)).values(),
    ];
    const values = ["2024-02-29T00:00:00Z", "2026-03-31T23:59:59Z", "2026-04-01T00:00:00Z"].map(
      (text, i) => ({
        series: series!,
        at: new Date(text),
        value: i + 0.1,
      }),
    );
    await addValues(database.db, values);
    await rollUp(database.db, new Date(0));
    const before = await rows(database);
    expect(before).toHaveLength(9);
    await migrate(database.url, migrations.slice(0, at + 1));
    expect(await rows(database)).toEqual(before);
    expect(await places(database, "metric_minutes")).toEqual({
      metric_minutes_2024_02_29: 1,
      metric_minutes_2026_03_31: 1,
      metric_minutes_2026_04_01: 1,
    });
    expect(await places(database, "metric_hours")).not.toHaveProperty("metric_hours_rest");
    expect(await places(database, "metric_days")).toEqual({ metric_days_2024: 1, metric_days_2026: 2 });
    await rollback(database.url, migrations.slice(0, at + 1));
    expect(await rows(database)).toEqual(before);
    await migrate(database.url, migrations.slice(0, at + 1));
    expect(await rows(database)).toEqual(before);
  });
});
