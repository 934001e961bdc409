import { saidAt } from "../../alerting/alert-story.js";
import { linkNeighbours } from "../../alerting/neighbours.js";
import { takeAlert } from "../../alerting/take-alert.js";
import { hearWatchdog } from "../../alerting/watchdogs.js";
import { isWatchdog } from "../../events/alerts/monitoring.js";
import type { AlertEvent, CiEvent } from "../../events/event.js";
import { withdrawSuccess } from "../../learning/outcome.js";
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
  const { event: told } = signal;
  const id = told.kind === "ci" ? await joined(told, context) : await alertCame(told, context);
  if (id !== null) context.wake({ task: "incident", id });
  return id;
};

async function joined(event: CiEvent, { tx: db, clock, delivery }: SignalContext): Promise<number> {
  // What heal started itself is judged where it was started, never as a failure of its own.
  const own =
    (await dispatchOfRun(db, event.repository.fullName, event.run.runId)) ??
    (await fixOfRun(db, event.repository.fullName, event.run));
  if (own) return own.incident_id;
  const { id: deliveryId, received_at: at } = delivery;
  const now = clock.now();
  const open = await incidentToJoin(db, event.key);
  // A late event about an attempt that is over already.
  if (open?.attempt != null && open.closed_at !== null && open.attempt >= event.run.attempt) return open.id;
  const { id, fresh } = await joinOrOpen(db, {
    key: event.key,
    kind: event.kind,
    repository: event.repository,
    severity: event.severity,
    title: event.title,
    service: event.service,
    fingerprint: null,
    run: event.run,
    source: event.source,
    at,
    now,
  });
  await addEvent(db, id, deliveryId, event);
  await addTimeline(db, id, {
    kind: "seen",
    actor: event.source,
    text: `${fresh ? "First seen" : "Seen again"}: ${event.title}${saidAt(event, at)}`,
    url: event.url,
    at,
  });
  if (fresh) await linkNeighbours(db, id, event, at);
  return id;
}

/** What an alert's message means for incidents; what detectors and learning make of it. */
async function alertCame(
  told: AlertEvent,
  { tx, clock, delivery, observe }: SignalContext,
): Promise<number | null> {
  const { event, rivals } = await route(told, tx);
  const at = delivery.received_at;
  const now = clock.now();
  if (isWatchdog(event)) return hearWatchdog(tx, event, { at, now });
  const taken = await takeAlert(tx, event, { delivery: delivery.id, at, now });
  if (!taken) return null;
  const { id } = taken.incident;
  if (taken.returned) await withdrawSuccess(tx, taken.returned, at);
  // Of a group the incident's own identity, so that one cause calls once.
  const fingerprint = "fingerprint" in taken.incident ? taken.incident.fingerprint : event.fingerprint;
  if (taken.turn !== "late") observe(alertSeen({ ...event, fingerprint }, taken.event, id, at));
  if (taken.fresh) await linkNeighbours(tx, id, event, at);
  if (taken.fresh && rivals.length > 0)
    await addTimeline(tx, id, {
      kind: "trouble",
      actor: "heal",
      text: `It belongs to no repository: ${rivals.slice(0, 5).join(", ")} of different owners name its service in heal.yml; a label \`repository\` decides`,
      at,
    });
  return id;
}
