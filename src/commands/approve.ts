import { isOffer } from "../events/check.js";
import { moves } from "../playbooks/moves.js";
import { lastOffer } from "../store/timeline.js";
import { noIncident, refuse, would, type HealCommand } from "./command.js";
import { answerRequest } from "./request.js";

export const approve: HealCommand = {
  name: "approve",
  usage: "/heal approve <plan>",
  says: "Lets heal do just what it suggested, once; medium risk needs maintain access, and somebody else than who set off the run.",
  who: "write",
  changes: true,
  examples: ["/heal approve 3f9a1c2e"],
  run: async (context, deps) => {
    const { incident } = context;
    if (!incident) return noIncident;
    const open = await lastOffer(deps.db, incident.id);
    const move = moves.find((one) => one === open?.action);
    if (!open || !move) return refuse("heal suggests nothing here that could be approved.");
    const named = context.rest.trim().toLowerCase();
    if (!isOffer(named))
      return refuse(`Name the plan: \`/heal approve ${open.offer}\` lets heal do \`${open.action}\`.`);
    if (context.dryRun)
      return named === open.offer
        ? would(`\`${open.action}\` would be done, if everything else still allows it.`)
        : refuse(`The plan has changed since: what heal suggests now is \`${open.offer}\`.`);
    return answerRequest(move, context, deps, named);
  },
};
