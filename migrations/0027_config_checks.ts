import type { Knex } from "knex";

/** The rules that were valid last, and the check run that tells on a pull request whether its configuration is. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The texts of the last valid heal.yml and playbooks, which stay in force while newer ones are invalid.
    alter table repositories add column valid_rules jsonb;
    alter table repositories add column valid_since timestamptz;
    create table config_checks (
      id bigint generated always as identity primary key,
      repository text not null,
      repository_id bigint,
      installation_id bigint,
      pull_request int not null,
      head_sha text not null,
      -- When GitHub said last that this is the head.
      seen_at timestamptz not null,
      -- How often the check run was asked for: once, and once for each time that somebody has it run again.
      wanted int not null default 1,
      -- Its files were looked at; null: not yet, or the head has moved on.
      checked_at timestamptz,
      check_run_id bigint,
      url text,
      trouble text,
      next_step_at timestamptz,
      claimed_until timestamptz,
      claims bigint not null default 0,
      attempts int not null default 0,
      unique (repository, pull_request, head_sha)
    );
    create index config_checks_due on config_checks (next_step_at) where next_step_at is not null;
    create index config_checks_run on config_checks (check_run_id) where check_run_id is not null;
    create index config_checks_age on config_checks (seen_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table config_checks;
    alter table repositories drop column valid_since;
    alter table repositories drop column valid_rules;
  `);
}
