import { mayRun } from "../commands/command.js";
import { finalStates } from "../events/incident.js";
import { acknowledge } from "../store/acknowledgements.js";
import type { CommandRow } from "../store/commands.js";
import { pingIncident, type IncidentRow } from "../store/incidents.js";
import type { PipelineDeps } from "./deps.js";

/** Nobody asked anything, so nobody is answered. */
export interface Silent {
  kind: "silent";
  text: string;
}

/** A person's word under an incident's issue acknowledges it, where `/heal ack` of the same person would. Nobody is answered. */
export async function takeUp(
  row: CommandRow,
  role: string | null,
  incident: IncidentRow | null,
  { db, clock, queue }: Pick<PipelineDeps, "db" | "clock" | "queue">,
): Promise<Silent> {
  if (role === null || !mayRun(role, "triage")) return { kind: "silent", text: "no access to acknowledge" };
  if (!incident || finalStates.includes(incident.state)) return { kind: "silent", text: "it is over" };
  const at = clock.now();
  await db.tx(async (tx) => {
    if (
      (await acknowledge(tx, incident.id, { by: row.author, how: "by a comment on its issue", at })) !== null
    )
      await pingIncident(tx, incident.id, at);
  });
  await queue.wake({ task: "incident", id: incident.id });
  return { kind: "silent", text: "acknowledged" };
}
