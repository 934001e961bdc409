import { escapeText, inlineCode, verdictText } from "../diagnosis/markdown.js";
import { instant } from "../core/format.js";
import { nextCall } from "../store/ladder.js";
import { acknowledgementOf } from "../store/acknowledgements.js";
import { timelineOf } from "../store/timeline.js";
import { answer, noIncident, type HealCommand } from "./command.js";

export const status: HealCommand = {
  name: "status",
  usage: "/heal status",
  says: "Says what heal knows of this incident, and what it did last.",
  who: "read",
  changes: false,
  examples: ["/heal status"],
  run: async ({ incident, repository }, { db, killSwitch, publicUrl }) => {
    if (!incident) return noIncident;
    const stopped = await killSwitch.stopped(repository.fullName, repository.id);
    const taken = await acknowledgementOf(db, incident.id);
    const next = taken ? null : await nextCall(db, incident.id);
    const last = (await timelineOf(db, incident.id)).at(-1);
    const record = incident.diagnosis;
    return answer(
      [
        `[Incident ${incident.id}](${publicUrl}/incidents/${incident.id}) is **${incident.state}**, seen ${incident.events} ${incident.events === 1 ? "time" : "times"}.`,
        ...(record ? [`Cause: ${verdictText(record)}, ${escapeText(record.summary)}`] : []),
        ...(last ? [`Last: ${escapeText(last.text)}`] : []),
        ...(taken ? [`Taken up by ${inlineCode(taken.by)}, ${escapeText(taken.how)}`] : []),
        ...(next
          ? [
              `If nobody takes it up, ${next.notifiers.map((name) => inlineCode(name)).join(", ")} is told at ${instant(next.at)}`,
            ]
          : []),
        ...(stopped ? [`heal is stopped here: ${escapeText(stopped.reason)}`] : []),
      ].join("\n\n"),
    );
  },
};
