import type { Move } from "../playbooks/moves.js";
import { finalStates } from "../events/incident.js";
import { requestMove } from "../store/incidents.js";
import { mayRun, noIncident, refuse, type Answer, type CommandContext, type CommandDeps } from "./command.js";

/** Hands a move to the incident's next step, which judges it with the same guards as any other. */
export async function answerRequest(
  move: Move,
  context: CommandContext,
  { db, clock }: CommandDeps,
  offer?: string,
): Promise<Answer> {
  const { incident } = context;
  if (!incident) return noIncident;
  if (finalStates.includes(incident.state))
    return refuse(`Incident ${incident.id} is ${incident.state}; there is nothing to do.`);
  if (incident.state !== "escalated" && incident.state !== "diagnosing" && incident.state !== "open")
    return refuse(`heal is at work on this already (${incident.state}).`);
  await requestMove(
    db,
    incident.id,
    {
      ...{ move, by: context.author, mayApprove: mayRun(context.role, "maintain"), commandId: context.id },
      ...(offer === undefined ? {} : { offer }),
    },
    clock.now(),
  );
  return { kind: "pending", incident: incident.id };
}
