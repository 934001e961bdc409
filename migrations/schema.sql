create table acknowledgements (
  at timestamp with time zone not null,
  by text not null,
  how text not null,
  incident_id bigint not null,
  round integer not null,
  constraint acknowledgements_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id) ON DELETE CASCADE,
  constraint acknowledgements_pkey PRIMARY KEY (incident_id, round)
);

create table alert_groups (
  changed_at timestamp with time zone not null,
  changes jsonb default '[]'::jsonb not null,
  firing boolean default false not null,
  flapped_at timestamp with time zone,
  flapping_since timestamp with time zone,
  incident_id bigint,
  key text not null,
  labels jsonb not null,
  role text default 'cause'::text not null,
  constraint alert_groups_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint alert_groups_pkey PRIMARY KEY (key),
  constraint alert_groups_role_check CHECK ((role = ANY (ARRAY['cause'::text, 'consequence'::text])))
);

create table alert_members (
  annotations jsonb default '{}'::jsonb not null,
  began_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  firings integer default 1 not null,
  gap text,
  group_key text not null,
  incident_id bigint not null,
  key text not null,
  labels jsonb not null,
  last_seen timestamp with time zone not null,
  links jsonb default '{}'::jsonb not null,
  message text default ''::text not null,
  messages integer default 1 not null,
  role text not null,
  service text,
  severity text not null,
  stated_start text,
  title text not null,
  unproven text,
  url text,
  constraint alert_members_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint alert_members_pkey PRIMARY KEY (incident_id, key),
  constraint alert_members_role_check CHECK ((role = ANY (ARRAY['cause'::text, 'consequence'::text])))
);

create table alert_routes (
  label text not null,
  match jsonb not null,
  "position" integer not null,
  repository_id bigint not null,
  service text not null,
  value text not null,
  constraint alert_routes_pkey PRIMARY KEY (repository_id, "position"),
  constraint alert_routes_repository_id_fkey FOREIGN KEY (repository_id) REFERENCES repositories(repository_id) ON DELETE CASCADE
);

create table audit (
  actor text not null,
  at timestamp with time zone not null,
  detail jsonb not null,
  hash text not null,
  id bigint generated always as identity not null,
  kind text not null,
  previous text not null,
  subject text not null,
  constraint audit_hash_key UNIQUE (hash),
  constraint audit_pkey PRIMARY KEY (id)
);

create table commands (
  answer text,
  attempts integer default 0 not null,
  author text not null,
  check_id bigint,
  claimed_until timestamp with time zone,
  comment_id bigint,
  id bigint generated always as identity not null,
  incident_id bigint,
  installation_id bigint,
  issue integer,
  line text not null,
  next_step_at timestamp with time zone,
  pressed text,
  received_at timestamp with time zone not null,
  refused boolean default false not null,
  replied_at timestamp with time zone,
  repository text not null,
  repository_id bigint,
  review boolean default false not null,
  state text default 'waiting'::text not null,
  wrong boolean default false not null,
  constraint commands_check_id_fkey FOREIGN KEY (check_id) REFERENCES commit_checks(id) ON DELETE CASCADE,
  constraint commands_pkey PRIMARY KEY (id),
  constraint commands_place CHECK ((((issue IS NULL) = (check_id IS NOT NULL)) AND ((comment_id IS NULL) OR (issue IS NOT NULL)) AND ((comment_id IS NOT NULL) OR (pressed IS NOT NULL)))),
  constraint commands_repository_comment_id_key UNIQUE (repository, comment_id),
  constraint commands_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'answered'::text, 'refused'::text, 'silent'::text, 'failed'::text])))
);

create table commit_checks (
  annotated jsonb default '[]'::jsonb not null,
  attempts integer default 0 not null,
  check_run_id bigint,
  claimed_until timestamp with time zone,
  claims bigint default 0 not null,
  created_at timestamp with time zone not null,
  head_sha text not null,
  id bigint generated always as identity not null,
  installation_id bigint,
  next_step_at timestamp with time zone,
  repository text not null,
  repository_id bigint,
  seal text,
  trouble text,
  url text,
  wanted bigint default 1 not null,
  written bigint default 0 not null,
  constraint commit_checks_pkey PRIMARY KEY (id),
  constraint commit_checks_repository_head_sha_key UNIQUE (repository, head_sha)
);

create table component_health (
  checked_at timestamp with time zone not null,
  component text not null,
  reason text not null,
  since timestamp with time zone not null,
  state text not null,
  constraint component_health_pkey PRIMARY KEY (component),
  constraint component_health_state_check CHECK ((state = ANY (ARRAY['ok'::text, 'degraded'::text, 'down'::text, 'silent'::text])))
);

