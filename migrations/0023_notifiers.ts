import type { Knex } from "knex";

/** What is asked about a notifier: its open summary, with each message while an hour is full; what became of its last message. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index notifications_summaries on notifications (notifier, critical, id desc) where what = 'summary' and not over;
    drop index notifications_tried;
    create index notifications_ended on notifications (notifier, done_at desc) where attempts > 0 and state in ('sent', 'refused');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index notifications_summaries;
    drop index notifications_ended;
    create index notifications_tried on notifications (notifier, created_at desc) where attempts > 0;
  `);
}
