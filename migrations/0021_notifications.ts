import type { Knex } from "knex";

/** What notifiers are to tell: one row a message, written with what it is about, before it is sent. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table notifications (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents,
      notifier text not null,
      what text not null check (what in ('opened', 'still_firing', 'resolved', 'summary', 'summary_over')),
      -- Counts up when the incident was over and came back; of a summary when it was over and there is another.
      round int not null,
      -- folded: it is one of many that a summary tells of.
      state text not null check (state in ('waiting', 'sent', 'refused', 'dropped', 'folded')),
      -- The incident whose summary tells of it.
      folded_into bigint,
      critical boolean not null,
      -- Of what was opened: its end is noted.
      over boolean not null default false,
      reason text,
      attempts int not null default 0,
      claims int not null default 0,
      claimed_until timestamptz,
      next_try_at timestamptz,
      created_at timestamptz not null,
      done_at timestamptz,
      unique (incident_id, notifier, what, round)
    );
    create index notifications_due on notifications (next_try_at) where state = 'waiting';
    create index notifications_waiting on notifications (incident_id, notifier, id) where state = 'waiting';
    create index notifications_open on notifications (incident_id) where what = 'opened' and not over;
    create index notifications_lately on notifications (notifier, created_at) where what = 'opened';
    create index notifications_tried on notifications (notifier, created_at desc) where attempts > 0;
    create index notifications_folded on notifications (folded_into, notifier) where folded_into is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table notifications");
}
