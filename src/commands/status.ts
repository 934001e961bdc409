import type { DiagnosisRecord } from "../diagnosis/record.js";
import { md, verdict } from "../diagnosis/words.js";
import { timelineOf } from "../store/history.js";
import { answer, noIncident, type HealCommand } from "./command.js";

export const status: HealCommand = {
  name: "status",
  usage: "/heal status",
  says: "Says what heal knows of this incident, and what it did last.",
  who: "read",
  examples: ["/heal status"],
  run: async ({ incident, repository }, { db, killSwitch, publicUrl }) => {
    if (!incident) return noIncident;
    const stopped = await killSwitch.stopped(repository.fullName, repository.id);
    const last = (await timelineOf(db, incident.id)).at(-1);
    const record = incident.diagnosis as DiagnosisRecord | null;
    return answer(
      [
        `[Incident ${incident.id}](${publicUrl}/incidents/${incident.id}) is **${incident.state}**, seen ${incident.events} ${incident.events === 1 ? "time" : "times"}.`,
        ...(record ? [`Cause: ${verdict(record)}, ${md(record.summary)}`] : []),
        ...(last ? [`Last: ${md(last.text)}`] : []),
        ...(stopped ? [`heal is stopped here: ${md(stopped.reason)}`] : []),
      ].join("\n\n"),
    );
  },
};
