import { changingMoves } from "../playbooks/moves.js";
import type { IncidentStory } from "../store/dashboard-queries.js";
import { moment, webUrl } from "./format.js";

/** What heal did last to mend an incident: where it is seen, what came of it, how a person takes it back. Null: it did nothing. */
export function shownDeed(
  { intents, outcomes }: Pick<IncidentStory, "intents" | "outcomes">,
  undoOf: ((action: string) => string | null) | undefined,
  now: Date,
) {
  const last = intents.findLast(
    ({ state, action }) => state === "done" && changingMoves.some((move) => move === action),
  );
  if (last?.done_at == null) return null;
  const { action, done_at: at, effect } = last;
  const outcome = outcomes.findLast((one) => one.action === action && one.at >= at);
  return {
    action,
    at: moment(at, now),
    href: webUrl(effect?.url),
    result: outcome ? `${outcome.verdict}: ${outcome.reason}` : "heal looks whether it helps",
    undo: undoOf?.(action) ?? null,
  };
}
