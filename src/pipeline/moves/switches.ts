import type { Chosen } from "../../decision/stored.js";
import type { Plan } from "../../decision/plan.js";
import { refOfRow, type RepositoryRef } from "../../events/event.js";
import { aboutMove } from "../../playbooks/moves.js";
import type { IncidentRow } from "../../store/incidents.js";
import { intentByKey } from "../../store/intents.js";
import type { PipelineDeps } from "../deps.js";
import { fileOf, stepKey, type Planner } from "./context.js";

/** Disables or enables the named workflow, else the failed run's. */
export const setWorkflow: Planner = async ({ row, chosen, repository, use, base, deps: { github } }) => {
  if (use.thing === null) return null;
  const workflow = fileOf(use.thing);
  const state = await github.workflowState(repository, workflow);
  if (state === null || state === "deleted") return { nothing: `the repository has no workflow ${workflow}` };
  if (isSet(chosen, state)) return { nothing: `${workflow} is ${aboutMove[chosen.move].verb} already` };
  return { ...base, key: stepKey(chosen.move, row, repository, chosen), params: { workflow } };
};

export const isSet = ({ move }: Pick<Chosen, "move">, state: string): boolean =>
  move === "enable-workflow" ? state === "active" : state.startsWith("disabled");

const undoKey = (row: IncidentRow, repository: RepositoryRef, chosen: Chosen): string =>
  stepKey(`undo-${chosen.move}`, row, repository, chosen);

/** A step that died after it had begun to take the move back goes on with that. */
export async function undoBegun(row: IncidentRow, chosen: Chosen, { db }: PipelineDeps): Promise<boolean> {
  const repository = refOfRow(row);
  return repository !== null && (await intentByKey(db, undoKey(row, repository, chosen))) !== null;
}

/** What takes a move back that did not help; null: nothing was done, or heal cannot take it back itself. */
export async function undoOf(row: IncidentRow, chosen: Chosen, { db }: PipelineDeps): Promise<Plan | null> {
  const back = aboutMove[chosen.move].undoneBy;
  const repository = refOfRow(row);
  if (back === undefined || repository === null) return null;
  const made = await intentByKey(db, stepKey(chosen.move, row, repository, chosen));
  const workflow = made?.state === "done" ? made.effect?.detail : undefined;
  if (workflow === undefined) return null;
  return {
    ...{ repository, incidentId: row.id, since: chosen.decidedAt, action: back, params: { workflow } },
    key: undoKey(row, repository, chosen),
    // Whoever let it be done let it be taken back.
    ...(chosen.asked?.offer === undefined ? {} : { approved: true }),
  };
}
