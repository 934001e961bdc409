import { inlineCode } from "../diagnosis/markdown.js";
import { finalStates } from "../events/incident.js";
import { acknowledge, acknowledgementOf } from "../store/acknowledgements.js";
import { pingIncident } from "../store/incidents.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";

export const ack: HealCommand = {
  name: "ack",
  usage: "/heal ack",
  says: "Says that you take care of it: reminders end, and nobody else is called about this incident.",
  who: "triage",
  changes: true,
  examples: ["/heal ack"],
  run: async ({ incident, author: by, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const { id, state } = incident;
    if (finalStates.includes(state)) return refuse(`Incident ${id} is ${state} already.`);
    const before = await acknowledgementOf(db, id);
    if (before) return answer(`Incident ${id} was taken up by ${inlineCode(before.by)} already.`);
    if (dryRun) return would(`incident ${id} would be yours: no reminder, and nobody else is called.`);
    const at = clock.now();
    await db.tx(async (tx) => {
      if ((await acknowledge(tx, id, { by, how: "by /heal ack", at })) !== null)
        await pingIncident(tx, id, at);
    });
    return answer(`Incident ${id} is yours. No reminder comes, and nobody else is called about it.`);
  },
};
