import type { Knex } from "knex";

/** The open summary of a notifier is asked for with each message it is to send while an hour is full. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index notifications_summaries on notifications (notifier, critical, id desc) where what = 'summary' and not over;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index notifications_summaries");
}
