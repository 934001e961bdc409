import type { Knex } from "knex";

/**
 * A job's duration moved to another level between two runs: as `performance_changes` has it of workflows. A table of its own,
 * as older processes know that one by its unique key.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table job_changes (
      id bigint generated always as identity primary key,
      repository text not null,
      workflow text not null,
      job text not null,
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
      unique (repository, workflow, job, after_run)
    );
    create index job_changes_list on job_changes (changed_at desc, id desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table job_changes;");
}
