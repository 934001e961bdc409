import { isObject } from "../../json.js";
import { time } from "../../text.js";

/**
 * Times that GitHub's own clock wrote into a body: the newest of them is the earliest moment at which the body can have been
 * built. Times of commits are their authors' word and are not among them.
 */
const TIMES: readonly (readonly [object: string, time: string])[] = [
  ["repository", "updated_at"],
  // Seconds in `push`, text elsewhere.
  ["repository", "pushed_at"],
  ["workflow_run", "updated_at"],
  ["workflow_job", "completed_at"],
  ["issue", "updated_at"],
  ["comment", "updated_at"],
  ["pull_request", "updated_at"],
];

/** Not later than it came; null: the body has none of them. */
export function asOf(json: unknown, receivedAt: Date): Date | null {
  if (!isObject(json)) return null;
  let latest = -Infinity;
  for (const [name, key] of TIMES) {
    const part = json[name];
    const value = isObject(part) ? part[key] : undefined;
    if (typeof value !== "string" && typeof value !== "number") continue;
    const at = time(value, new Date(Number.NaN)).getTime();
    if (at > latest) latest = at;
  }
  return Number.isFinite(latest) ? new Date(Math.min(latest, receivedAt.getTime())) : null;
}
