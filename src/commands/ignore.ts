import { finalStates } from "../events/incident.js";
import { labelIncident } from "../store/detections.js";
import { closeByHand } from "../store/incidents.js";
import { addTimeline } from "../store/timeline.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";
import { reasonIn } from "./wish.js";

export const ignore: HealCommand = {
  name: "ignore",
  usage: "/heal ignore <reason>",
  says: "Ends this incident as not worth acting on; what found it is noted as noise.",
  who: "write",
  changes: true,
  examples: ["/heal ignore the job is being removed"],
  run: async ({ incident, author, rest, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const { id, state } = incident;
    if (finalStates.includes(state)) return refuse(`Incident ${id} is ${state} already.`);
    const reason = reasonIn(rest);
    if (reason === null) return refuse("Say why, for whoever wonders: `/heal ignore <reason>`.");
    if (dryRun) return would(`incident ${id} would be closed as not worth acting on.`);
    const at = clock.now();
    await db.tx(async (tx) => {
      await closeByHand(tx, id, at);
      await labelIncident(tx, { incident: id, verdict: "noise", note: reason, by: `@${author}`, at });
      const text = `@${author} ignores it: ${reason}`;
      await addTimeline(tx, id, { kind: "closed", actor: `@${author}`, text, at });
    });
    return answer(`Incident ${id} is closed as not worth acting on; the same failure later is a new one.`);
  },
};
