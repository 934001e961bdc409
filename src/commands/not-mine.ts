import { addTimeline } from "../store/timeline.js";
import { disown, wantCheck } from "../store/commit-checks.js";
import { refOfRow } from "../events/event.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";

export const notMine: HealCommand = {
  name: "not-mine",
  usage: "/heal not-mine",
  says: "Says that the change did not cause this failure; its check run counts it no more.",
  who: "write",
  changes: true,
  examples: ["/heal not-mine"],
  run: async ({ incident, author, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const repository = refOfRow(incident);
    const { run } = incident;
    if (!run || !repository) return refuse("No change is behind this incident.");
    if (dryRun) return would(`the change would not be counted as the cause of incident ${incident.id}.`);
    const at = clock.now();
    await db.tx(async (tx) => {
      await disown(tx, incident.id, author);
      const text = `@${author} says that the change did not cause it`;
      await addTimeline(tx, incident.id, { kind: "asked", actor: `@${author}`, text, at });
      await wantCheck(tx, { repository, headSha: run.headSha, now: at });
    });
    return answer("Noted: the change did not cause it. Thank you.");
  },
};
