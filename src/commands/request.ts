import type { Move } from "../playbooks/moves.js";
import { spokenDecision } from "../decision/spoken.js";
import { escapeText } from "../diagnosis/markdown.js";
import { finalStates } from "../events/incident.js";
import { requestMove, type IncidentRow } from "../store/incidents.js";
import {
  mayRun,
  noIncident,
  refuse,
  would,
  type Answer,
  type CommandContext,
  type CommandDeps,
} from "./command.js";
import { refusalsOf } from "./verdicts.js";

/** Hands a move to the incident's next step, which judges it with the same guards as any other. */
export async function answerRequest(
  move: Move,
  context: CommandContext,
  deps: CommandDeps,
  offer?: string,
): Promise<Answer> {
  const { incident } = context;
  if (!incident) return noIncident;
  const why = whyNotNow(incident);
  if (why !== null) return refuse(why);
  if (context.dryRun) return foretell(move, incident, context, deps);
  await requestMove(
    deps.db,
    incident.id,
    {
      ...{ move, by: context.author, mayApprove: mayRun(context.role, "maintain"), commandId: context.id },
      ...(offer === undefined ? {} : { offer }),
    },
    deps.clock.now(),
  );
  return { kind: "pending", incident: incident.id };
}

function whyNotNow({ id, state }: IncidentRow): string | null {
  if (finalStates.includes(state)) return `Incident ${id} is ${state}; there is nothing to do.`;
  return state === "escalated" || state === "diagnosing" || state === "open"
    ? null
    : `heal is at work on this already (${state}).`;
}

async function foretell(
  move: Move,
  incident: IncidentRow,
  { author: by, role }: CommandContext,
  { judge }: CommandDeps,
): Promise<Answer> {
  const judged = await judge(incident, { by, move, mayApprove: mayRun(role, "maintain") });
  if (!judged) return would("heal would look into the failure first, and judge the request then.");
  const { decision } = judged;
  if (decision.kind === "act") return would(`heal would do \`${move}\` now.`);
  const why = refusalsOf(decision.reasons).join("; ") || spokenDecision(decision);
  return would(`\`${move}\` would not be done: ${escapeText(why, 500)}.`);
}
