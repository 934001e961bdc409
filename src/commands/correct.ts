import { categories } from "../diagnosis/category.js";
import { addTimeline } from "../store/timeline.js";
import { labelIncident } from "../store/detections.js";
import { addLabel } from "../store/labels.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";

export const correct: HealCommand = {
  name: "correct",
  usage: "/heal correct <category>",
  says: "Tells heal the right cause; it is kept as a label to learn from.",
  who: "write",
  changes: true,
  examples: ["/heal correct flaky_test"],
  run: async ({ incident, author, rest, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const label = rest.trim();
    if (!(categories as readonly string[]).includes(label))
      return refuse(
        `There is no such category. The categories are: ${categories.map((name) => `\`${name}\``).join(" ")}`,
      );
    if (dryRun) return would(`\`${label}\` would be noted as the cause of incident ${incident.id}.`);
    const at = clock.now();
    await db.tx(async (tx) => {
      await addLabel(tx, { incidentId: incident.id, label, by: author, at });
      // Whoever names the cause says that there was something to find.
      await labelIncident(tx, { incident: incident.id, verdict: "right", note: label, by: `@${author}`, at });
      await addTimeline(tx, incident.id, {
        kind: "asked",
        actor: `@${author}`,
        text: `@${author} says the cause is ${label}`,
        at,
      });
    });
    return answer(`Noted: \`${label}\`. The same failure counts as that here from its next time on.`);
  },
};
