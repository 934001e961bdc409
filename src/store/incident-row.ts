import { z } from "zod";
import { chosen, request, storedDiagnosis } from "../decision/stored.js";
import { runFacts, type Kind, type Severity } from "../events/event.js";
import { incidentStates, type IncidentState } from "../events/incident.js";
import { trouble } from "../events/trouble.js";
import { parsedRow, type Raw } from "./json.js";

/** An incident without what is stored as JSON. */
export interface IncidentHead {
  id: number;
  key: string;
  state: IncidentState;
  kind: Kind;
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

/** The columns that are JSON, whatever told of it and however far it is. */
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

/** What is known of an incident by what told of it: a failed run, a report of its tests before the run ended, an alert. */
const cause = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ci"), repository: z.string(), run: runFacts }),
  z.object({ kind: z.literal("report"), repository: z.string(), run: columns.shape.run }),
  z.object({ kind: z.literal("alert"), repository: z.string().nullable(), run: z.null() }),
]);

const actingStates = ["acting", "verifying"] as const;
const isOther = (state: IncidentState): state is Exclude<IncidentState, (typeof actingStates)[number]> =>
  !(actingStates as readonly IncidentState[]).includes(state);
const otherStates = incidentStates.filter(isOther);
/** While something is done, or its end is awaited, it is known what, and for which diagnosis. */
const progress = z.discriminatedUnion("state", [
  z.object({ state: z.enum(actingStates), diagnosis: storedDiagnosis, chosen }),
  z.object({ state: z.enum(otherStates), ...columns.pick({ diagnosis: true, chosen: true }).shape }),
]);

const row = cause.and(progress).and(columns.pick({ requested: true, trouble: true }));

export type IncidentRow = IncidentHead & z.output<typeof row>;
/** A move is being made, or its end awaited. */
export type ActingIncident = Extract<IncidentRow, { state: (typeof actingStates)[number] }>;

export type RawIncident = Raw<IncidentHead & z.output<typeof columns>, typeof columns>;

export const readIncident = (raw: RawIncident): IncidentRow => parsedRow("incidents", row, raw, raw.id);

/** For a page, which shows what it can of a diagnosis that another version wrote. */
const shown = columns.pick({ run: true, trouble: true });
export interface ShownIncident extends IncidentHead, z.output<typeof shown> {
  diagnosis: unknown;
}
export const readShownIncident = (row: RawIncident): ShownIncident =>
  parsedRow("incidents", shown, row, row.id);
