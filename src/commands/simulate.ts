import { spokenDecision } from "../decision/spoken.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import { answer, noIncident, refuse, type HealCommand, type Judged } from "./command.js";
import { verdictLines } from "./verdicts.js";

export const simulate: HealCommand = {
  name: "simulate",
  usage: "/heal simulate",
  says: "Says what heal would do about this incident now, with what every guard says; changes nothing.",
  who: "triage",
  changes: false,
  examples: ["/heal simulate"],
  run: async ({ incident }, { judge }) => {
    if (!incident) return noIncident;
    const judged = await judge(incident);
    if (!judged) return refuse("heal has not looked into this failure yet; try again in a minute.");
    const lines = verdictLines(judged.decision.reasons);
    return answer(
      [
        `Now heal would decide: **${judged.decision.kind}**. ${escapeText(spokenDecision(judged.decision), 500)}.`,
        conditionsOf(judged),
        ...(lines.length > 0
          ? [`<details><summary>What every guard says</summary>\n\n${lines.join("\n")}\n\n</details>`]
          : []),
        "Nothing was changed.",
      ].join("\n\n"),
    );
  },
};

function conditionsOf({ mode, stop, problem }: Judged): string {
  const stopped =
    stop === null
      ? "no stop"
      : stop === "unreadable"
        ? "it cannot be read whether heal is stopped"
        : `stopped by ${inlineCode(stop.by)}: ${escapeText(stop.reason)}`;
  const file = problem === null ? "" : `; heal.yml is not used: ${escapeText(problem, 500)}`;
  return `Mode ${mode}; ${stopped}${file}.`;
}
