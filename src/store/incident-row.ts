import { z } from "zod";
import { chosen, request, storedDiagnosis } from "../decision/stored.js";
import { refOfRow, runFacts, type Severity } from "../events/event.js";
import type { Incident, IncidentState } from "../events/incident.js";
import { trouble } from "../events/trouble.js";
import { parsedRow, type Raw } from "./json.js";

/** An incident without what is stored as JSON. */
export interface IncidentHead {
  id: number;
  key: string;
  state: IncidentState;
  kind: Incident["kind"];
  repository: string | null;
  repository_id: number | null;
  installation_id: number | null;
  severity: Severity;
  title: string;
  category: string | null;
  fingerprint: string | null;
  service: string | null;
  /** Who told of it first: a source of deliveries, a preset's vendor, or heal; null: an older version did not keep it. */
  source: string | null;
  environment: string | null;
  action: string | null;
  issue_number: number | null;
  issue_url: string | null;
  merged_into: number | null;
  events: number;
  first_seen: Date;
  last_seen: Date;
  closed_at: Date | null;
  next_step_at: Date | null;
  step_attempts: number;
  /** How often it was claimed: the mark of one claim. */
  claims: number;
  pings: number;
  /** When the branch of its run was deleted, or its pull request closed. */
  branch_gone_at: Date | null;
  /** Since when it has its share of the hour's issues; null: it has none. */
  place_at: Date | null;
  /** The incident whose summary issue lists it; null: its issue is its own. */
  listed_in: number | null;
  /** Counts up when its issue is gone from GitHub. */
  issue_round: number;
  /** How often it was over and came back. */
  reopened: number;
}

/** The columns that are JSON. */
const columns = z.object({
  run: runFacts.nullable(),
  diagnosis: storedDiagnosis.nullable(),
  /** What a person asked for; null: nothing that waits. */
  requested: request.nullable(),
  /** What is being done, or was done last. */
  chosen: chosen.nullable(),
  /** Why it does not get further; null: it does. */
  trouble: trouble.nullable(),
});

export interface IncidentRow extends IncidentHead, z.output<typeof columns> {}

export type RawIncident = Raw<IncidentRow, typeof columns>;

export const readIncident = (row: RawIncident): IncidentRow => parsedRow("incidents", columns, row, row.id);

/** For a page, which shows what it can of a diagnosis that another version wrote. */
const shown = columns.pick({ run: true, trouble: true });
export interface ShownIncident extends IncidentHead, z.output<typeof shown> {
  diagnosis: unknown;
}
export const readShownIncident = (row: RawIncident): ShownIncident =>
  parsedRow("incidents", shown, row, row.id);

export const toIncident = (row: IncidentRow): Incident => ({
  id: row.id,
  key: row.key,
  state: row.state,
  repository: refOfRow(row),
  kind: row.kind,
  severity: row.severity,
  title: row.title,
  category: row.category,
  fingerprint: row.fingerprint,
  service: row.service,
  run: row.run,
  events: row.events,
  firstSeen: row.first_seen,
  lastSeen: row.last_seen,
  action: row.action,
  issue: row.issue_number === null ? null : { number: row.issue_number, url: row.issue_url ?? "" },
  mergedInto: row.merged_into,
  nextStepAt: row.next_step_at,
  stepAttempts: row.step_attempts,
});
