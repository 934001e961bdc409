import { DAY, HOUR, MINUTE, SECOND } from "../core/clock.js";
import type { Sending } from "../escalation/sending.js";
import type { Db } from "../store/db.js";
import {
  claimNotification,
  delayNotification,
  dropEnd,
  endNotification,
  hurryWaiting,
  type Notification,
} from "../store/notifications.js";
import { addTimeline } from "../store/timeline.js";
import type { PipelineDeps } from "./deps.js";
import { messageOf } from "./notification-message.js";

export type NotificationDeps = Pick<
  PipelineDeps,
  "db" | "durable" | "clock" | "notifiers" | "marks" | "publicUrl" | "log" | "at"
> & { queue: Pick<PipelineDeps["queue"], "wake"> };

/** Longer than any notifier takes, a mail's several answers among it. */
const LEASE_MS = 3 * MINUTE;
/** Pauses after the 1st, 2nd, ... try; the last one goes on. */
const PAUSES_MS = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR];
const GIVEN_UP_MS = DAY;

/**
 * Sends one message that is due. Its row was there before; who dies between sending it and noting that leaves a row that is due again
 * when the claim runs out, so that it is sent once more: vendors that know it by its key make one of the two.
 */
export async function notificationStep(id: number, deps: NotificationDeps): Promise<void> {
  const { db, clock, notifiers } = deps;
  const note = await claimNotification(deps.durable, id, clock.now(), LEASE_MS);
  if (!note) return;
  const told = await messageOf(note, deps);
  if ("drop" in told) {
    await db.tx(async (tx) => {
      await endNotification(tx, note, { state: "dropped", reason: told.drop }, clock.now());
      if (isBeginning(note) && note.attempts === 1) await dropEnd(tx, note, clock.now());
    });
    return;
  }
  if ("later" in told) {
    await delayNotification(db, note, { at: told.later, reason: null });
    return deps.queue.wake({ task: "notification", id }, { at: told.later });
  }
  deps.at?.("notification claimed");
  const sending = await notifiers.send(note.notifier, told.message);
  deps.at?.("notification sent");
  await noteSending(note, sending, deps);
}

const isBeginning = ({ what }: Notification): boolean => what === "opened" || what === "summary";

async function noteSending(note: Notification, sending: Sending, deps: NotificationDeps): Promise<void> {
  const now = deps.clock.now();
  if (sending.state === "retry" && now.getTime() - note.created_at.getTime() < GIVEN_UP_MS) {
    const pause = PAUSES_MS[Math.min(note.attempts, PAUSES_MS.length) - 1] ?? HOUR;
    const at = new Date(now.getTime() + Math.max(pause, sending.afterMs ?? 0));
    await delayNotification(deps.db, note, { at, reason: sending.reason });
    await deps.queue.wake({ task: "notification", id: note.id }, { at });
    return;
  }
  const reason =
    sending.state === "retry"
      ? `given up after ${note.attempts} tries: ${sending.reason}`
      : sending.state === "refuse"
        ? sending.reason
        : null;
  await deps.durable.tx(async (tx) => {
    const state = sending.state === "sent" ? "sent" : "refused";
    if (await endNotification(tx, note, { state, reason }, now)) await tellStory(tx, note, reason, now);
  });
  if (sending.state === "sent")
    for (const id of await hurryWaiting(deps.db, note.notifier, now))
      await deps.queue.wake({ task: "notification", id });
  if (reason !== null)
    deps.log.warn(
      { incident: note.incident_id, notifier: note.notifier, reason },
      "people could not be told",
    );
}

const WORDS: Readonly<Record<Notification["what"], string>> = {
  opened: "that a person is needed",
  still_firing: "that it still fires and nobody took it up",
  rung: "that nobody took it up",
  reminder: "once more that nobody took it up",
  resolved: "that it is over",
  summary: "of many incidents in one message, this one first",
  summary_over: "that the many incidents are over",
};

const tellStory = (
  tx: Db,
  { incident_id: incident, notifier, what }: Notification,
  refusal: string | null,
  at: Date,
): Promise<number> =>
  addTimeline(tx, incident, {
    kind: refusal === null ? "escalated" : "trouble",
    actor: "heal",
    text:
      refusal === null
        ? `Told ${notifier} ${WORDS[what]}`
        : `${notifier} could not be told ${WORDS[what]}: ${refusal}`,
    at,
  });