create table config_checks (
  attempts integer default 0 not null,
  check_run_id bigint,
  checked_at timestamp with time zone,
  claimed_until timestamp with time zone,
  claims bigint default 0 not null,
  head_sha text not null,
  id bigint generated always as identity not null,
  installation_id bigint,
  next_step_at timestamp with time zone,
  pull_request integer not null,
  repository text not null,
  repository_id bigint,
  seen_at timestamp with time zone not null,
  trouble text,
  url text,
  wanted integer default 1 not null,
  constraint config_checks_pkey PRIMARY KEY (id),
  constraint config_checks_repository_pull_request_head_sha_key UNIQUE (repository, pull_request, head_sha)
);

create table cursors (
  name text not null,
  updated_at timestamp with time zone default now() not null,
  value jsonb not null,
  constraint cursors_pkey PRIMARY KEY (name)
);

create table decisions (
  action text,
  at timestamp with time zone not null,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  kind text not null,
  playbook text,
  predicted double precision,
  reasons jsonb not null,
  constraint decisions_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint decisions_kind_check CHECK ((kind = ANY (ARRAY['act'::text, 'suggest'::text, 'escalate'::text, 'wait'::text, 'none'::text]))),
  constraint decisions_pkey PRIMARY KEY (id)
);

create table deliveries (
  action text,
  attempts integer default 0 not null,
  body bytea,
  claimed_until timestamp with time zone,
  event text not null,
  headers jsonb default '{}'::jsonb not null,
  id text not null,
  incident_id bigint,
  installation_id bigint,
  key text not null,
  part integer,
  part_of text,
  priority smallint default 5 not null,
  reason text,
  received_at timestamp with time zone default now() not null,
  repository text,
  semantic_key text,
  source text not null,
  state text default 'received'::text not null,
  target_id text default ''::text not null,
  constraint deliveries_check CHECK (((state <> ALL (ARRAY['ignored'::text, 'parked'::text])) OR (reason IS NOT NULL))),
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_source_target_id_key_key UNIQUE (source, target_id, key),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['received'::text, 'processing'::text, 'done'::text, 'ignored'::text, 'parked'::text])))
);

create table detection_labels (
  at timestamp with time zone not null,
  by text not null,
  detection_id bigint not null,
  id bigint generated always as identity not null,
  note text,
  verdict text not null,
  constraint detection_labels_detection_id_by_key UNIQUE (detection_id, by),
  constraint detection_labels_detection_id_fkey FOREIGN KEY (detection_id) REFERENCES detections(id) ON DELETE CASCADE,
  constraint detection_labels_pkey PRIMARY KEY (id),
  constraint detection_labels_verdict_check CHECK ((verdict = ANY (ARRAY['right'::text, 'noise'::text])))
);

create table detections (
  about jsonb default '{}'::jsonb not null,
  at timestamp with time zone not null,
  detector text not null,
  event_id bigint,
  id bigint generated always as identity not null,
  incident_id bigint,
  numbers jsonb default '{}'::jsonb not null,
  reason text not null,
  repository text,
  requires_attention boolean default false not null,
  score double precision not null,
  service text,
  silenced text,
  subject text default ''::text not null,
  threshold text,
  constraint detections_event_id_fkey FOREIGN KEY (event_id) REFERENCES error_events(id),
  constraint detections_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint detections_pkey PRIMARY KEY (id)
);

create table detector_states (
  at timestamp with time zone not null,
  parent text,
  repository text,
  series bytea,
  state jsonb default '{}'::jsonb not null,
  subject text not null,
  constraint detector_states_pkey PRIMARY KEY (subject)
);

create table early_ends (
  delivery_id text,
  event jsonb not null,
  key text not null,
  received_at timestamp with time zone not null,
  stated_start text not null,
  constraint early_ends_pkey PRIMARY KEY (key, stated_start)
);

create table error_events (
  body jsonb not null,
  delivery_id text,
  fingerprint text,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  kind text not null,
  message text not null,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone default now() not null,
  repository text,
  service text,
  severity text not null,
  source text not null,
  status text not null,
  title text not null,
  constraint error_events_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint error_events_pkey PRIMARY KEY (id),
  constraint error_events_status_check CHECK ((status = ANY (ARRAY['firing'::text, 'resolved'::text])))
);

create table fixes (
  after jsonb,
  base_branch text not null,
  base_sha text not null,
  before jsonb,
  branch text,
  checks jsonb default '[]'::jsonb not null,
  created_at timestamp with time zone not null,
  deadline timestamp with time zone not null,
  external_id text,
  head_sha text,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  newest_pull integer default 0 not null,
  producer text not null,
  pull_request integer,
  reason text,
  repository text not null,
  state text not null,
  url text,
  constraint fixes_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint fixes_pkey PRIMARY KEY (id),
  constraint fixes_state_check CHECK ((state = ANY (ARRAY['producing'::text, 'checking'::text, 'proving'::text, 'proven'::text, 'merged'::text, 'closed'::text, 'rejected'::text, 'failed'::text])))
);

