import { z } from "zod";
import { HealError } from "../core/errors.js";
import { about, numbers, type DetectionAbout } from "../detection/about.js";
import { readCursor, writeCursor } from "./cursor.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

/** A detector's finding, with the numbers behind it. */
export interface NewDetection {
  incident: number | null;
  detector: string;
  subject: string;
  reason: string;
  /** 0..1 */
  score: number;
  numbers: Record<string, number>;
  /** When it opens and closes, for people. */
  threshold: string | null;
  requiresAttention: boolean;
  silenced: string | null;
  repository: string | null;
  service: string | null;
  about: DetectionAbout;
  at: Date;
}

const columns = z.object({ numbers, about });

export interface DetectionRow extends z.output<typeof columns> {
  id: number;
  incident_id: number | null;
  detector: string;
  subject: string;
  reason: string;
  score: number;
  threshold: string | null;
  requires_attention: boolean;
  silenced: string | null;
  repository: string | null;
  service: string | null;
  at: Date;
}

type RawDetection = Raw<DetectionRow, typeof columns>;
const read = (row: RawDetection): DetectionRow => parsedRow("detections", columns, row, row.id);

export const addDetection = (db: Db, d: NewDetection): Promise<{ id: number }> =>
  db.one`
    insert into detections (incident_id, detector, subject, reason, score, numbers, threshold, requires_attention, silenced,
      repository, service, about, at)
    values (${d.incident}, ${d.detector}, ${d.subject}, ${d.reason}, ${d.score}, ${json(d.numbers)}::jsonb, ${d.threshold},
      ${d.requiresAttention}, ${d.silenced}, ${d.repository}, ${d.service}, ${json(d.about)}::jsonb, ${d.at})
    returning id`;

/** Of one incident, oldest first. */
export const detectionsOf = async (db: Db, incident: number): Promise<DetectionRow[]> =>
  (
    await db.many<RawDetection>`select * from detections where incident_id = ${incident} order by id limit 200`
  ).map(read);

export async function getDetection(db: Db, id: number): Promise<DetectionRow | null> {
  const row = await db.maybe<RawDetection>`select * from detections where id = ${id}`;
  return row && read(row);
}

/** The latest findings about one subject, newest first. */
export const detectionsAbout = async (db: Db, subject: string, limit: number): Promise<DetectionRow[]> =>
  (
    await db.many<RawDetection>`
      select * from detections where subject = ${subject} order by at desc, id desc limit ${limit}`
  ).map(read);

export interface DetectionFilter {
  /** Only those that called somebody. */
  alertsOnly?: boolean;
  detector?: string;
  cursor?: string;
  limit?: number;
}

/** Newest first. Throws `HEAL_INPUT_INVALID` on a cursor that is not ours. */
export async function listDetections(
  db: Db,
  { alertsOnly = false, detector, cursor, limit = 50 }: DetectionFilter,
): Promise<{ detections: DetectionRow[]; next: string | null }> {
  const from = cursor === undefined ? null : readCursor(cursor);
  if (from && !/^\d{1,15}$/.test(from.id))
    throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours");
  const rows = await db.many<DetectionRow>`
    select * from detections
    where (not ${alertsOnly} or requires_attention)
      and (${detector ?? null}::text is null or detector = ${detector ?? null})
      and (${from?.at ?? null}::timestamptz is null or (at, id) < (${from?.at ?? null}, ${from?.id ?? null}::bigint))
    order by at desc, id desc limit ${limit + 1}`;
  const detections = rows.slice(0, limit);
  const last = detections.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { detections, next: more ? writeCursor({ at: last.at, id: String(last.id) }) : null };
}

export type LabelVerdict = "right" | "noise";

/** A person's label of a finding; the last one counts. */
export const labelDetection = (
  db: Db,
  l: { detection: number; verdict: LabelVerdict; note?: string; by: string; at: Date },
): Promise<number> =>
  db.run`
    insert into detection_labels (detection_id, verdict, note, by, at)
    values (${l.detection}, ${l.verdict}, ${l.note ?? null}, ${l.by}, ${l.at})
    on conflict (detection_id, by) do update set verdict = excluded.verdict, note = excluded.note, at = excluded.at`;

/** The same for all findings of an incident. */
export const labelIncident = (
  db: Db,
  l: { incident: number; verdict: LabelVerdict; note: string; by: string; at: Date },
): Promise<number> =>
  db.run`
    insert into detection_labels (detection_id, verdict, note, by, at)
    select id, ${l.verdict}::text, ${l.note}::text, ${l.by}::text, ${l.at}::timestamptz from detections
    where incident_id = ${l.incident} and detector <> 'resolved'
    on conflict (detection_id, by) do update set verdict = excluded.verdict, note = excluded.note, at = excluded.at`;

export const labelsOfDetection = (
  db: Db,
  id: number,
): Promise<{ verdict: LabelVerdict; note: string | null; by: string; at: Date }[]> =>
  db.many`select verdict, note, by, at from detection_labels where detection_id = ${id} order by at, id limit 50`;

/** Findings that belong to no incident go after a while; those of incidents stay with them. */
export const expireDetections = (db: Db, before: Date, limit = 1_000): Promise<number> =>
  db.run`
    delete from detections where id in (
      select id from detections where incident_id is null and at < ${before} limit ${limit})`;
