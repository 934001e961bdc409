import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";
import { finalStates } from "../events/incident.js";
import { addTimeline } from "../store/timeline.js";
import { closeByHand } from "../store/incidents.js";

export const close: HealCommand = {
  name: "close",
  usage: "/heal close",
  says: "Ends this incident; the same failure later is a new one.",
  who: "write",
  changes: true,
  examples: ["/heal close"],
  run: async ({ incident, author, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    if (finalStates.includes(incident.state))
      return refuse(`Incident ${incident.id} is ${incident.state} already.`);
    if (dryRun) return would(`incident ${incident.id} would be closed.`);
    const now = clock.now();
    await db.tx(async (tx) => {
      await closeByHand(tx, incident.id, now);
      await addTimeline(tx, incident.id, {
        kind: "closed",
        actor: `@${author}`,
        text: `Closed by @${author}`,
        at: now,
      });
    });
    return answer(`Incident ${incident.id} is closed.`);
  },
};
