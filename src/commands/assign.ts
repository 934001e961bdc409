import { inlineCode } from "../diagnosis/markdown.js";
import { repositoryKey } from "../events/event.js";
import { finalStates } from "../events/incident.js";
import { acknowledge } from "../store/acknowledgements.js";
import { pingIncident } from "../store/incidents.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";

/** As GitHub gives accounts their names. */
const LOGIN = /^@?([a-z\d](?:-?[a-z\d]){0,38})$/i;

export const assign: HealCommand = {
  name: "assign",
  usage: "/heal assign [@me|@user]",
  says: "Assigns the incident's issue, to you if nobody is named, and acknowledges as `/heal ack` does.",
  who: "triage",
  changes: true,
  examples: ["/heal assign", "/heal assign @mona"],
  run: async ({ id: command, incident, repository, author, rest, dryRun }, { db, clock, effects }) => {
    if (!incident) return noIncident;
    const { id, state, issue_number: number } = incident;
    if (finalStates.includes(state)) return refuse(`Incident ${id} is ${state} already.`);
    if (number === null)
      return refuse("This incident has no issue to assign; `/heal ack` says that it is yours.");
    const named = rest.trim() === "" || rest.trim().toLowerCase() === "@me" ? author : rest.trim();
    const login = LOGIN.exec(named)?.[1];
    if (login === undefined) return refuse("Name one account: `/heal assign @mona`.");
    if (dryRun) return would(`issue #${number} would be assigned to ${inlineCode(login)}.`);
    const at = clock.now();
    const done = await effects.run({
      action: "assign-issue",
      key: `assign:${repositoryKey(repository)}:${command}`,
      ...{ repository, incidentId: id, since: at.toISOString() },
      params: { number, login },
    });
    if (done.state === "later")
      return refuse("GitHub does not take it at the moment; try again in a minute.");
    if (done.state === "refused")
      return refuse(`Not assigned: ${inlineCode(done.reason, 300)}. \`/heal ack\` says that it is yours.`);
    await db.tx(async (tx) => {
      const how = `by assigning its issue to ${login}`;
      if ((await acknowledge(tx, id, { by: author, how, at })) !== null) await pingIncident(tx, id, at);
    });
    return answer(`Issue #${number} is assigned to ${inlineCode(login)}.`);
  },
};
