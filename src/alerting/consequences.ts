import { FOLLOWS_FOR_MS } from "../events/alerts/dependencies.js";
import { environmentOf } from "../events/alerts/environment.js";
import { severityOf } from "../events/alerts/standing.js";
import type { AlertEvent } from "../events/event.js";
import { finalStates } from "../events/incident.js";
import { lockGroup, saveGroup, type AlertGroup } from "../store/alert-groups.js";
import {
  followersLeft,
  memberByKey,
  saveMember,
  standingOf,
  type AlertMember,
} from "../store/alert-members.js";
import type { Db } from "../store/db.js";
import { addEvent, lastFiring } from "../store/events.js";
import { countAlert, getAndLockIncident } from "../store/alert-incidents.js";
import { joinOrOpen, type IncidentRow } from "../store/incidents.js";
import { addTimeline } from "../store/timeline.js";

/** What went on firing after its cause was over has a trouble of its own, and an incident for it, one for all of its group; gives those to wake. */
export async function releaseConsequences(db: Db, now: Date, limit: number): Promise<number[]> {
  const opened = new Set<number>();
  for (const member of await followersLeft(db, new Date(now.getTime() - FOLLOWS_FOR_MS), limit)) {
    const id = await db.tx((tx) => release(tx, member, now));
    if (id !== null) opened.add(id);
  }
  return [...opened];
}

async function release(
  tx: Db,
  { incident_id: of, key, group_key: groupKey }: AlertMember,
  now: Date,
): Promise<number | null> {
  const group = await lockGroup(tx, groupKey, null, now);
  const cause = await getAndLockIncident(tx, of);
  const event = await lastFiring(tx, of, key);
  const [member] = await followersLeft(tx, now, 1, { incident: of, key });
  if (!cause || !finalStates.includes(cause.state) || !member || !event) return null;
  await saveMember(tx, { ...member, ended_at: now, unproven: "it goes on by itself" });
  const newest = await memberByKey(tx, key);
  // It was told again since, and is taken in elsewhere.
  if (newest && newest.incident_id !== of) return null;
  const current = await incidentOfGroup(tx, group, of);
  const id = current?.id ?? (await openFor(tx, member, event, now));
  const role = current ? group.role : "cause";
  await saveMember(tx, { ...member, incident_id: id, role, firings: 1, messages: 1 });
  await addEvent(tx, id, null, event);
  const { title, url } = event;
  const text = `It goes on after incident ${of}, which it was taken to follow from, was over: ${title}`;
  await addTimeline(tx, id, { kind: "seen", actor: "heal", text, url, at: now });
  await saveGroup(tx, { ...group, incident_id: id, role, firing: true, changed_at: now });
  if (current) {
    const severity = severityOf(await standingOf(tx, id), current.severity);
    await countAlert(tx, id, { severity, at: member.last_seen, now });
  }
  return id;
}

/** Where the group is taken care of by now; null: nowhere but where it is left. */
async function incidentOfGroup(
  tx: Db,
  { incident_id: id }: AlertGroup,
  left: number,
): Promise<IncidentRow | null> {
  const row = id === null || id === left ? null : await getAndLockIncident(tx, id);
  return row && !finalStates.includes(row.state) ? row : null;
}

async function openFor(tx: Db, member: AlertMember, event: AlertEvent, now: Date): Promise<number> {
  const { kind, repository, severity, title, service, fingerprint, source } = event;
  const environment = environmentOf(event.labels);
  const about = { kind, repository, severity, title, service, fingerprint, source, environment, run: null };
  const times = { firstSeen: member.began_at, at: member.last_seen, now };
  return (await joinOrOpen(tx, { key: member.key, ...about, ...times })).id;
}
