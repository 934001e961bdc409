import type { Db } from "./db.js";

/** What a person said an incident really was. */
export const addLabel = (
  db: Db,
  l: { incidentId: number; label: string; by: string; at: Date },
): Promise<number> =>
  db.run`insert into labels (incident_id, label, by, at) values (${l.incidentId}, ${l.label}, ${l.by}, ${l.at})`;
