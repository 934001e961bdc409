import type { Knex } from "knex";

/** What ran for a repository's default branch or a release before an incident began, whatever the workflow: read for its page. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index runs_recent on runs (repository, finished_at desc)
      where on_default_branch or (own_code and event in ('release', 'deployment'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index runs_recent");
}
