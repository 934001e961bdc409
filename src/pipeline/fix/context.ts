import { MINUTE } from "../../core/clock.js";
import type { Chosen, StoredDiagnosis } from "../../decision/stored.js";
import type { IncidentRow } from "../../store/incidents.js";
import type { PipelineDeps, Rules } from "../deps.js";

/** Everything one step of a fix needs. */
export interface FixContext {
  row: IncidentRow;
  record: StoredDiagnosis;
  chosen: Chosen;
  rules: Rules;
  deps: PipelineDeps;
}

/**
 * What one step of a fix found. `wait`: look again then; `failed`/`rejected`: this producer is done, the next one's turn;
 * `merged`: people took it.
 */
export type FixStep =
  | { to: "wait"; at: Date; state?: "verifying" }
  /** `untried`: nobody worked on it (no quota, a dead vendor), which says nothing about the failure. */
  | { to: "failed" | "rejected" | "closed"; reason: string; url?: string | null; untried?: true }
  | { to: "merged"; reason: string };

export const soon = (deps: PipelineDeps, ms = MINUTE): Date => new Date(deps.clock.now().getTime() + ms);
