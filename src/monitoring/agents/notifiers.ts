import { DAY, MINUTE } from "../../core/clock.js";
import { instant } from "../../core/format.js";
import { clip } from "../../core/text.js";
import { notifierRecords, type NotifierRecord } from "../../store/notifications.js";
import type { CreateAgent } from "./agent.js";

const PREFIX = "heal/notifier/";
/** What was refused longer ago may be mended by now, and nothing was to be told since. A message is given up after a day. */
const REMEMBERED_MS = 2 * DAY;
/** What is not taken for so long is no passing trouble. */
const PASSING_MS = 5 * MINUTE;

/** Whether people can be told: what each notifier took last, and what waits for it. */
export const notifiers: CreateAgent = ({ db, notifiers: names }) => ({
  name: "heal/notifiers",
  prefix: PREFIX,
  async poll(now) {
    if (names.length === 0) return [];
    const records = await notifierRecords(db, names, new Date(now.getTime() - REMEMBERED_MS));
    return records.map((record) => ({
      health: { component: `${PREFIX}${record.notifier}`, ...healthOf(record, now) },
      samples: [],
    }));
  },
});

function healthOf({ ended, waiting, since, reason }: NotifierRecord, now: Date) {
  if (waiting > 0)
    return {
      state: now.getTime() - (since?.getTime() ?? 0) < PASSING_MS ? ("degraded" as const) : ("down" as const),
      reason: `takes no messages since ${instant(since ?? new Date(0))}, ${waiting} ${waiting === 1 ? "waits" : "wait"}: ${clip(reason ?? "", 300)}`,
    };
  if (ended === null) return { state: "ok" as const, reason: "nothing was to be told in the last 2 days" };
  if (ended.state === "refused")
    return { state: "down" as const, reason: `people could not be told: ${clip(ended.reason ?? "", 300)}` };
  return { state: "ok" as const, reason: "the last message was taken" };
}
