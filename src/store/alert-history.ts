import type { IncidentState } from "../events/incident.js";
import type { Db } from "./db.js";

/** What is known of a group of alerts beside the incident that is looked at. */
export interface GroupHistory {
  /** Since the moment asked for, with this incident: how many incidents, and how often one of its alerts began to fire. */
  incidents: number;
  firings: number;
  /** The one before; null: there is none any more. */
  previous: { id: number; state: IncidentState; closed_at: Date | null; end: string | null } | null;
  /** What helped last; null: nothing is known to have helped. */
  helped: { incident_id: number; action: string; reason: string; at: Date } | null;
}

/** How many alerts of earlier incidents are looked through for what helped. */
const LOOKED_AT = 900;

/** Of a group as cause: what follows from others' trouble says nothing of its own. */
export async function historyOfGroup(
  db: Db,
  group: string,
  { incident, since }: { incident: number; since: Date },
): Promise<GroupHistory> {
  const counted = await db.one<{ incidents: number; firings: number }>`
    select count(distinct incident_id) as incidents, coalesce(sum(firings), 0)::bigint as firings from alert_members
    where group_key = ${group} and role = 'cause' and last_seen > ${since}`;
  const previous = await db.maybe<NonNullable<GroupHistory["previous"]>>`
    select i.id, i.state, i.closed_at,
      (select text from timeline where incident_id = i.id and kind in ('closed', 'verified') order by id desc limit 1) as end
    from incidents i where i.id = (
      select incident_id from alert_members where group_key = ${group} and role = 'cause' and incident_id < ${incident}
      order by last_seen desc limit 1)`;
  const helped = await db.maybe<NonNullable<GroupHistory["helped"]>>`
    select o.incident_id, o.action, o.reason, o.at from (
      select distinct incident_id from (
        select incident_id from alert_members where group_key = ${group} and role = 'cause' and incident_id <> ${incident}
        order by last_seen desc limit ${LOOKED_AT}) members) before
    join outcomes o on o.incident_id = before.incident_id
    where o.verdict = 'successful' order by o.id desc limit 1`;
  return { ...counted, previous, helped };
}
