import type { FindingSubject } from "../detection/policy.js";
import type { DetectionAbout } from "../detection/about.js";
import type { Detection } from "../detection/detection.js";
import { diagnoseAlert } from "../diagnosis/alerts.js";
import type { Category } from "../diagnosis/category.js";
import type { JobDiagnosis } from "../diagnosis/record.js";
import { refOfRow, type AlertEvent } from "../events/event.js";
import type { Db } from "../store/db.js";
import { detectionsOf } from "../store/detections.js";
import { addEvent } from "../store/events.js";
import { addTimeline } from "../store/timeline.js";
import { incidentToJoin, joinOrOpen, pingIncident, type JoinedIncident } from "../store/incidents.js";
import { getRepository, refOf } from "../store/repositories.js";

/** Sources are named by heal itself, so no sender can have this one. */
const SOURCE = "heal";
const keyFor = (subject: string): string => `alert:${SOURCE}:${subject}`;
/** An incident that no error event opened, but a detection of heal's own. */
export const isSelfDetected = ({ key }: { key: string }): boolean => key.startsWith(`alert:${SOURCE}:`);

/** `workflow:acme/web/ci.yml` -> `workflow acme/web/ci.yml` */
const subjectText = (subject: string): string => subject.replace(":", " ");

/** A change of durations says itself whose they are; other reasons are numbers alone. */
const titleOf = (subject: string, { detector, reason }: Detection): string =>
  detector.startsWith("changepoint.") ? reason : `${subjectText(subject)}: ${reason}`;

/** The category, from the names of the detector and the metric. */
export function detectorCategory(detector: string, subject: string): Category {
  if (detector.startsWith("changepoint.")) return "latency";
  if (detector.startsWith("threshold.")) return "error_rate";
  const name = (subject.split("/").at(-1) ?? subject).split("{")[0] ?? "";
  if (name.endsWith("_seconds")) return "latency";
  return diagnoseAlert({ name, labels: {}, text: "" }).category;
}

/** Makes the incident of a detection, or adds to the one that is open; gives its id. */
export async function openSelfDetected(
  tx: Db,
  {
    subject,
    repository,
    service,
    detection,
    more,
    at,
    now,
  }: Omit<FindingSubject, "at"> & { detection: Detection; more: DetectionAbout; at: Date; now: Date },
): Promise<number> {
  const known = repository === null ? null : await getRepository(tx, repository);
  const ref = known?.state === "active" ? refOf(known) : null;
  const title = titleOf(subject, detection).slice(0, 300);
  const event: AlertEvent = {
    source: SOURCE,
    kind: "alert",
    status: "firing",
    repository: ref,
    severity: "error",
    title,
    message: [detection.reason, ...(more.evidence ?? []).map(({ text }) => text)].join("\n").slice(0, 2_000),
    occurredAt: at,
    key: keyFor(subject),
    fingerprint: `${SOURCE}:${subject}`,
    service,
    labels: { detector: detection.detector, category: detectorCategory(detection.detector, subject) },
    url: more.run?.url ?? more.evidence?.[0]?.url ?? null,
  };
  const { id } = await joinOrOpen(tx, {
    key: event.key,
    kind: event.kind,
    repository: ref,
    severity: event.severity,
    title,
    service,
    fingerprint: event.fingerprint,
    run: null,
    source: SOURCE,
    at,
    now,
  });
  await addEvent(tx, id, null, event);
  const text = `${detection.detector}: ${detection.reason}`;
  await addTimeline(tx, id, { kind: "detected", actor: SOURCE, text, url: event.url, at });
  return id;
}

/** The open incident that was made for a subject. */
export async function openIncidentOf(tx: Db, subject: string): Promise<JoinedIncident | null> {
  const row = await incidentToJoin(tx, keyFor(subject));
  return row?.closed_at === null ? row : null;
}

/** What heal called for is over; gives the incident that ends, null when none is open. */
export async function resolveSelfDetected(
  tx: Db,
  { subject, reason, at, now }: { subject: string; reason: string; at: Date; now: Date },
): Promise<number | null> {
  const open = await openIncidentOf(tx, subject);
  if (!open) return null;
  await addEvent(tx, open.id, null, {
    source: SOURCE,
    kind: "alert",
    status: "resolved",
    repository: refOfRow(open),
    severity: open.severity,
    title: open.title,
    message: reason,
    occurredAt: at,
    key: open.key,
    fingerprint: open.fingerprint,
    service: open.service,
    labels: {},
    url: null,
  });
  await addTimeline(tx, open.id, { kind: "seen", actor: SOURCE, text: `Resolved: ${reason}`, at });
  await pingIncident(tx, open.id, now);
  return open.id;
}

/** A diagnosis of heal's own finding: what the detector measured is the evidence. */
export async function selfDetectedDiagnosis(
  db: Db,
  incident: { id: number; title: string },
): Promise<{ category: Category; confidence: number; reason: string; jobs: JobDiagnosis[] } | null> {
  const found = (await detectionsOf(db, incident.id)).findLast(({ requires_attention: calls }) => calls);
  if (!found) return null;
  const category = detectorCategory(found.detector, found.subject);
  const numbers = Object.entries(found.numbers).map(
    ([name, value]) => `${name}: ${value === null ? "none" : Number(value.toPrecision(4))}`,
  );
  const lines = [
    `${found.detector}: ${found.reason}`,
    ...numbers,
    ...(found.threshold === null ? [] : [`threshold: ${found.threshold}`]),
    ...(found.about.evidence ?? []).map(({ text, url }) => (url === undefined ? text : `${text} ${url}`)),
  ];
  return {
    category,
    confidence: Math.max(0, Math.min(1, found.score)),
    reason: `${found.detector} found it: ${found.reason}`,
    jobs: [
      {
        name: subjectText(found.subject),
        url: found.about.run?.url ?? found.about.evidence?.[0]?.url ?? "",
        category,
        confidence: found.score,
        summary: found.reason,
        evidence: lines.map((text, i) => ({ line: i + 1, text: text.slice(0, 400) })),
        chunk: null,
        step: null,
        command: null,
      },
    ],
  };
}
