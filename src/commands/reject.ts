import { isOffer } from "../events/check.js";
import { pingIncident } from "../store/incidents.js";
import { reject as keep } from "../store/rejections.js";
import { addDecision, addTimeline, decisionsOf, type DecisionRow } from "../store/timeline.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";
import { failureOf, reasonIn, unknownFailure } from "./wish.js";
import { moves } from "../playbooks/moves.js";

export const reject: HealCommand = {
  name: "reject",
  usage: "/heal reject <plan> <reason>",
  says: "Says no to what heal suggested: for 30 days it is not suggested for this failure here again, nor done unasked.",
  who: "write",
  changes: true,
  examples: ["/heal reject 3f9a1c2e the registry is being moved"],
  run: async ({ incident, author, rest, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const failure = failureOf(incident);
    if (failure === null) return refuse(unknownFailure);
    const last = (await decisionsOf(db, incident.id)).at(-1);
    const open = last?.kind === "suggest" ? last.reasons.find(({ chosen }) => chosen) : undefined;
    const move = moves.find((one) => one === open?.action);
    if (!last || open?.offer === undefined || move === undefined)
      return refuse("heal suggests nothing here that could be rejected.");
    const [named = "", ...words] = rest.trim().split(/\s+/);
    const why = words.join(" ");
    if (!isOffer(named.toLowerCase()))
      return refuse(`Name the plan: \`/heal reject ${open.offer} <reason>\` says no to \`${move}\`.`);
    if (named.toLowerCase() !== open.offer)
      return refuse(`The plan has changed since: what heal suggests now is \`${open.offer}\`.`);
    const reason = reasonIn(why);
    if (reason === null)
      return refuse(`Say why, for whoever asks later: \`/heal reject ${open.offer} <reason>\`.`);
    if (dryRun) return would(`\`${move}\` would not be suggested for this failure here for 30 days.`);
    const at = clock.now();
    const until = await db.tx(async (tx) => {
      const end = await keep(tx, failure, { move, reason, by: author, at });
      await addDecision(tx, incident.id, without(last, { by: author, reason, at }));
      await addTimeline(tx, incident.id, {
        kind: "asked",
        actor: `@${author}`,
        text: `@${author} rejected ${move}: ${reason}`,
        at,
      });
      await pingIncident(tx, incident.id, at);
      return end;
    });
    return answer(
      `Noted: \`${move}\` is not suggested for this failure here before ${until.toISOString().slice(0, 10)}. \`/heal retry\` and \`/heal fix\` still ask for it.`,
    );
  },
};

/** The decision that stands now: the same, but for what a person took away. */
const without = (
  last: DecisionRow,
  { by, reason, at }: { by: string; reason: string; at: Date },
): DecisionRow => ({
  ...last,
  kind: "escalate",
  playbook: null,
  action: null,
  predicted: null,
  at,
  reasons: last.reasons.map(({ offer, chosen, verdicts, ...one }) => ({
    ...one,
    chosen: false,
    verdicts:
      offer === undefined && !chosen
        ? verdicts
        : [{ guard: "rejected", allowed: false, reason: `@${by} rejected it: ${reason}` }, ...verdicts],
  })),
});
