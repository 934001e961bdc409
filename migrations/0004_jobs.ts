import type { Knex } from "knex";

/** Finished jobs of workflow runs, one small row each: how long they waited for a runner, and how long they took. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table jobs (
      repository text not null,
      job_id bigint not null,
      run_id bigint not null,
      finished_at timestamptz not null,
      attempt integer not null,
      -- Seconds; null: not known.
      queued real,
      took real,
      on_default_branch boolean not null,
      workflow text not null,
      job text not null,
      conclusion text not null,
      head_sha text not null,
      primary key (repository, job_id)
    );
    create index jobs_series on jobs (repository, workflow, job, finished_at desc);
    create index jobs_finished on jobs (finished_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table jobs;");
}
