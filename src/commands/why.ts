import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import { acknowledgementOf } from "../store/acknowledgements.js";
import { intentsOf } from "../store/intents.js";
import { muteOf } from "../store/mutes.js";
import { decisionsOf } from "../store/timeline.js";
import { answer, noIncident, type CommandContext, type CommandDeps, type HealCommand } from "./command.js";
import { refusalLines } from "./verdicts.js";

export const why: HealCommand = {
  name: "why",
  usage: "/heal why",
  says: "Says why heal acted or did not: what each playbook was refused for, and what else held it back.",
  who: "read",
  changes: false,
  examples: ["/heal why"],
  run: async (context, deps) => {
    const { incident } = context;
    if (!incident) return noIncident;
    const { id, state } = incident;
    const last = (await decisionsOf(deps.db, id)).at(-1);
    const chosen = last?.reasons.find((one) => one.chosen);
    const lines = last ? refusalLines(last.reasons) : [];
    return answer(
      [
        `[Incident ${id}](${deps.publicUrl}/incidents/${id}) is **${state}**. ${
          last
            ? `Last decision, at ${last.at.toISOString()}: **${last.kind}**${chosen ? `, ${inlineCode(chosen.action)} by playbook ${inlineCode(chosen.playbook)}` : ""}.`
            : "Nothing was decided about it yet."
        }`,
        ...(lines.length > 0 ? [`Not done, and why:\n\n${lines.join("\n")}`] : []),
        ...(await heldBy(context, deps)).map((line) => `- ${line}`),
        "`/heal simulate` judges it anew, with what every guard says.",
      ].join("\n\n"),
    );
  },
};

/** What holds heal back besides the guards: a stop, what GitHub or a flag refused, a mute, its own trouble. */
async function heldBy(
  { incident, repository }: CommandContext,
  { db, clock, killSwitch }: CommandDeps,
): Promise<string[]> {
  if (!incident) return [];
  const stop = await killSwitch.stopped(repository.fullName, repository.id);
  const refused = (await intentsOf(db, incident.id)).filter((one) => one.state === "refused");
  const mute = await muteOf(db, incident, clock.now());
  const taken = await acknowledgementOf(db, incident.id);
  return [
    ...(stop ? [`Stopped by ${inlineCode(stop.by)}: ${escapeText(stop.reason)}`] : []),
    ...refused
      .slice(-5)
      .map(({ action, reason }) => `${inlineCode(action)} was refused: ${escapeText(reason ?? "", 500)}`),
    ...(incident.trouble ? [`In trouble: ${escapeText(incident.trouble.reason, 500)}`] : []),
    ...(mute ? [`Muted until ${mute.until.toISOString()}: ${escapeText(mute.reason)}`] : []),
    ...(taken ? [`Taken up by ${inlineCode(taken.by)}, ${escapeText(taken.how)}`] : []),
  ];
}
