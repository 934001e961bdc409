import { predict } from "../decision/trust.js";
import { moves } from "../playbooks/moves.js";
import { listPatterns, type LearnedPattern } from "../store/dashboard-queries.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { countText, moment, percent, withSpaces } from "./format.js";

/** `/patterns`: failures met before, and what helped. */
export const patternsPage =
  ({ db, clock }: DashboardDeps): PageLoader =>
  async () => {
    const now = clock.now();
    const patterns = await listPatterns(db);
    return {
      view: "patterns",
      title: "Patterns",
      section: "patterns",
      data: { patterns: patterns.map((one) => line(one, now)) },
    };
  };

const line = (pattern: LearnedPattern, now: Date) => ({
  title: pattern.title.trim() || "(no title)",
  category: withSpaces(pattern.category),
  incidents: pattern.incidents,
  repositories: pattern.repositories.slice(0, 5),
  more: Math.max(0, pattern.repositories.length - 5),
  first: pattern.first_incident,
  seen: moment(pattern.last_seen, now),
  helped: pattern.helped.map((seen) => successText(seen)),
});

/** How often an action helped, and what that says of the next time. */
export function successText(seen: { action: string; successes: number; failures: number }) {
  const move = moves.find((known) => known === seen.action);
  const chance = move === undefined ? null : predict(move, seen);
  const trials = seen.successes + seen.failures;
  return {
    action: seen.action,
    words: `helped ${seen.successes} of ${countText(trials, "time")}`,
    chance: chance === null ? null : { share: chance.toFixed(3), words: percent(chance) },
  };
}
