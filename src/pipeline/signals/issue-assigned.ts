import { finalStates } from "../../events/incident.js";
import { acknowledge } from "../../store/acknowledgements.js";
import { incidentsOfIssue } from "../../store/incidents.js";
import { ping, type Handler } from "./handler.js";

/** Who assigns an issue may acknowledge it: GitHub lets nobody else (docs: Assigning issues and pull requests, triage access). */
export const issueAssigned: Handler<"issue-assigned"> = async (signal, context) => {
  const { tx, wake } = context;
  if (signal.bot || signal.by === "") return null;
  const rows = await incidentsOfIssue(tx, signal.repository.fullName, signal.issue);
  const taken: number[] = [];
  for (const { id, state } of rows) {
    if (finalStates.includes(state)) continue;
    const how = `by assigning its issue to ${signal.assignee}`;
    const messages = await acknowledge(tx, id, { by: signal.by, how, at: signal.at });
    if (messages === null) continue;
    taken.push(id);
    wake(...messages.map((message) => ({ task: "notification", id: message }) as const));
  }
  await ping(taken, context);
  return taken.at(-1) ?? null;
};
