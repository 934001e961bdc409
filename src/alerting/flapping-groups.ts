import { calmAt, flappingText, isFlapping, recent } from "../events/alerts/flapping.js";
import { endFlapping, groupOf, saveGroup, type AlertGroup } from "../store/alert-groups.js";
import { isGroupFiring } from "../store/alert-members.js";
import type { Db } from "../store/db.js";
import { addTimeline } from "../store/timeline.js";

/** After one of its alerts began or ended: the group as a whole may have changed, and so may its flapping. */
export async function noteChange(tx: Db, group: AlertGroup, at: Date): Promise<void> {
  const { incident_id: incident } = group;
  const firing = incident !== null && (await isGroupFiring(tx, incident, group.key));
  const changed = firing !== group.firing;
  if (changed) {
    group.firing = firing;
    group.changed_at = at;
    group.changes = recent([...group.changes, at.getTime()], at.getTime());
  }
  const before = group.flapping_since !== null;
  const flaps = isFlapping({ times: group.changes, flapping: before }, at.getTime());
  if (flaps) group.flapped_at = at;
  if (incident !== null && flaps !== before && group.role === "cause") {
    group.flapping_since = flaps ? at : null;
    await tell(tx, incident, group, at);
  }
  await saveGroup(tx, group);
}

const tell = (
  db: Db,
  incident: number,
  { changes, flapping_since: since }: AlertGroup,
  at: Date,
): Promise<number> =>
  addTimeline(db, incident, {
    kind: "detected",
    actor: "heal",
    text:
      since === null
        ? "It no longer flaps"
        : `It is ${flappingText({ times: changes }, at.getTime())}: nothing is done and nothing is learned until it has calmed down`,
    at,
  });

/** What a flapping incident says of itself, and when it will have calmed down; null: it does not flap. */
export interface Flapping {
  text: string;
  calmAt: Date;
}

/** Since when an incident's alerts fire, and when they were last known to flap; null: none of a sender fires. */
export async function firingNow(
  db: Db,
  incident: number,
): Promise<{ since: Date; flappedAt: Date | null } | null> {
  const group = await groupOf(db, incident);
  return group?.firing ? { since: group.changed_at, flappedAt: group.flapped_at } : null;
}

/** Whether an incident's alerts flap now. One that has calmed down since is told so. */
export async function flappingNow(db: Db, incident: number, now: Date): Promise<Flapping | null> {
  const group = await groupOf(db, incident);
  if (!group || group.flapping_since === null) return null;
  const of = { times: group.changes, flapping: true };
  if (isFlapping(of, now.getTime()))
    return { text: flappingText(of, now.getTime()), calmAt: new Date(calmAt(of, now.getTime())) };
  if ((await endFlapping(db, group)) > 0) await tell(db, incident, { ...group, flapping_since: null }, now);
  return null;
}
