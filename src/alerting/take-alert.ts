import { MINUTE } from "../core/clock.js";
import { environmentOf } from "../events/alerts/environment.js";
import { transitionOf, type AlertTransition } from "../events/alerts/episode.js";
import { groupKey, groupLabels } from "../events/alerts/grouping.js";
import { severityOf } from "../events/alerts/standing.js";
import type { AlertEvent } from "../events/event.js";
import { defaultConfig } from "../playbooks/repository-config.js";
import { lockGroup, type AlertGroup, type AlertRole } from "../store/alert-groups.js";
import { memberByKey, saveMember, standingOf, type AlertMember } from "../store/alert-members.js";
import type { Db } from "../store/db.js";
import { keepEnd, takeEnd } from "../store/early-ends.js";
import { addEvent } from "../store/events.js";
import { countAlert, reopenIncident } from "../store/alert-incidents.js";
import { joinOrOpen, type IncidentRow } from "../store/incidents.js";
import { addTimeline } from "../store/timeline.js";
import { tellTurn } from "./alert-story.js";
import { noteChange } from "./flapping-groups.js";
import { leadGroup, placeOf } from "./place-alert.js";
import { storedConfig } from "./policy.js";

/** How long the end of an alert waits for its beginning. */
export const EARLY_END_MS = 10 * MINUTE;

export interface Taken {
  incident: IncidentRow | { id: number };
  /** The event that was stored. */
  event: number;
  turn: AlertTransition;
  /** The incident was made for it. */
  fresh: boolean;
  /** It was over, as the row tells, and goes on. */
  returned: IncidentRow | null;
}

interface Came {
  delivery: string | null;
  /** When it was received: the order of all that is decided here. */
  at: Date;
  now: Date;
}

/**
 * One message of an alert: it opens an incident, joins that of its group, or changes how it stands there. Its group's row is
 * locked first, then the incident's. null: it is the end of something that nobody has heard of.
 */
export async function takeAlert(tx: Db, event: AlertEvent, came: Came): Promise<Taken | null> {
  const { at, now } = came;
  const config =
    event.repository === null ? defaultConfig : await storedConfig(tx, event.repository.fullName);
  // Nothing is made of what nobody has heard of, not even a group.
  if (event.status === "resolved" && (await memberByKey(tx, event.key)) === null) {
    await keepEarly(tx, event, came);
    return null;
  }
  const labels = groupLabels(event, config.group_by);
  // Sent together, done in this order: the member is read behind the lock.
  const [group, known] = await Promise.all([
    lockGroup(tx, groupKey(event, labels), labels, now),
    memberByKey(tx, event.key),
  ]);
  const turn = transitionOf(
    known && { statedStart: known.stated_start, ended: known.ended_at !== null },
    event,
  );
  if (turn === "early") {
    await keepEarly(tx, event, came);
    return null;
  }
  const place = await placeOf(tx, { event, turn, known, group, config, at });
  const id = place.how === "opens" ? (await open(tx, event, at, now)).id : place.incident.id;
  if (place.how === "returns") await reopenIncident(tx, id, now);
  const before = known?.incident_id === id ? known : null;
  const member = memberAfter(before, { event, turn, at, incident: id, group: group.key, role: place.role });
  const goesOn = before !== null && countsAsBefore(before, member);
  const counted = { severity: place.how === "opens" ? event.severity : place.incident.severity, at, now };
  const [, stored] = await Promise.all([
    saveMember(tx, member),
    addEvent(tx, id, came.delivery, event),
    goesOn ? countAlert(tx, id, counted) : null,
  ]);
  await tellTurn(tx, id, { event, turn, place: place.how, role: place.role, at });
  const moved = await leadGroup(tx, group, place, id);
  if (moved || turn === "begins" || turn === "ends") await noteChange(tx, group, at);
  if (turn === "begins") await endIfToldBefore(tx, member, group, at);
  if (place.how !== "opens" && !goesOn)
    await countAlert(tx, id, {
      ...counted,
      severity: severityOf(await standingOf(tx, id), counted.severity),
    });
  return {
    incident: place.how === "opens" ? { id } : place.incident,
    event: stored.id,
    turn,
    fresh: place.how === "opens",
    returned: place.how === "returns" ? place.incident : null,
  };
}

