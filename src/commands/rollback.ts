import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import { changingMoves } from "../playbooks/moves.js";
import { intentsOf } from "../store/intents.js";
import { answer, noIncident, refuse, type HealCommand } from "./command.js";

/** Effects that change something but heal's own words. */
const changing: readonly string[] = [
  ...changingMoves,
  "commit-patch",
  "open-pull-request",
  "start-agent-run",
  "mark-ready",
];

export const rollback: HealCommand = {
  name: "rollback",
  usage: "/heal rollback",
  says: "Says how a person takes back what heal did last about this incident.",
  who: "write",
  changes: false,
  examples: ["/heal rollback"],
  run: async ({ incident }, { db, undoOf }) => {
    if (!incident) return noIncident;
    const last = (await intentsOf(db, incident.id)).findLast(
      ({ state, action }) => state === "done" && changing.includes(action),
    );
    if (!last) return refuse("heal changed nothing about this incident.");
    const undo = undoOf(last.action) ?? "Nothing is known that takes it back.";
    const url = last.effect?.url;
    const where =
      url !== undefined && URL.canParse(url)
        ? ` It is [here](${new URL(url).href.replace(/[()\s]/g, encodeURIComponent)}).`
        : "";
    return answer(
      `heal did ${inlineCode(last.action)} last.${where} heal takes none of its actions back by itself; a person does: ${escapeText(undo)}`,
    );
  },
};
