import type { Knex } from "knex";

/** Who took an incident up, what people want to hear nothing of, and what is told later where nobody takes it up. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table acknowledgements (
      incident_id bigint not null references incidents on delete cascade,
      -- Counts up when the incident was over and came back, and needs a person anew.
      round int not null,
      by text not null,
      how text not null,
      at timestamptz not null,
      primary key (incident_id, round)
    );
    create table mutes (
      repository text not null,
      repository_id bigint,
      fingerprint text not null,
      reason text not null,
      by text not null,
      at timestamptz not null,
      until timestamptz not null,
      primary key (repository, fingerprint)
    );
    create index mutes_until on mutes (until);
    create table rejections (
      repository text not null,
      repository_id bigint,
      fingerprint text not null,
      move text not null,
      reason text not null,
      by text not null,
      at timestamptz not null,
      until timestamptz not null,
      primary key (repository, fingerprint, move)
    );
    create index rejections_until on rejections (until);
    -- Numbers the rungs of the ladder and its reminders from 1; 0: what is told at once.
    alter table notifications add column rung int not null default 0;
    alter table notifications drop constraint notifications_what_check;
    alter table notifications add constraint notifications_what_check
      check (what in ('opened', 'still_firing', 'resolved', 'summary', 'summary_over', 'rung', 'reminder'));
    alter table notifications drop constraint notifications_incident_id_notifier_what_round_key;
    alter table notifications add constraint notifications_once unique (incident_id, notifier, what, round, rung);
    drop index notifications_open;
    -- What an end may follow: a rung calls somebody who was not told before.
    create index notifications_open on notifications (incident_id) where what in ('opened', 'rung') and not over;
    create index notifications_called on notifications (notifier, critical, done_at)
      where what in ('rung', 'reminder') and state = 'sent';
    -- No command has its name, or one of its options is none.
    alter table commands add column wrong boolean not null default false;
    create index commands_pressed_by on commands (pressed) where pressed is not null;
    -- The comment is one on a line of a pull request.
    alter table commands add column review boolean not null default false;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from commands where review;
    alter table commands drop column review;
    drop index commands_pressed_by;
    alter table commands drop column wrong;
    drop index notifications_called;
    drop index notifications_open;
    delete from notifications where what in ('rung', 'reminder');
    create index notifications_open on notifications (incident_id) where what = 'opened' and not over;
    alter table notifications drop constraint notifications_once;
    alter table notifications add constraint notifications_incident_id_notifier_what_round_key
      unique (incident_id, notifier, what, round);
    alter table notifications drop constraint notifications_what_check;
    alter table notifications add constraint notifications_what_check
      check (what in ('opened', 'still_firing', 'resolved', 'summary', 'summary_over'));
    alter table notifications drop column rung;
    drop table rejections;
    drop table mutes;
    drop table acknowledgements;
  `);
}
