import { DAY } from "../../core/clock.js";
import { clip } from "../../core/text.js";
import { lastTries } from "../../store/notifications.js";
import type { CreateAgent } from "./agent.js";

const PREFIX = "heal/notifier/";
/** What was refused longer ago may be mended by now, and nothing was to be told since. A message is given up after a day. */
const REMEMBERED_MS = 2 * DAY;

/** Whether people can be told: how the newest message of each notifier ended. */
export const notifiers: CreateAgent = ({ db, notifiers: names }) => ({
  name: "heal/notifiers",
  prefix: PREFIX,
  async poll(now) {
    if (names.length === 0) return [];
    const tries = await lastTries(db, names, new Date(now.getTime() - REMEMBERED_MS));
    return names.map((name) => ({
      health: { component: `${PREFIX}${name}`, ...healthOf(tries.find((one) => one.notifier === name)) },
      samples: [],
    }));
  },
});

function healthOf(last: Awaited<ReturnType<typeof lastTries>>[number] | undefined) {
  if (last === undefined)
    return { state: "ok" as const, reason: "nothing was to be told in the last 2 days" };
  const reason = clip(last.reason ?? "", 300);
  if (last.state === "refused")
    return { state: "down" as const, reason: `people could not be told: ${reason}` };
  if (last.state === "waiting" && last.reason !== null)
    return { state: "degraded" as const, reason: `tried ${last.attempts} times, and again: ${reason}` };
  return { state: "ok" as const, reason: "the last message was taken" };
}