create table flags (
  at timestamp with time zone not null,
  by text not null,
  name text not null,
  value jsonb not null,
  constraint flags_pkey PRIMARY KEY (name)
);

create table former_names (
  full_name text not null,
  repository_id bigint not null,
  until timestamp with time zone not null,
  constraint former_names_pkey PRIMARY KEY (repository_id, full_name)
);

create table incidents (
  action text,
  branch_gone_at timestamp with time zone,
  category text,
  chosen jsonb,
  claimed_until timestamp with time zone,
  claims bigint default 0 not null,
  closed_at timestamp with time zone,
  diagnosis jsonb,
  disowned_by text,
  environment text,
  events integer default 0 not null,
  fingerprint text,
  first_seen timestamp with time zone not null,
  id bigint generated always as identity not null,
  installation_id bigint,
  issue_number integer,
  issue_round integer default 1 not null,
  issue_url text,
  key text not null,
  kind text not null,
  last_seen timestamp with time zone not null,
  listed_in bigint,
  merged_into bigint,
  next_step_at timestamp with time zone,
  pings integer default 0 not null,
  place_at timestamp with time zone,
  reopened integer default 0 not null,
  repository text,
  repository_id bigint,
  requested jsonb,
  run jsonb,
  service text,
  severity text not null,
  source text,
  state text default 'open'::text not null,
  step_attempts integer default 0 not null,
  title text not null,
  trouble jsonb,
  constraint incidents_kind_check CHECK ((kind = ANY (ARRAY['ci'::text, 'alert'::text, 'report'::text]))),
  constraint incidents_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES incidents(id),
  constraint incidents_pkey PRIMARY KEY (id),
  constraint incidents_severity_check CHECK ((severity = ANY (ARRAY['critical'::text, 'error'::text, 'warning'::text, 'info'::text]))),
  constraint incidents_state_check CHECK ((state = ANY (ARRAY['open'::text, 'diagnosing'::text, 'acting'::text, 'verifying'::text, 'recovered'::text, 'escalated'::text, 'closed'::text, 'ignored'::text])))
);

create table intents (
  action text not null,
  attempts integer default 0 not null,
  claimed_until timestamp with time zone,
  code text,
  created_at timestamp with time zone default now() not null,
  done_at timestamp with time zone,
  doubt_since timestamp with time zone,
  effect jsonb,
  former_key text,
  id bigint generated always as identity not null,
  incident_id bigint,
  key text not null,
  looks integer default 0 not null,
  marked boolean default false not null,
  plan jsonb not null,
  reason text,
  repository text,
  state text default 'claimed'::text not null,
  thing text,
  constraint intents_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint intents_key_key UNIQUE (key),
  constraint intents_pkey PRIMARY KEY (id),
  constraint intents_state_check CHECK ((state = ANY (ARRAY['claimed'::text, 'done'::text, 'refused'::text, 'failed'::text])))
);

create table job_changes (
  after_run bigint not null,
  after_runs integer not null,
  after_seconds double precision not null,
  after_sha text not null,
  before_run bigint not null,
  before_runs integer not null,
  before_seconds double precision not null,
  before_sha text not null,
  changed_at timestamp with time zone not null,
  detector text not null,
  found_at timestamp with time zone not null,
  id bigint generated always as identity not null,
  job text not null,
  p double precision not null,
  repository text not null,
  workflow text not null,
  constraint job_changes_pkey PRIMARY KEY (id),
  constraint job_changes_repository_workflow_job_after_run_key UNIQUE (repository, workflow, job, after_run)
);

create table jobs (
  attempt integer not null,
  conclusion text not null,
  finished_at timestamp with time zone not null,
  head_sha text not null,
  job text not null,
  job_id bigint not null,
  on_default_branch boolean not null,
  queued real,
  repository text not null,
  run_id bigint not null,
  took real,
  workflow text not null,
  constraint jobs_pkey PRIMARY KEY (repository, job_id)
);

create table labels (
  at timestamp with time zone not null,
  by text not null,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  label text not null,
  constraint labels_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint labels_pkey PRIMARY KEY (id)
);

create table metric_days (
  at timestamp with time zone not null,
  count integer not null,
  "least" real not null,
  most real not null,
  series integer not null,
  sum double precision not null,
  constraint metric_days_pkey PRIMARY KEY (series, at)
) partition by RANGE (at);

