import { MINUTE } from "../../core/clock.js";
import type { ErrorEvent } from "../../events/event.js";
import { addEvent } from "../../store/events.js";
import { addTimeline } from "../../store/timeline.js";
import { incidentToJoin, joinOrOpen } from "../../store/incidents.js";
import { dispatchOfRun } from "../../store/intents.js";
import { alertSeen } from "../observations.js";
import { route } from "../routing.js";
import type { Handler, SignalContext } from "./handler.js";
import { fixOfRun } from "./run-finished.js";

/** A failure or an alert joins the open incident of its key, or opens one. */
export const event: Handler<"event"> = async (signal, context) => {
  const id = await joined(signal.event, context);
  if (id !== null) context.wake({ task: "incident", id });
  return id;
};

async function joined(
  raw: ErrorEvent,
  { tx: db, clock, delivery, observe }: SignalContext,
): Promise<number | null> {
  const { id: deliveryId, received_at: at } = delivery;
  const now = clock.now();
  const { event, rivals } = raw.kind === "alert" ? await route(raw, db) : { event: raw, rivals: [] };
  if (event.run && event.repository) {
    // What heal started itself is judged where it was started, never as a failure of its own.
    const dispatched = await dispatchOfRun(db, event.repository.fullName, event.run.runId);
    const fix = await fixOfRun(db, event.repository.fullName, event.run);
    if (dispatched ?? fix) return (dispatched ?? fix)?.incident_id ?? null;
  }
  // An end without a beginning (heal was installed in between) is no incident.
  const open = await incidentToJoin(db, event.key);
  const isOpen = open !== null && open.closed_at === null;
  if (event.status === "resolved" && !isOpen) return null;
  // A late event about an attempt that is over already.
  if (open?.attempt != null && !isOpen && event.run && open.attempt >= event.run.attempt) return open.id;
  const { id, fresh } = await joinOrOpen(db, {
    key: event.key,
    kind: event.kind,
    repository: event.repository,
    severity: event.status === "resolved" && open ? open.severity : event.severity,
    title: event.title,
    service: event.service,
    fingerprint: event.kind === "alert" ? event.fingerprint : null,
    run: event.run ?? null,
    at,
    now,
  });
  const stored = await addEvent(db, id, deliveryId, event);
  // What a run failed with is known once its log was read.
  if (event.kind === "alert") observe(alertSeen(event, stored.id, id, at));
  const text =
    event.status === "resolved"
      ? `Resolved: ${event.title}`
      : fresh
        ? `First seen: ${event.title}`
        : `Seen again: ${event.title}`;
  await addTimeline(db, id, {
    kind: "seen",
    actor: event.source,
    text: `${text}${saidAt(event, at)}`,
    url: event.url,
    at,
  });
  if (fresh && rivals.length > 0)
    await addTimeline(db, id, {
      kind: "trouble",
      actor: "heal",
      text: `It belongs to no repository: ${rivals.slice(0, 5).join(", ")} of different owners name its service in heal.yml; a label \`repository\` decides`,
      at,
    });
  return id;
}

/** Told where the sender's clock and ours are apart: how long it has been so, or that the clock is wrong. */
function saidAt({ occurredAt, statedAt }: ErrorEvent, at: Date): string {
  if (statedAt !== undefined) return ` (its sender dates it ${statedAt}, which is not believed)`;
  const apart = Math.abs(at.getTime() - occurredAt.getTime());
  return apart < 5 * MINUTE ? "" : ` (its sender dates it ${occurredAt.toISOString()})`;
}
