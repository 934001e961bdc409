import type { Knex } from "knex";

/** Everything the way of a failure needs: inbox, incidents, effects, learning, switches, audit. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table deliveries (
      id text primary key,
      source text not null,
      target_id text not null default '',
      key text not null,
      semantic_key text,
      event text not null,
      action text,
      repository text,
      installation_id bigint,
      headers jsonb not null default '{}',
      body bytea,
      received_at timestamptz not null default now(),
      state text not null default 'received' check (state in ('received', 'processing', 'done', 'ignored', 'parked')),
      reason text,
      priority smallint not null default 5,
      attempts integer not null default 0,
      claimed_until timestamptz,
      incident_id bigint,
      unique (source, target_id, key),
      check (state not in ('ignored', 'parked') or reason is not null)
    );
    create index deliveries_due on deliveries (priority, received_at) where state in ('received', 'processing');
    create index deliveries_lane on deliveries ((coalesce(repository, source)), priority, received_at, id)
      where state in ('received', 'processing');
    create index deliveries_held on deliveries (claimed_until) where state = 'processing';
    create index deliveries_served on deliveries ((coalesce(repository, source)), claimed_until)
      where claimed_until is not null;
    create index deliveries_list on deliveries (received_at desc, id);
    create index deliveries_semantic on deliveries (semantic_key) where semantic_key is not null;

    create table repositories (
      full_name text primary key,
      repository_id bigint,
      installation_id bigint,
      default_branch text,
      config jsonb,
      config_problem text,
      fetched_at timestamptz
    );

    create table incidents (
      id bigint generated always as identity primary key,
      key text not null,
      state text not null default 'open' check (state in
        ('open', 'diagnosing', 'acting', 'verifying', 'recovered', 'escalated', 'closed', 'ignored')),
      kind text not null check (kind in ('ci', 'alert', 'report')),
      repository text,
      repository_id bigint,
      installation_id bigint,
      severity text not null check (severity in ('critical', 'error', 'warning', 'info')),
      title text not null,
      category text,
      fingerprint text,
      service text,
      run jsonb,
      diagnosis jsonb,
      action text,
      issue_number integer,
      issue_url text,
      merged_into bigint references incidents (id),
      events integer not null default 0,
      first_seen timestamptz not null,
      last_seen timestamptz not null,
      closed_at timestamptz,
      requested jsonb,
      chosen jsonb,
      next_step_at timestamptz,
      step_attempts integer not null default 0,
      -- Raised by whatever the pipeline has to see; a step that finds it changed looks again at once.
      pings integer not null default 0,
      claimed_until timestamptz
    );
    create unique index incidents_open_key on incidents (key) where state not in ('recovered', 'closed', 'ignored');
    create index incidents_due on incidents (next_step_at) where next_step_at is not null;
    create index incidents_list on incidents (last_seen desc, id desc);
    create index incidents_fingerprint on incidents (fingerprint, repository) where fingerprint is not null;

    create table error_events (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      delivery_id text,
      source text not null,
      kind text not null,
      status text not null check (status in ('firing', 'resolved')),
      repository text,
      severity text not null,
      title text not null,
      message text not null,
      fingerprint text,
      service text,
      body jsonb not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now()
    );
    create index error_events_incident on error_events (incident_id, id);
    create index error_events_fingerprint on error_events (fingerprint, occurred_at) where fingerprint is not null;

    create table detections (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      event_id bigint references error_events (id),
      detector text not null,
      reason text not null,
      score double precision not null,
      numbers jsonb not null default '{}',
      at timestamptz not null
    );
    create index detections_incident on detections (incident_id, id);

    create table decisions (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      kind text not null check (kind in ('act', 'suggest', 'escalate', 'wait', 'none')),
      playbook text,
      action text,
      predicted double precision,
      reasons jsonb not null,
      at timestamptz not null
    );
    create index decisions_incident on decisions (incident_id, id);

    create table intents (
      id bigint generated always as identity primary key,
      key text not null unique,
      incident_id bigint references incidents (id),
      repository text,
      action text not null,
      plan jsonb not null,
      state text not null default 'claimed' check (state in ('claimed', 'done', 'refused', 'failed')),
      effect jsonb,
      reason text,
      attempts integer not null default 0,
      claimed_until timestamptz,
      created_at timestamptz not null default now(),
      done_at timestamptz
    );
    create index intents_incident on intents (incident_id, id);
    create index intents_counting on intents (action, repository, created_at);

    create table outcomes (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      action text not null,
      verdict text not null check (verdict in ('successful', 'failed', 'inconclusive', 'error')),
      reason text not null,
      at timestamptz not null
    );
    create index outcomes_incident on outcomes (incident_id, id);

    create table timeline (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      kind text not null,
      actor text not null,
      text text not null,
      url text,
      at timestamptz not null
    );
    create index timeline_incident on timeline (incident_id, id);

    create table fixes (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      repository text not null,
      producer text not null,
      state text not null check (state in ('producing', 'checking', 'proving', 'proven', 'merged', 'closed', 'rejected', 'failed')),
      base_sha text not null,
      base_branch text not null,
      branch text,
      head_sha text,
      external_id text,
      pull_request integer,
      url text,
      reason text,
      checks jsonb not null default '[]',
      before jsonb,
      after jsonb,
      created_at timestamptz not null,
      deadline timestamptz not null
    );
    create index fixes_incident on fixes (incident_id, id);
    create index fixes_open on fixes (repository, state);

    create table runs (
      repository text not null,
      run_id bigint not null,
      attempt integer not null,
      workflow text not null,
      branch text not null,
      head_sha text not null,
      event text not null,
      conclusion text not null,
      facts jsonb not null,
      finished_at timestamptz not null,
      primary key (repository, run_id, attempt)
    );
    create index runs_by_workflow on runs (repository, workflow, branch, finished_at desc);
    create index runs_by_sha on runs (repository, head_sha);

    create table patterns (
      fingerprint text primary key,
      category text not null,
      title text not null,
      first_incident bigint not null references incidents (id),
      incidents integer not null default 0,
      repositories jsonb not null default '[]',
      -- What the pattern detector remembers of it.
      past jsonb,
      first_seen timestamptz not null,
      last_seen timestamptz not null
    );

    create table trust (
      subject text not null,
      action text not null,
      successes integer not null default 0,
      failures integer not null default 0,
      last_incident bigint references incidents (id),
      updated_at timestamptz not null,
      primary key (subject, action)
    );

    create table reports (
      id bigint generated always as identity primary key,
      delivery_id text,
      repository text not null,
      run_id bigint not null,
      attempt integer not null,
      job text not null,
      tests integer not null,
      failing jsonb not null,
      received_at timestamptz not null,
      unique (repository, run_id, attempt, job)
    );

    create table commands (
      id bigint generated always as identity primary key,
      repository text not null,
      repository_id bigint,
      installation_id bigint,
      issue integer not null,
      comment_id bigint not null,
      author text not null,
      line text not null,
      state text not null default 'waiting' check (state in ('waiting', 'answered', 'refused', 'silent', 'failed')),
      answer text,
      refused boolean not null default false,
      replied_at timestamptz,
      received_at timestamptz not null,
      next_step_at timestamptz,
      attempts integer not null default 0,
      claimed_until timestamptz,
      unique (repository, comment_id)
    );
    create index commands_due on commands (next_step_at) where next_step_at is not null;
    create index commands_thread on commands (repository, issue, replied_at);

    create table labels (
      id bigint generated always as identity primary key,
      incident_id bigint not null references incidents (id),
      label text not null,
      by text not null,
      at timestamptz not null
    );

    create table switches (
      scope text primary key,
      stopped boolean not null,
      reason text not null,
      by text not null,
      at timestamptz not null
    );

    create table flags (
      name text primary key,
      value jsonb not null,
      by text not null,
      at timestamptz not null
    );

    create table cursors (
      name text primary key,
      value jsonb not null,
      updated_at timestamptz not null default now()
    );

    create table audit (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      actor text not null,
      kind text not null,
      subject text not null,
      detail jsonb not null,
      previous text not null,
      hash text not null unique
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table audit, cursors, flags, switches, labels, commands, reports, trust, patterns, runs, fixes, timeline, outcomes, intents,
      decisions, detections, error_events, incidents, repositories, deliveries cascade;
  `);
}