create table metric_hours (
  at timestamp with time zone not null,
  count integer not null,
  "least" real not null,
  most real not null,
  series integer not null,
  sum double precision not null,
  constraint metric_hours_pkey PRIMARY KEY (series, at)
) partition by RANGE (at);

create table metric_minutes (
  at timestamp with time zone not null,
  count integer not null,
  "least" real not null,
  most real not null,
  series integer not null,
  sum double precision not null,
  constraint metric_minutes_pkey PRIMARY KEY (series, at)
) partition by RANGE (at);

create table metric_series (
  component text not null,
  created_at timestamp with time zone not null,
  id integer generated always as identity not null,
  labels jsonb default '{}'::jsonb not null,
  labels_hash text not null,
  name text not null,
  constraint metric_series_component_name_labels_hash_key UNIQUE (component, name, labels_hash),
  constraint metric_series_pkey PRIMARY KEY (id)
);

create table mutes (
  at timestamp with time zone not null,
  by text not null,
  fingerprint text not null,
  reason text not null,
  repository text not null,
  repository_id bigint,
  until timestamp with time zone not null,
  constraint mutes_pkey PRIMARY KEY (repository, fingerprint)
);

create table notifications (
  attempts integer default 0 not null,
  claimed_until timestamp with time zone,
  claims integer default 0 not null,
  created_at timestamp with time zone not null,
  critical boolean not null,
  done_at timestamp with time zone,
  folded_into bigint,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  next_try_at timestamp with time zone,
  notifier text not null,
  over boolean default false not null,
  reason text,
  round integer not null,
  rung integer default 0 not null,
  state text not null,
  what text not null,
  constraint notifications_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint notifications_once UNIQUE (incident_id, notifier, what, round, rung),
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'refused'::text, 'dropped'::text, 'folded'::text]))),
  constraint notifications_what_check CHECK ((what = ANY (ARRAY['opened'::text, 'still_firing'::text, 'resolved'::text, 'summary'::text, 'summary_over'::text, 'rung'::text, 'reminder'::text])))
);

create table outcomes (
  action text not null,
  at timestamp with time zone not null,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  reason text not null,
  verdict text not null,
  constraint outcomes_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint outcomes_pkey PRIMARY KEY (id),
  constraint outcomes_verdict_check CHECK ((verdict = ANY (ARRAY['successful'::text, 'failed'::text, 'inconclusive'::text, 'error'::text])))
);

create table patterns (
  category text not null,
  fingerprint text not null,
  first_incident bigint not null,
  first_seen timestamp with time zone not null,
  incidents integer default 0 not null,
  last_seen timestamp with time zone not null,
  past jsonb,
  repositories jsonb default '[]'::jsonb not null,
  title text not null,
  constraint patterns_first_incident_fkey FOREIGN KEY (first_incident) REFERENCES incidents(id),
  constraint patterns_pkey PRIMARY KEY (fingerprint)
);

create table performance_changes (
  after_run bigint not null,
  after_runs integer not null,
  after_seconds double precision not null,
  after_sha text not null,
  before_run bigint not null,
  before_runs integer not null,
  before_seconds double precision not null,
  before_sha text not null,
  changed_at timestamp with time zone not null,
  detector text not null,
  found_at timestamp with time zone not null,
  id bigint generated always as identity not null,
  p double precision not null,
  repository text not null,
  workflow text not null,
  constraint performance_changes_pkey PRIMARY KEY (id),
  constraint performance_changes_repository_workflow_after_run_key UNIQUE (repository, workflow, after_run)
);

create table rejections (
  at timestamp with time zone not null,
  by text not null,
  fingerprint text not null,
  move text not null,
  reason text not null,
  repository text not null,
  repository_id bigint,
  until timestamp with time zone not null,
  constraint rejections_pkey PRIMARY KEY (repository, fingerprint, move)
);

create table reports (
  attempt integer not null,
  delivery_id text,
  failing jsonb not null,
  id bigint generated always as identity not null,
  job text not null,
  received_at timestamp with time zone not null,
  repository text not null,
  run_id bigint not null,
  tests integer not null,
  constraint reports_pkey PRIMARY KEY (id),
  constraint reports_repository_run_id_attempt_job_key UNIQUE (repository, run_id, attempt, job)
);

create table repositories (
  archived boolean default false not null,
  config jsonb,
  config_problem text,
  default_branch text,
  fetched_at timestamp with time zone,
  full_name text not null,
  installation_id bigint,
  named_at timestamp with time zone default now() not null,
  repository_id bigint,
  state text default 'active'::text not null,
  state_at timestamp with time zone default now() not null,
  valid_rules jsonb,
  valid_since timestamp with time zone,
  constraint repositories_pkey PRIMARY KEY (full_name),
  constraint repositories_state_check CHECK ((state = ANY (ARRAY['active'::text, 'archived'::text, 'suspended'::text, 'removed'::text, 'deleted'::text])))
);

