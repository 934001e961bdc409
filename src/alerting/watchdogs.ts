import { formatDuration } from "../core/clock.js";
import { heard, heartbeatTimeout } from "../events/alerts/watchdog.js";
import { nameOf } from "../events/alerts/grouping.js";
import type { AlertEvent } from "../events/event.js";
import type { Db } from "../store/db.js";
import { getRepository, refOf } from "../store/repositories.js";
import { lockWatchdog, saveWatchdog, silentWatchdogs } from "../store/watchdogs.js";
import { takeAlert } from "./take-alert.js";

interface Moment {
  at: Date;
  now: Date;
}

/** A watchdog barks: its timer starts anew, and what its silence opened is over. Its end is silence too, told at once. */
export async function hearWatchdog(tx: Db, event: AlertEvent, { at, now }: Moment): Promise<number | null> {
  const before = await lockWatchdog(tx, event.key);
  const barks = event.status === "firing";
  if (!barks && !before) return null;
  // What opened an incident was no usual pause.
  const pauses =
    before && before.incident_id === null
      ? heard(
          {
            longest: before.longest_gap_ms,
            count: before.pauses,
            from: before.pause_from ?? before.heard_at,
          },
          at,
        )
      : { longest: before?.longest_gap_ms ?? null, count: before?.pauses ?? 0, from: at };
  const due = barks ? new Date(at.getTime() + heartbeatTimeout(event.labels, pauses)) : at;
  const was = before?.incident_id ?? null;
  if (barks && was !== null)
    await takeAlert(tx, { ...silenceOf(event), status: "resolved" }, { delivery: null, at, now });
  await saveWatchdog(tx, {
    key: event.key,
    event,
    heard_at: barks || !before ? at : before.heard_at,
    longest_gap_ms: pauses.longest,
    pauses: pauses.count,
    pause_from: pauses.from,
    due_at: due,
    incident_id: barks ? null : was,
  });
  return was;
}

/** Opens an incident for each watchdog that ought to have been heard of; gives the incidents to wake. */
export async function openMissedHeartbeats(db: Db, now: Date, limit: number): Promise<number[]> {
  const opened: number[] = [];
  for (const { key } of await silentWatchdogs(db, now, limit))
    await db.tx(async (tx) => {
      const dog = await lockWatchdog(tx, key);
      if (!dog || dog.incident_id !== null || dog.due_at > now) return;
      const silent = formatDuration(now.getTime() - dog.heard_at.getTime());
      const event = {
        ...silenceOf(dog.event),
        message: `Its last sign came ${silent} ago: what sends alerts, or the way to heal, is broken.`,
      };
      const repository = event.repository && (await getRepository(tx, event.repository.fullName));
      const named = repository ? { repository: refOf(repository) } : {};
      const taken = await takeAlert(
        tx,
        { ...event, ...named, occurredAt: now },
        { delivery: null, at: now, now },
      );
      if (!taken) return;
      await saveWatchdog(tx, { ...dog, incident_id: taken.incident.id });
      opened.push(taken.incident.id);
    });
  return opened;
}

/** The alert that heal makes of a watchdog's silence. */
function silenceOf(event: AlertEvent): AlertEvent {
  const { startedAt, statedAt, unproven, ...rest } = event;
  void [startedAt, statedAt, unproven];
  const name = nameOf(event);
  return {
    ...rest,
    status: "firing",
    severity: "error",
    title: `${name} of ${event.source} fell silent`.slice(0, 300),
    key: `${event.key}:silence`,
    fingerprint: `silence of ${event.fingerprint ?? event.key}`,
    gap: "heartbeat_missed",
  };
}
