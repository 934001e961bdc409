import type { Shared, Use } from "../../decision/attempt.js";
import type { Plan } from "../../decision/plan.js";
import type { Chosen } from "../../decision/stored.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import { repositoryKey, type RepositoryRef } from "../../events/event.js";
import type { IncidentRow } from "../../store/incidents.js";
import type { PipelineDeps, Rules } from "../deps.js";

/** What the plan of a move is made from. */
export interface MoveContext {
  row: IncidentRow;
  record: DiagnosisRecord;
  chosen: Chosen;
  rules: Rules;
  repository: RepositoryRef;
  shared: Shared;
  use: Use;
  /** What the plans of all moves have in common. */
  base: Omit<Plan, "key" | "params">;
  deps: PipelineDeps;
}

/** The effect behind a move; `nothing`: why there is nothing to do; null: what the decision rested on is gone. */
export type Planned = Plan | { nothing: string } | null;
export type Planner = (context: MoveContext) => Promise<Planned>;

/** One effect for an incident and step: a playbook may name a move twice. */
export function stepKey(
  what: string,
  row: Pick<IncidentRow, "id">,
  repository: RepositoryRef,
  chosen: Chosen,
): string {
  const at = chosen.position?.at ?? 1;
  return `${what}:${repositoryKey(repository)}:${row.id}${at === 1 ? "" : `:${at}`}`;
}

export const fileOf = (workflowPath: string): string => workflowPath.split("/").at(-1) ?? "";
