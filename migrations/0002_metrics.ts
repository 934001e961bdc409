import type { Knex } from "knex";

/**
 * What monitoring keeps. A roll-up row holds one series' bucket of a minute, an hour or a day; columns stand widest
 * first so that no padding is stored.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table metric_series (
      id integer generated always as identity primary key,
      component text not null,
      name text not null,
      labels jsonb not null default '{}',
      labels_hash text not null,
      created_at timestamptz not null,
      unique (component, name, labels_hash)
    );
  `);
  for (const table of ["metric_minutes", "metric_hours", "metric_days"])
    await knex.raw(`
      create table ${table} (
        at timestamptz not null,
        sum double precision not null,
        series integer not null references metric_series (id) on delete cascade,
        count integer not null,
        least real not null,
        most real not null,
        primary key (series, at)
      );
      create index ${table}_at on ${table} using brin (at);
    `);
  await knex.raw(`
    create table component_health (
      component text primary key,
      state text not null check (state in ('ok', 'degraded', 'down', 'silent')),
      reason text not null,
      since timestamptz not null,
      checked_at timestamptz not null
    );

    create table performance_changes (
      id bigint generated always as identity primary key,
      repository text not null,
      workflow text not null,
      detector text not null,
      before_seconds double precision not null,
      after_seconds double precision not null,
      p double precision not null,
      before_runs integer not null,
      after_runs integer not null,
      before_sha text not null,
      after_sha text not null,
      before_run bigint not null,
      after_run bigint not null,
      changed_at timestamptz not null,
      found_at timestamptz not null,
      unique (repository, workflow, after_run)
    );
    create index performance_changes_list on performance_changes (changed_at desc, id desc);
    create index runs_finished on runs (finished_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index runs_finished;
    drop table performance_changes, component_health, metric_days, metric_hours, metric_minutes, metric_series;
  `);
}
