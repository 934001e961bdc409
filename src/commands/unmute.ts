import { pingIncident } from "../store/incidents.js";
import { liftMute, muteOf } from "../store/mutes.js";
import { addTimeline } from "../store/timeline.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";
import { failureOf, unknownFailure } from "./wish.js";

export const unmute: HealCommand = {
  name: "unmute",
  usage: "/heal unmute",
  says: "Lets heal speak of this failure again.",
  who: "write",
  changes: true,
  examples: ["/heal unmute"],
  run: async ({ incident, author, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const failure = failureOf(incident);
    if (failure === null) return refuse(unknownFailure);
    const at = clock.now();
    if ((await muteOf(db, incident, at)) === null) return answer("This failure is not muted here.");
    if (dryRun) return would("heal would speak of this failure again.");
    await db.tx(async (tx) => {
      await liftMute(tx, failure, at);
      const text = `@${author} lets heal speak of this failure again`;
      await addTimeline(tx, incident.id, { kind: "asked", actor: `@${author}`, text, at });
      await pingIncident(tx, incident.id, at);
    });
    return answer("heal speaks of this failure again.");
  },
};
