import { MINUTE } from "../core/clock.js";
import { finalStates } from "../events/incident.js";
import { lockGroup, saveGroup } from "../store/alert-groups.js";
import { followersLeft, saveMember, type AlertMember } from "../store/alert-members.js";
import type { Db } from "../store/db.js";
import { addEvent, lastFiring } from "../store/events.js";
import { getAndLockIncident } from "../store/alert-incidents.js";
import { joinOrOpen } from "../store/incidents.js";
import { addTimeline } from "../store/timeline.js";

/** What follows from another's trouble ends some minutes after it. */
const GRACE_MS = 5 * MINUTE;

/** What went on firing after its cause was over has a trouble of its own, and an incident for it; gives those to wake. */
export async function releaseConsequences(db: Db, now: Date, limit: number): Promise<number[]> {
  const opened: number[] = [];
  for (const member of await followersLeft(db, new Date(now.getTime() - GRACE_MS), limit)) {
    const id = await db.tx((tx) => release(tx, member, now));
    if (id !== null) opened.push(id);
  }
  return opened;
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
  const { kind, repository, severity, title, service, fingerprint } = event;
  const about = { key, kind, repository, severity, title, service, fingerprint, run: null };
  const { id } = await joinOrOpen(tx, { ...about, firstSeen: member.began_at, at: member.last_seen, now });
  await saveMember(tx, { ...member, ended_at: now, unproven: "it goes on by itself" });
  await saveMember(tx, { ...member, incident_id: id, role: "cause", firings: 1, messages: 1 });
  await addEvent(tx, id, null, event);
  const text = `It goes on after incident ${of}, which it was taken to follow from, was over: ${title}`;
  await addTimeline(tx, id, { kind: "seen", actor: "heal", text, url: event.url, at: now });
  await saveGroup(tx, { ...group, incident_id: id, role: "cause", firing: true, changed_at: now });
  return id;
}
