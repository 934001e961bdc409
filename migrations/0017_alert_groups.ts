import type { Knex } from "knex";

/**
 * Alerts of one cause are one incident: a row a group, which is locked while one of its alerts is taken in, and a row for each
 * alert in an incident. Ends that came before their beginning wait for it; alerts that always fire have a timer.
 * `alerts` of incidents that are open come from the error events that opened them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table alert_groups (
      key text primary key,
      incident_id bigint references incidents (id),
      role text not null default 'cause' check (role in ('cause', 'consequence')),
      labels jsonb not null,
      firing boolean not null default false,
      changes jsonb not null default '[]',
      flapping_since timestamptz,
      changed_at timestamptz not null
    );
    create index alert_groups_incident on alert_groups (incident_id) where incident_id is not null;
    create index alert_groups_changed on alert_groups (changed_at);

    create table alert_members (
      incident_id bigint not null references incidents (id),
      key text not null,
      group_key text not null,
      role text not null check (role in ('cause', 'consequence')),
      title text not null,
      severity text not null,
      service text,
      labels jsonb not null,
      url text,
      stated_start text,
      began_at timestamptz not null,
      last_seen timestamptz not null,
      ended_at timestamptz,
      unproven text,
      gap text,
      firings integer not null default 1,
      messages integer not null default 1,
      primary key (incident_id, key)
    );
    create index alert_members_following on alert_members (incident_id) where role = 'consequence' and ended_at is null;
    create index alert_members_key on alert_members (key, incident_id desc);

    create table early_ends (
      key text not null,
      stated_start text not null,
      delivery_id text,
      event jsonb not null,
      received_at timestamptz not null,
      primary key (key, stated_start)
    );
    create index early_ends_received on early_ends (received_at);

    create table watchdogs (
      key text primary key,
      event jsonb not null,
      heard_at timestamptz not null,
      longest_gap_ms bigint,
      due_at timestamptz not null,
      incident_id bigint references incidents (id)
    );
    create index watchdogs_due on watchdogs (due_at);
    create index watchdogs_incident on watchdogs (incident_id) where incident_id is not null;

    alter table incidents add column reopened integer not null default 0;
    create index incidents_burning on incidents (service)
      where kind = 'alert' and service is not null and state not in ('recovered', 'closed', 'ignored');

    insert into alert_members (incident_id, key, group_key, role, title, severity, service, labels, url, began_at, last_seen, ended_at, messages)
    select i.id, i.key, '', 'cause', i.title, i.severity, i.service, coalesce(e.body -> 'labels', '{}'), e.body ->> 'url',
      i.first_seen, i.last_seen, case when e.status = 'resolved' then e.recorded_at end, i.events
    from incidents i
    join lateral (select status, body, recorded_at from error_events where incident_id = i.id and kind = 'alert' order by id desc limit 1) e on true
    where i.kind = 'alert' and i.key not like 'alert:heal:%' and i.state not in ('recovered', 'closed', 'ignored');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index incidents_burning;
    alter table incidents drop column reopened;
    drop table watchdogs; drop table early_ends; drop table alert_members; drop table alert_groups;
  `);
}
