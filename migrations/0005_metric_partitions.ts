import type { Knex } from "knex";

/** Name, and how much time one partition holds. */
const tables = [
  ["metric_minutes", "day"],
  ["metric_hours", "month"],
  ["metric_days", "year"],
] as const;

const columns = `
  at timestamptz not null,
  sum double precision not null,
  series integer not null,
  count integer not null,
  least real not null,
  most real not null,
  primary key (series, at)`;

/**
 * Buckets stand in partitions by time, so that forgetting is a file removed instead of rows deleted one by one. The partitions
 * have a schema of their own: they come and go, and `public` stays what the migrations say.
 *
 * A partition `_rest` takes what no other one holds: a sample is never refused because nobody has made room for its
 * time. `metric_partition_add` moves what is in there; both functions give up after two seconds of waiting for a lock rather
 * than make writers wait behind them, and the lock "metr" lets one process at a time change partitions.
 *
 * The foreign key to the series goes: a series is never deleted, the check is a good part of an insert's time, and with it
 * making or removing a partition would lock `metric_series` too.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create schema metric_partitions;

    create function metric_partition_add(parent text, part text, lower timestamptz, upper timestamptz) returns bigint
    language plpgsql set lock_timeout = '2s' as $$
    declare moved bigint;
    begin
      perform pg_advisory_xact_lock(x'6d657472'::int);
      if to_regclass(format('metric_partitions.%I', part)) is not null then return 0; end if;
      execute format('lock table metric_partitions.%I in access exclusive mode', parent || '_rest');
      execute format('create table metric_partitions.%I (like public.%I including all)', part, parent);
      execute format('create index on metric_partitions.%I using brin (at)', part);
      execute format('with moved as (delete from metric_partitions.%I where at >= $1 and at < $2 returning *)
        insert into metric_partitions.%I select * from moved order by at, series', parent || '_rest', part) using lower, upper;
      get diagnostics moved = row_count;
      execute format('alter table public.%I attach partition metric_partitions.%I for values from (%L) to (%L)',
        parent, part, lower, upper);
      return moved;
    end $$;

    create function metric_partition_drop(part text) returns void
    language plpgsql set lock_timeout = '2s' as $$
    begin
      perform pg_advisory_xact_lock(x'6d657472'::int);
      execute format('drop table if exists metric_partitions.%I', part);
    end $$;
  `);
  for (const [table, unit] of tables)
    await knex.raw(`
      alter table ${table} set schema metric_partitions;
      create table ${table} (${columns}) partition by range (at);
      create table metric_partitions.${table}_rest partition of ${table} default;
      select metric_partition_add('${table}', '${table}_' || to_char(at at time zone 'UTC', ${nameOf(unit)}),
        at, (at at time zone 'UTC' + interval '1 ${unit}') at time zone 'UTC')
      from (
        select distinct date_trunc('${unit}', at, 'UTC') as at from metric_partitions.${table}
        union select date_trunc('${unit}', now(), 'UTC')
      ) as held order by at;
      insert into public.${table} (at, sum, series, count, least, most)
        select at, sum, series, count, least, most from metric_partitions.${table} order by at, series;
      drop table metric_partitions.${table};
    `);
}

export async function down(knex: Knex): Promise<void> {
  for (const [table] of tables)
    await knex.raw(`
      alter table ${table} set schema metric_partitions;
      create table ${table} (${columns});
      alter table ${table} add foreign key (series) references metric_series (id) on delete cascade;
      insert into public.${table} (at, sum, series, count, least, most)
        select at, sum, series, count, least, most from metric_partitions.${table} order by at, series;
      create index ${table}_at on ${table} using brin (at);
    `);
  await knex.raw(`
    drop schema metric_partitions cascade;
    drop function metric_partition_add, metric_partition_drop;
  `);
}

const nameOf = (unit: "day" | "month" | "year"): string =>
  ({ day: "'YYYY_MM_DD'", month: "'YYYY_MM'", year: "'YYYY'" })[unit];
