import type { Knex } from "knex";

const OF = "on intents (repository, ((effect ->> 'id'))) where action";

/** Rollback workflows are dispatched like recovery workflows: whose run an ended one was is asked for both. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index intents_dispatched;
    create index intents_dispatched ${OF} in ('dispatch-workflow', 'deployment-rollback') and incident_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index intents_dispatched;
    create index intents_dispatched ${OF} = 'dispatch-workflow' and incident_id is not null;
  `);
}
