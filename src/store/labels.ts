import type { Db } from "./db.js";

/** What a person said an incident really was. */
export interface LabelRow {
  incident_id: number;
  label: string;
  by: string;
  at: Date;
}

export const addLabel = (
  db: Db,
  l: { incidentId: number; label: string; by: string; at: Date },
): Promise<number> =>
  db.run`insert into labels (incident_id, label, by, at) values (${l.incidentId}, ${l.label}, ${l.by}, ${l.at})`;

/** Of one incident, newest first. */
export const labelsOf = (db: Db, incident: number): Promise<LabelRow[]> =>
  db.many<LabelRow>`
    select incident_id, label, by, at from labels where incident_id = ${incident} order by id desc limit 20`;

/** What was said last of any incident of a failure in its repository. */
export const lastLabelOf = (
  db: Db,
  { repository, fingerprint }: { repository: string; fingerprint: string },
): Promise<LabelRow | null> =>
  db.maybe<LabelRow>`
    select labels.incident_id, label, by, labels.at from incidents i join labels on labels.incident_id = i.id
    where i.fingerprint = ${fingerprint} and i.repository = ${repository}
    order by labels.id desc limit 1`;

/** The newest of each of some incidents. */
export const lastLabels = async (db: Db, incidents: readonly number[]): Promise<Map<number, LabelRow>> =>
  new Map(
    (
      await db.many<LabelRow>`
        select newest.* from unnest(${[...incidents]}::bigint[]) as wanted (id)
        cross join lateral (
          select incident_id, label, by, at from labels where incident_id = wanted.id
          order by labels.id desc limit 1) newest`
    ).map((row) => [row.incident_id, row]),
  );
