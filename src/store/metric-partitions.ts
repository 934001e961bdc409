import type { Db } from "./db.js";

export type Width = "minute" | "hour" | "day";

/** A partition holds the buckets of [from, to). */
export interface Partition {
  name: string;
  from: Date;
  to: Date;
}

/** How the table of each width is cut, in UTC. A partition should hold a small part of what its width is kept for. */
const cuts = {
  minute: { table: "metric_minutes", unit: "day" },
  hour: { table: "metric_hours", unit: "month" },
  day: { table: "metric_days", unit: "year" },
} as const;
/** The parts of an ISO date that name a partition. */
const lengths = { year: 4, month: 7, day: 10 } as const;

/** The partition that holds this moment. */
export function partitionAt(width: Width, at: Date): Partition {
  const { table, unit } = cuts[width];
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const [from, to] = [0, 1].map((by) => {
    if (unit === "year") return new Date(Date.UTC(year + by, 0));
    return new Date(unit === "month" ? Date.UTC(year, month + by) : Date.UTC(year, month, day + by));
  }) as [Date, Date];
  const named = from.toISOString().slice(0, lengths[unit]).replaceAll("-", "_");
  return { name: `${table}_${named}`, from, to };
}

/** The partition of this name; null: `_rest`, or somebody else's. */
export function partitionNamed(width: Width, name: string): Partition | null {
  const at = new Date(name.slice(cuts[width].table.length + 1).replaceAll("_", "-"));
  const part = Number.isNaN(at.getTime()) ? null : partitionAt(width, at);
  return part?.name === name ? part : null;
}

/** Makes the partitions of now and of what comes next, and of all that came while there was none for it. */
export async function createPartitions(db: Db, width: Width, now: Date): Promise<void> {
  const present = partitionAt(width, now);
  const stray = (await strays[width](db)).map(({ at }) => partitionAt(width, at));
  const there = new Set(await names(db, width));
  for (const { name, from, to } of [present, partitionAt(width, present.to), ...stray])
    if (!there.has(name))
      await unlessBusy(db.run`select metric_partition_add(${cuts[width].table}, ${name}, ${from}, ${to})`);
}

/** Removes the partitions that end at `before` or earlier; gives how many. */
export async function dropPartitions(db: Db, width: Width, before: Date): Promise<number> {
  const old = (await names(db, width)).filter((name) => {
    const part = partitionNamed(width, name);
    return part !== null && part.to.getTime() <= before.getTime();
  });
  let gone = 0;
  for (const name of old) gone += await unlessBusy(db.run`select metric_partition_drop(${name})`);
  return gone;
}

const names = async (db: Db, width: Width): Promise<string[]> =>
  (
    await db.many<{ name: string }>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = ${`public.${cuts[width].table}`}::text::regclass order by 1`
  ).map(({ name }) => name);

const strays: Record<Width, (db: Db) => Promise<{ at: Date }[]>> = {
  minute: (db) =>
    db.many`select distinct date_trunc('day', at, 'UTC') as at from metric_partitions.metric_minutes_rest`,
  hour: (db) =>
    db.many`select distinct date_trunc('month', at, 'UTC') as at from metric_partitions.metric_hours_rest`,
  day: (db) =>
    db.many`select distinct date_trunc('year', at, 'UTC') as at from metric_partitions.metric_days_rest`,
};

/** Partitions are made by the day and the month: a second one in the same moment is not to be expected. */
const TRIES = 3;

/**
 * A row that PostgreSQL had sent to `_rest` when another process gave its time a partition is refused (check_violation) once that
 * one commits: it is sent again.
 */
export async function rerouted<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if ((error as { code?: unknown }).code !== "23514" || tries === TRIES) throw error;
    }
}

/** Somebody reads or writes there for longer than the functions wait: the next time will do, and nothing is lost. */
async function unlessBusy(change: Promise<number>): Promise<number> {
  try {
    return await change;
  } catch (error) {
    if ((error as { code?: unknown }).code === "55P03") return 0;
    throw error;
  }
}
