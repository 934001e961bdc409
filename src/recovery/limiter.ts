import { HOUR, MINUTE, type Clock } from "../core/clock.js";
import { limits } from "../core/limits.js";
import type { Db } from "../store/db.js";
import { CHECK_ACTIONS, countWrites } from "../store/intents.js";
import { actionNamed, actions } from "./actions/index.js";
import type { Limiter } from "./run.js";

const EDITS: readonly string[] = ["update-issue", "update-comment"];

/** A failure that is told late is worse than a text that is old, and one that nobody mends worse than both. */
const mostOf = (name: string): number => {
  if (EDITS.includes(name)) return limits.editsPerHour;
  return actionNamed(name)?.reach === "speak" ? limits.tellingWritesPerHour : limits.writesPerHour;
};

const content = actions.filter((action) => action.content).map((action) => action.name);

/** Half of what GitHub allows (docs: rate limits for the REST API), counted by installation, whose patience GitHub measures. */
export const createLimiter = (db: Db, clock: Clock): Limiter => ({
  async wait(plan, isContent) {
    const now = clock.now();
    const counts = await countWrites(db, plan.repository, content, now);
    // The intent of this very plan is among them already.
    if (CHECK_ACTIONS.includes(plan.action)) {
      if (counts.checksLastHour <= limits.checkWritesPerHour) return null;
      const until = new Date(now.getTime() + HOUR / 12);
      return { until, reason: `${limits.checkWritesPerHour} writes of check runs in the last hour` };
    }
    const most = mostOf(plan.action);
    if (counts.writesLastHour > most)
      return { until: new Date(now.getTime() + HOUR / 12), reason: `${most} writes in the last hour` };
    if (isContent && counts.contentLastMinute > limits.contentPerMinute)
      return {
        until: new Date(now.getTime() + MINUTE),
        reason: `${limits.contentPerMinute} issues and comments in the last minute`,
      };
    return null;
  },
});