create table runs (
  attempt integer not null,
  branch text not null,
  conclusion text not null,
  event text not null,
  facts jsonb not null,
  finished_at timestamp with time zone not null,
  head_sha text not null,
  on_default_branch boolean default false not null,
  own_code boolean default false not null,
  repository text not null,
  run_id bigint not null,
  workflow text not null,
  workflow_path text default ''::text not null,
  constraint runs_pkey PRIMARY KEY (repository, run_id, attempt)
);

create table secrets (
  created_at timestamp with time zone not null,
  name text not null,
  value bytea not null,
  constraint secrets_pkey PRIMARY KEY (name)
);

create table switches (
  at timestamp with time zone not null,
  by text not null,
  reason text not null,
  repository_id bigint,
  scope text not null,
  stopped boolean not null,
  constraint switches_pkey PRIMARY KEY (scope)
);

create table timeline (
  actor text not null,
  at timestamp with time zone not null,
  id bigint generated always as identity not null,
  incident_id bigint not null,
  kind text not null,
  text text not null,
  url text,
  constraint timeline_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint timeline_pkey PRIMARY KEY (id)
);

create table trust (
  action text not null,
  failures integer default 0 not null,
  last_incident bigint,
  subject text not null,
  successes integer default 0 not null,
  updated_at timestamp with time zone not null,
  constraint trust_last_incident_fkey FOREIGN KEY (last_incident) REFERENCES incidents(id),
  constraint trust_pkey PRIMARY KEY (subject, action)
);

create table watchdogs (
  due_at timestamp with time zone not null,
  event jsonb not null,
  heard_at timestamp with time zone not null,
  incident_id bigint,
  key text not null,
  longest_gap_ms bigint,
  pause_from timestamp with time zone,
  pauses integer default 0 not null,
  constraint watchdogs_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id),
  constraint watchdogs_pkey PRIMARY KEY (key)
);

CREATE INDEX alert_groups_changed ON public.alert_groups USING btree (changed_at);

CREATE INDEX alert_groups_incident ON public.alert_groups USING btree (incident_id) WHERE (incident_id IS NOT NULL);

CREATE INDEX alert_members_following ON public.alert_members USING btree (incident_id) WHERE ((role = 'consequence'::text) AND (ended_at IS NULL));

CREATE INDEX alert_members_group ON public.alert_members USING btree (group_key, last_seen);

CREATE INDEX alert_members_key ON public.alert_members USING btree (key, incident_id DESC);

CREATE INDEX alert_routes_lookup ON public.alert_routes USING btree (label, value);

CREATE INDEX commands_due ON public.commands USING btree (next_step_at) WHERE (next_step_at IS NOT NULL);

CREATE INDEX commands_pressed_by ON public.commands USING btree (pressed) WHERE (pressed IS NOT NULL);

CREATE INDEX commands_received ON public.commands USING btree (received_at);

CREATE INDEX commands_thread ON public.commands USING btree (repository, issue, replied_at);

CREATE INDEX commit_checks_age ON public.commit_checks USING btree (created_at);

CREATE INDEX commit_checks_due ON public.commit_checks USING btree (next_step_at) WHERE (next_step_at IS NOT NULL);

CREATE INDEX commit_checks_run ON public.commit_checks USING btree (check_run_id) WHERE (check_run_id IS NOT NULL);

CREATE INDEX config_checks_age ON public.config_checks USING btree (seen_at);

CREATE INDEX config_checks_due ON public.config_checks USING btree (next_step_at) WHERE (next_step_at IS NOT NULL);

CREATE INDEX config_checks_run ON public.config_checks USING btree (check_run_id) WHERE (check_run_id IS NOT NULL);

CREATE INDEX decisions_incident ON public.decisions USING btree (incident_id, id);

CREATE INDEX deliveries_bodies ON public.deliveries USING btree (received_at) WHERE ((body IS NOT NULL) AND (state = ANY (ARRAY['done'::text, 'ignored'::text])));

CREATE INDEX deliveries_by_repository ON public.deliveries USING btree (repository, received_at DESC, id) WHERE ((repository IS NOT NULL) AND (part_of IS NULL));

CREATE INDEX deliveries_by_source ON public.deliveries USING btree (source, received_at DESC, id) WHERE (part_of IS NULL);

CREATE INDEX deliveries_due ON public.deliveries USING btree (priority, received_at) WHERE (state = ANY (ARRAY['received'::text, 'processing'::text]));

