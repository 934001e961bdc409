import type { Knex } from "knex";

/**
 * Runs by what tells their line: the workflow's file, and whether the code is the repository's own. What a version writes that
 * does not know these columns counts as somebody else's. Incidents know when the branch they were seen on is gone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table runs
      add column workflow_path text not null default '',
      add column own_code boolean not null default false,
      add column on_default_branch boolean not null default false;
    -- Kept by name alone: a fork by its repository's name, which was the payload's own at that time.
    update runs set workflow_path = coalesce(facts ->> 'workflowPath', ''),
      own_code = facts ->> 'fork' is not distinct from 'false',
      on_default_branch = facts ->> 'fork' is not distinct from 'false' and branch <> ''
        and branch is not distinct from facts ->> 'defaultBranch'
        and event in ('push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'merge_group');
    create index runs_by_line on runs (repository, workflow_path, branch, run_id desc);
    create index jobs_by_run on jobs (repository, run_id);
    alter table incidents add column branch_gone_at timestamptz;
    create index incidents_merged on incidents (merged_into) where merged_into is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index incidents_merged;
    alter table incidents drop column branch_gone_at;
    drop index jobs_by_run;
    drop index runs_by_line;
    alter table runs drop column on_default_branch, drop column own_code, drop column workflow_path;
  `);
}
