import type { Knex } from "knex";

const OPEN = "state not in ('recovered', 'closed', 'ignored')";

/** Names with what they index: no statement of a delivery, a step or a page reads a table's whole history. */
const indexes: Readonly<Record<string, string>> = {
  // Finding the incident that something is about.
  incidents_key: "incidents (key, id desc)",
  incidents_issue: "incidents (repository, issue_number, id desc) where issue_number is not null",
  incidents_run: "incidents (repository, ((run ->> 'runId')::bigint)) where run is not null",
  incidents_branch:
    "incidents (repository, (run ->> 'branch')) where run is not null and branch_gone_at is null",
  // A containment test has no other index; a list of pull requests is short and rarely changes.
  incidents_pulls: "incidents using gin ((run -> 'pullRequests') jsonb_path_ops) where run is not null",
  incidents_open: `incidents (repository, id desc) where ${OPEN}`,
  incidents_open_id: `incidents (repository_id) where ${OPEN}`,
  // Lists and counts of pages.
  incidents_by_state: "incidents (state, last_seen desc, id desc)",
  incidents_by_repository: "incidents (lower(repository), last_seen desc, id desc)",
  incidents_closed: "incidents (closed_at) where closed_at is not null",
  patterns_list: "patterns (incidents desc, last_seen desc, fingerprint)",
  deliveries_parked: "deliveries (received_at desc, id) where state = 'parked'",
  deliveries_by_repository:
    "deliveries (repository, received_at desc, id) where repository is not null and part_of is null",
  deliveries_by_source: "deliveries (source, received_at desc, id) where part_of is null",
  deliveries_bodies: "deliveries (received_at) where body is not null and state in ('done', 'ignored')",
  detections_attention: "detections (at desc, id desc) where requires_attention",
  detections_detector: "detections (detector, at desc, id desc)",
  // What was done.
  intents_effects: "intents (action, repository, id desc) where state = 'done' and effect is not null",
  intents_dispatched:
    "intents (repository, (effect ->> 'id')) where action = 'dispatch-workflow' and incident_id is not null",
  fixes_branch: "fixes (repository, branch)",
  fixes_pull: "fixes (repository, pull_request) where pull_request is not null",
  fixes_created: "fixes (created_at)",
  fixes_recent: "fixes (repository, created_at)",
  runs_default_branch: "runs (repository, workflow, finished_at desc, run_id desc) where on_default_branch",
  reports_by_job: "reports (repository, job, received_at desc)",
  metric_series_hash: "metric_series (labels_hash)",
  // Rows that a deleted one may not leave behind: each foreign key is looked up by its own column.
  detections_event: "detections (event_id) where event_id is not null",
  labels_incident: "labels (incident_id)",
  patterns_first_incident: "patterns (first_incident)",
  trust_last_incident: "trust (last_incident) where last_incident is not null",
  // What retention looks for.
  commands_received: "commands (received_at)",
  reports_received: "reports (received_at)",
  job_changes_found: "job_changes (found_at)",
  performance_changes_found: "performance_changes (found_at)",
  detector_states_at: "detector_states (at desc, subject)",
};

export async function up(knex: Knex): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) await knex.raw(`create index ${name} on ${on}`);
}

export async function down(knex: Knex): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index ${name}`);
}