CREATE INDEX deliveries_held ON public.deliveries USING btree (claimed_until) WHERE (state = 'processing'::text);

CREATE INDEX deliveries_lane ON public.deliveries USING btree (COALESCE(repository, source), priority, received_at, id) WHERE (state = ANY (ARRAY['received'::text, 'processing'::text]));

CREATE INDEX deliveries_list ON public.deliveries USING btree (received_at DESC, id);

CREATE INDEX deliveries_parked ON public.deliveries USING btree (received_at DESC, id) WHERE (state = 'parked'::text);

CREATE INDEX deliveries_parts ON public.deliveries USING btree (part_of, part) WHERE (part_of IS NOT NULL);

CREATE INDEX deliveries_semantic ON public.deliveries USING btree (semantic_key) WHERE (semantic_key IS NOT NULL);

CREATE INDEX deliveries_served ON public.deliveries USING btree (COALESCE(repository, source), claimed_until) WHERE (claimed_until IS NOT NULL);

CREATE INDEX detection_labels_latest ON public.detection_labels USING btree (at DESC);

CREATE INDEX detections_attention ON public.detections USING btree (at DESC, id DESC) WHERE requires_attention;

CREATE INDEX detections_detector ON public.detections USING btree (detector, at DESC, id DESC);

CREATE INDEX detections_event ON public.detections USING btree (event_id) WHERE (event_id IS NOT NULL);

CREATE INDEX detections_incident ON public.detections USING btree (incident_id, id);

CREATE INDEX detections_list ON public.detections USING btree (at DESC, id DESC);

CREATE INDEX detections_subject ON public.detections USING btree (subject, at DESC);

CREATE INDEX detector_states_at ON public.detector_states USING btree (at DESC, subject);

CREATE INDEX detector_states_parent ON public.detector_states USING btree (parent) WHERE (parent IS NOT NULL);

CREATE INDEX detector_states_repository ON public.detector_states USING btree (repository) WHERE (repository IS NOT NULL);

CREATE INDEX early_ends_received ON public.early_ends USING btree (received_at);

CREATE INDEX error_events_fingerprint ON public.error_events USING btree (fingerprint, occurred_at) WHERE (fingerprint IS NOT NULL);

CREATE INDEX error_events_incident ON public.error_events USING btree (incident_id, id);

CREATE INDEX fixes_branch ON public.fixes USING btree (repository, branch);

CREATE INDEX fixes_created ON public.fixes USING btree (created_at);

CREATE INDEX fixes_incident ON public.fixes USING btree (incident_id, id);

CREATE INDEX fixes_open ON public.fixes USING btree (repository, state);

CREATE INDEX fixes_pull ON public.fixes USING btree (repository, pull_request) WHERE (pull_request IS NOT NULL);

CREATE INDEX fixes_recent ON public.fixes USING btree (repository, created_at);

CREATE INDEX former_names_lookup ON public.former_names USING btree (lower(full_name), until DESC);

CREATE INDEX former_names_until ON public.former_names USING btree (until);

CREATE INDEX incidents_branch ON public.incidents USING btree (repository, ((run ->> 'branch'::text))) WHERE ((run IS NOT NULL) AND (branch_gone_at IS NULL));

CREATE INDEX incidents_burning ON public.incidents USING btree (service) WHERE ((kind = 'alert'::text) AND (service IS NOT NULL) AND (state <> ALL (ARRAY['recovered'::text, 'closed'::text, 'ignored'::text])));

CREATE INDEX incidents_by_environment ON public.incidents USING btree (lower(environment), last_seen DESC, id DESC) WHERE (environment IS NOT NULL);

CREATE INDEX incidents_by_repository ON public.incidents USING btree (lower(repository), last_seen DESC, id DESC);

CREATE INDEX incidents_by_service ON public.incidents USING btree (lower(service), last_seen DESC, id DESC) WHERE (service IS NOT NULL);

CREATE INDEX incidents_by_severity ON public.incidents USING btree (severity, last_seen DESC, id DESC);

CREATE INDEX incidents_by_source ON public.incidents USING btree (source, last_seen DESC, id DESC);

CREATE INDEX incidents_by_state ON public.incidents USING btree (state, last_seen DESC, id DESC);

CREATE INDEX incidents_closed ON public.incidents USING btree (closed_at) WHERE (closed_at IS NOT NULL);

CREATE INDEX incidents_commit ON public.incidents USING btree (repository, ((run ->> 'headSha'::text))) WHERE (run IS NOT NULL);

CREATE INDEX incidents_due ON public.incidents USING btree (next_step_at) WHERE (next_step_at IS NOT NULL);

CREATE INDEX incidents_fingerprint ON public.incidents USING btree (fingerprint, repository) WHERE (fingerprint IS NOT NULL);

