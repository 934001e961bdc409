import { predict } from "../decision/trust.js";
import { moves } from "../playbooks/moves.js";
import { listPatterns, type LearnedPattern } from "../store/views.js";
import type { DashboardDeps } from "./deps.js";
import type { Show } from "./send.js";
import { counted, moment, percent, spaced } from "./words.js";

/** `/patterns`: failures met before, and what helped. */
export const patternsPage =
  ({ db, clock }: DashboardDeps): Show =>
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
  category: spaced(pattern.category),
  incidents: pattern.incidents,
  repositories: pattern.repositories.slice(0, 5),
  more: Math.max(0, pattern.repositories.length - 5),
  first: pattern.first_incident,
  seen: moment(pattern.last_seen, now),
  helped: pattern.helped.map((seen) => helpedWords(seen)),
});

/** How often an action helped, and what that says of the next time. */
export function helpedWords(seen: { action: string; successes: number; failures: number }) {
  const move = moves.find((known) => known === seen.action);
  const chance = move === undefined ? null : predict(move, seen);
  const trials = seen.successes + seen.failures;
  return {
    action: seen.action,
    words: `helped ${seen.successes} of ${counted(trials, "time")}`,
    chance: chance === null ? null : { share: chance.toFixed(3), words: percent(chance) },
  };
}
