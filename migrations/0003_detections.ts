import type { Knex } from "knex";

/**
 * Detection runs over everything: a finding need not belong to an incident, says what it is about and whom it calls, and
 * detectors remember between restarts. One row a subject; `series` holds the packed state of a metric's detectors, so that
 * a row stays under 4 KB.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table detections
      alter column incident_id drop not null,
      add column subject text not null default '',
      add column repository text,
      add column service text,
      add column threshold text,
      add column requires_attention boolean not null default false,
      -- Why it calls nobody: a mute, a window, a call before. null: nothing kept it from calling.
      add column silenced text,
      -- What its page draws: the run, the workflow, the series.
      add column about jsonb not null default '{}';
    create index detections_list on detections (at desc, id desc);
    create index detections_subject on detections (subject, at desc);

    create table detector_states (
      subject text primary key,
      -- The workflow of a job, the job of a test.
      parent text,
      repository text,
      state jsonb not null default '{}',
      series bytea,
      at timestamptz not null
    );
    create index detector_states_parent on detector_states (parent) where parent is not null;
    create index detector_states_repository on detector_states (repository) where repository is not null;

    create table detection_labels (
      id bigint generated always as identity primary key,
      detection_id bigint not null references detections (id) on delete cascade,
      verdict text not null check (verdict in ('right', 'noise')),
      note text,
      by text not null,
      at timestamptz not null,
      unique (detection_id, by)
    );

    -- The column stays: a process of the version before still writes it while it is being replaced.
    insert into detector_states (subject, state, at)
      select 'fingerprint:' || fingerprint, jsonb_build_object('past', past), last_seen from patterns where past is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update patterns p set past = s.state -> 'past' from detector_states s where s.subject = 'fingerprint:' || p.fingerprint;
    drop table detection_labels, detector_states;
    drop index detections_list, detections_subject;
    delete from detections where incident_id is null;
    alter table detections alter column incident_id set not null,
      drop column subject, drop column repository, drop column service, drop column threshold,
      drop column requires_attention, drop column silenced, drop column about;
  `);
}