CREATE INDEX incidents_issue ON public.incidents USING btree (repository, issue_number, id DESC) WHERE (issue_number IS NOT NULL);

CREATE INDEX incidents_key ON public.incidents USING btree (key, id DESC);

CREATE INDEX incidents_list ON public.incidents USING btree (last_seen DESC, id DESC);

CREATE INDEX incidents_listed ON public.incidents USING btree (listed_in) WHERE (listed_in IS NOT NULL);

CREATE INDEX incidents_merged ON public.incidents USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX incidents_open ON public.incidents USING btree (repository, id DESC) WHERE (state <> ALL (ARRAY['recovered'::text, 'closed'::text, 'ignored'::text]));

CREATE INDEX incidents_open_id ON public.incidents USING btree (repository_id) WHERE (state <> ALL (ARRAY['recovered'::text, 'closed'::text, 'ignored'::text]));

CREATE INDEX incidents_places ON public.incidents USING btree (repository, place_at) WHERE (place_at IS NOT NULL);

CREATE INDEX incidents_pulls ON public.incidents USING gin (((run -> 'pullRequests'::text)) jsonb_path_ops) WHERE (run IS NOT NULL);

CREATE INDEX incidents_run ON public.incidents USING btree (repository, (((run ->> 'runId'::text))::bigint)) WHERE (run IS NOT NULL);

CREATE INDEX incidents_words ON public.incidents USING gin (incident_words(title, service, repository)) WITH (fastupdate=off);

CREATE INDEX intents_bad ON public.intents USING btree (created_at DESC) WHERE ((state = ANY (ARRAY['refused'::text, 'failed'::text])) AND (thing IS NOT NULL));

CREATE INDEX intents_counting ON public.intents USING btree (action, repository, created_at);

CREATE INDEX intents_dispatched ON public.intents USING btree (repository, ((effect ->> 'id'::text))) WHERE ((action = ANY (ARRAY['dispatch-workflow'::text, 'deployment-rollback'::text])) AND (incident_id IS NOT NULL));

CREATE INDEX intents_effects ON public.intents USING btree (action, repository, id DESC) WHERE ((state = 'done'::text) AND (effect IS NOT NULL));

CREATE INDEX intents_incident ON public.intents USING btree (incident_id, id);

CREATE INDEX intents_lately ON public.intents USING btree (created_at);

CREATE INDEX intents_thing ON public.intents USING btree (repository, created_at) WHERE (thing IS NOT NULL);

CREATE INDEX job_changes_found ON public.job_changes USING btree (found_at);

CREATE INDEX job_changes_list ON public.job_changes USING btree (changed_at DESC, id DESC);

CREATE INDEX jobs_by_run ON public.jobs USING btree (repository, run_id);

CREATE INDEX jobs_finished ON public.jobs USING btree (finished_at);

CREATE INDEX jobs_series ON public.jobs USING btree (repository, workflow, job, finished_at DESC);

CREATE INDEX labels_incident ON public.labels USING btree (incident_id);

CREATE INDEX metric_series_hash ON public.metric_series USING btree (labels_hash);

CREATE INDEX mutes_until ON public.mutes USING btree (until);

CREATE INDEX notifications_called ON public.notifications USING btree (notifier, critical, done_at) WHERE ((what = ANY (ARRAY['rung'::text, 'reminder'::text])) AND (state = 'sent'::text));

CREATE INDEX notifications_due ON public.notifications USING btree (next_try_at) WHERE (state = 'waiting'::text);

CREATE INDEX notifications_ended ON public.notifications USING btree (notifier, done_at DESC) WHERE ((attempts > 0) AND (state = ANY (ARRAY['sent'::text, 'refused'::text])));

CREATE INDEX notifications_folded ON public.notifications USING btree (folded_into, notifier) WHERE (folded_into IS NOT NULL);

CREATE INDEX notifications_lately ON public.notifications USING btree (notifier, created_at) WHERE (what = 'opened'::text);

CREATE INDEX notifications_open ON public.notifications USING btree (incident_id) WHERE ((what = ANY (ARRAY['opened'::text, 'rung'::text])) AND (NOT over));

CREATE INDEX notifications_summaries ON public.notifications USING btree (notifier, critical, id DESC) WHERE ((what = 'summary'::text) AND (NOT over));

CREATE INDEX notifications_waiting ON public.notifications USING btree (incident_id, notifier, id) WHERE (state = 'waiting'::text);

CREATE INDEX outcomes_bad ON public.outcomes USING btree (at DESC) WHERE (verdict = ANY (ARRAY['failed'::text, 'error'::text]));

CREATE INDEX outcomes_incident ON public.outcomes USING btree (incident_id, id);

