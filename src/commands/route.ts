import { finalStates } from "../events/incident.js";
import { routedText, serviceLine } from "../playbooks/service-line.js";
import { leadingAlert, membersOf } from "../store/alert-members.js";
import { routeByHand } from "../store/alert-incidents.js";
import { getIncident } from "../store/incidents.js";
import { countOwners } from "../store/repositories.js";
import { addTimeline } from "../store/timeline.js";
import { answer, refuse, would, type HealCommand } from "./command.js";

export const route: HealCommand = {
  name: "route",
  usage: "/heal route <incident>",
  says: "Takes an alert without a repository into this one, and says how the next one finds its way alone.",
  who: "write",
  changes: true,
  examples: ["/heal route 42"],
  run: async ({ repository, author, rest, dryRun }, { db, clock }) => {
    const id = /^#?([1-9]\d{0,14})$/.exec(rest.trim())?.[1];
    if (id === undefined)
      return refuse("Which one? The front page lists alerts without a repository: `/heal route 42`.");
    // Whoever writes here has no say in what may be another owner's, and is not told of it.
    if ((await countOwners(db)) > 1)
      return refuse(
        "This heal serves several owners: whoever runs it routes an alert on the incident's page.",
      );
    const row = await getIncident(db, Number(id));
    if (!row || row.kind !== "alert") return refuse(`There is no alert with the number ${id}.`);
    if (finalStates.includes(row.state)) return refuse(`Incident ${id} is ${row.state} already.`);
    if (row.repository !== null) return refuse(`Incident ${id} belongs to a repository already.`);
    if (dryRun) return would(`incident ${id} would belong to this repository.`);
    const at = clock.now();
    const labels = leadingAlert(await membersOf(db, row.id))?.labels ?? {};
    const alert = { service: row.service, labels };
    const routed = await db.tx(async (tx) => {
      const done = (await routeByHand(tx, row.id, repository, at)) > 0;
      const text = routedText({ ...alert, repository: repository.fullName, by: `by @${author}` });
      if (done) await addTimeline(tx, row.id, { kind: "asked", actor: `@${author}`, text, at });
      return done;
    });
    if (!routed) return refuse(`Incident ${id} was routed, or ended, at the same time.`);
    const line = serviceLine(alert);
    const next =
      line === null
        ? "Its labels say nothing that a `heal.yml` could know the next one by."
        : `For the next one to find its way by itself, in \`.github/heal.yml\`:\n\n\`\`\`yaml\nservices:\n  ${line.replaceAll("`", "'")}\n\`\`\``;
    return answer(`Incident ${id} belongs to this repository now. ${next}`);
  },
};
