import type { Knex } from "knex";

/** The check run that tells what failed on one commit: what it is to say is read from the commit's incidents. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table commit_checks (
      id bigint generated always as identity primary key,
      repository text not null,
      repository_id bigint,
      installation_id bigint,
      head_sha text not null,
      -- Counts up with each change of the commit's incidents; the check run shows the change of the number written.
      wanted bigint not null default 1,
      written bigint not null default 0,
      seal text,
      check_run_id bigint,
      url text,
      -- Annotations that GitHub has: it keeps them, so each is given once.
      annotated jsonb not null default '[]',
      trouble text,
      created_at timestamptz not null,
      next_step_at timestamptz,
      claimed_until timestamptz,
      claims bigint not null default 0,
      attempts int not null default 0,
      unique (repository, head_sha)
    );
    create index commit_checks_due on commit_checks (next_step_at) where next_step_at is not null;
    create index commit_checks_run on commit_checks (check_run_id) where check_run_id is not null;
    create index commit_checks_age on commit_checks (created_at);
    create index incidents_commit on incidents (repository, (run ->> 'headSha')) where run is not null;
    -- A button of a check run is a command without a comment, one for each incident that it is about.
    alter table commands alter column issue drop not null;
    alter table commands alter column comment_id drop not null;
    alter table commands add column check_id bigint references commit_checks (id) on delete cascade;
    alter table commands add column incident_id bigint;
    alter table commands add column pressed text;
    alter table commands add constraint commands_place
      check ((issue is null) = (comment_id is null) and (issue is null) = (check_id is not null));
    create unique index commands_pressed on commands (check_id, pressed, incident_id) where check_id is not null;
    -- Who said that the failure is not the fault of the change it was seen in.
    alter table incidents add column disowned_by text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table incidents drop column disowned_by;
    delete from commands where check_id is not null;
    alter table commands drop constraint commands_place;
    alter table commands drop column pressed;
    alter table commands drop column incident_id;
    alter table commands drop column check_id;
    alter table commands alter column comment_id set not null;
    alter table commands alter column issue set not null;
    drop index incidents_commit;
    drop table commit_checks;
  `);
}