CREATE INDEX patterns_first_incident ON public.patterns USING btree (first_incident);

CREATE INDEX patterns_list ON public.patterns USING btree (incidents DESC, last_seen DESC, fingerprint);

CREATE INDEX performance_changes_found ON public.performance_changes USING btree (found_at);

CREATE INDEX performance_changes_list ON public.performance_changes USING btree (changed_at DESC, id DESC);

CREATE INDEX rejections_until ON public.rejections USING btree (until);

CREATE INDEX reports_by_job ON public.reports USING btree (repository, job, received_at DESC);

CREATE INDEX reports_received ON public.reports USING btree (received_at);

CREATE INDEX repositories_installation ON public.repositories USING btree (installation_id);

CREATE INDEX repositories_name ON public.repositories USING btree (lower(full_name));

CREATE INDEX runs_by_line ON public.runs USING btree (repository, workflow_path, branch, run_id DESC);

CREATE INDEX runs_by_sha ON public.runs USING btree (repository, head_sha);

CREATE INDEX runs_by_workflow ON public.runs USING btree (repository, workflow, branch, finished_at DESC);

CREATE INDEX runs_default_branch ON public.runs USING btree (repository, workflow, finished_at DESC, run_id DESC) WHERE on_default_branch;

CREATE INDEX runs_finished ON public.runs USING btree (finished_at);

CREATE INDEX runs_recent ON public.runs USING btree (repository, finished_at DESC) WHERE (on_default_branch OR (own_code AND (event = ANY (ARRAY['release'::text, 'deployment'::text]))));

CREATE INDEX runs_timed ON public.runs USING btree (repository, workflow, finished_at DESC) WHERE (own_code AND (conclusion = 'success'::text) AND (attempt = 1));

CREATE INDEX switches_repository ON public.switches USING btree (repository_id) WHERE (repository_id IS NOT NULL);

CREATE INDEX timeline_incident ON public.timeline USING btree (incident_id, id);

CREATE INDEX trust_last_incident ON public.trust USING btree (last_incident) WHERE (last_incident IS NOT NULL);

CREATE INDEX watchdogs_due ON public.watchdogs USING btree (due_at);

CREATE INDEX watchdogs_incident ON public.watchdogs USING btree (incident_id) WHERE (incident_id IS NOT NULL);

CREATE OR REPLACE FUNCTION public.incident_words(title text, service text, repository text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
      select to_tsvector('pg_catalog.simple'::regconfig, said || ' ' || regexp_replace(said, '([a-z0-9])([A-Z])', '\1 \2', 'g'))
      from translate(title || ' ' || coalesce(service, '') || ' ' || coalesce(repository, ''),
        '._-/:;,=+()[]{}<>"|@#%&*!~^$', '                            ') as said
    $function$;

CREATE OR REPLACE FUNCTION public.metric_partition_add(parent text, part text, lower timestamp with time zone, upper timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SET lock_timeout TO '2s'
AS $function$
    declare moved bigint;
    begin
      perform pg_advisory_xact_lock(x'6d657472'::int);
      if to_regclass(format('metric_partitions.%I', part)) is not null then return 0; end if;
      execute format('lock table metric_partitions.%I in access exclusive mode', parent || '_rest');
      execute format('create table metric_partitions.%I (like public.%I including all)', part, parent);
      execute format('create index on metric_partitions.%I using brin (at)', part);
      execute format('with moved as (delete from metric_partitions.%I where at >= $1 and at < $2 returning *)
        insert into metric_partitions.%I select * from moved order by at, series', parent || '_rest', part) using lower, upper;
      get diagnostics moved = row_count;
      execute format('alter table public.%I attach partition metric_partitions.%I for values from (%L) to (%L)',
        parent, part, lower, upper);
      return moved;
    end $function$;

CREATE OR REPLACE FUNCTION public.metric_partition_drop(part text)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '2s'
AS $function$
    begin
      perform pg_advisory_xact_lock(x'6d657472'::int);
      execute format('drop table if exists metric_partitions.%I', part);
    end $function$;

CREATE UNIQUE INDEX commands_labelled ON public.commands USING btree (repository, pressed) WHERE ((comment_id IS NULL) AND (check_id IS NULL));

CREATE UNIQUE INDEX commands_pressed ON public.commands USING btree (check_id, pressed, incident_id) WHERE (check_id IS NOT NULL);

CREATE UNIQUE INDEX incidents_open_key ON public.incidents USING btree (key) WHERE (state <> ALL (ARRAY['recovered'::text, 'closed'::text, 'ignored'::text]));

CREATE UNIQUE INDEX repositories_id ON public.repositories USING btree (repository_id);
