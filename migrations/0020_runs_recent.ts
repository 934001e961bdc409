import type { Knex } from "knex";

/** What ran on a repository's default branch before an incident began, newest first, whatever the workflow: read for its page. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("create index runs_recent on runs (repository, finished_at desc) where on_default_branch");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index runs_recent");
}