/** For the beginning that may come yet; a sender that says no beginning has none that could be told apart. */
async function keepEarly(tx: Db, event: AlertEvent, { delivery, at }: Came): Promise<void> {
  const { startedAt } = event;
  if (startedAt !== undefined) await keepEnd(tx, { ...event, startedAt }, { delivery, at });
}

const open = (tx: Db, event: AlertEvent, at: Date, now: Date): Promise<{ id: number }> =>
  joinOrOpen(tx, {
    key: event.key,
    kind: event.kind,
    repository: event.repository,
    severity: event.severity,
    title: event.title,
    service: event.service,
    fingerprint: event.fingerprint,
    run: null,
    source: event.source,
    environment: environmentOf(event.labels),
    firstSeen: beganAt(event, at),
    at,
    now,
  });

/** As its sender says, where that is believed. */
const beganAt = ({ occurredAt, statedAt }: AlertEvent, at: Date): Date =>
  statedAt === undefined && occurredAt < at ? occurredAt : at;

function memberAfter(
  before: AlertMember | null,
  now: {
    event: AlertEvent;
    turn: AlertTransition;
    at: Date;
    incident: number;
    group: string;
    role: AlertRole;
  },
): AlertMember {
  const { event, turn, at } = now;
  const begins = turn === "begins" || before === null;
  if (turn === "late" && before) return { ...before, messages: before.messages + 1, last_seen: at };
  return {
    incident_id: now.incident,
    key: event.key,
    group_key: now.group,
    role: now.role,
    title: event.status === "firing" || !before ? event.title : before.title,
    severity: event.status === "firing" || !before ? event.severity : before.severity,
    service: event.service ?? before?.service ?? null,
    labels: event.status === "firing" || !before ? event.labels : before.labels,
    ...saidBeside(event, before),
    url: event.url ?? before?.url ?? null,
    gap: event.gap ?? null,
    stated_start: event.startedAt ?? (begins ? null : before.stated_start),
    began_at: begins && event.status === "firing" ? beganAt(event, at) : (before?.began_at ?? at),
    last_seen: at,
    ended_at: event.status === "firing" ? null : (before?.ended_at ?? at),
    unproven: event.status === "firing" ? null : (event.unproven ?? before?.unproven ?? null),
    firings: (before?.firings ?? 0) + (begins ? 1 : 0),
    messages: (before?.messages ?? 0) + 1,
  };
}

/** What an incident's severity is made of is as it was: most messages of a storm say again what is known. */
const countsAsBefore = (before: AlertMember, now: AlertMember): boolean =>
  before.severity === now.severity &&
  before.role === now.role &&
  before.ended_at?.getTime() === now.ended_at?.getTime();

/** Most ends say nothing, or what it was when it fired. */
const saidBeside = (
  { status, message, annotations = {}, links = {} }: AlertEvent,
  before: AlertMember | null,
): Pick<AlertMember, "message" | "annotations" | "links"> =>
  status === "firing" || !before
    ? { message, annotations, links }
    : { message: before.message, annotations: before.annotations, links: before.links };

/** The end overtook the beginning. */
async function endIfToldBefore(tx: Db, member: AlertMember, group: AlertGroup, at: Date): Promise<void> {
  if (member.stated_start === null) return;
  const since = new Date(at.getTime() - EARLY_END_MS);
  const end = await takeEnd(tx, member.key, member.stated_start, since);
  if (!end) return;
  const { event, received_at: received, delivery_id: delivery } = end;
  await saveMember(tx, {
    ...member,
    ended_at: at,
    unproven: event.unproven ?? null,
    messages: member.messages + 1,
  });
  await addEvent(tx, member.incident_id, delivery, event);
  await addTimeline(tx, member.incident_id, {
    kind: "seen",
    actor: event.source,
    text: `Resolved: ${event.title} (told at ${received.toISOString()}, before its firing)`,
    url: event.url,
    at,
  });
  await noteChange(tx, group, at);
}
