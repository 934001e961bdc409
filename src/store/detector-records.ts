import { z } from "zod";
import { DAY } from "../core/clock.js";
import { counted, countedWindow, sinceCounted } from "./counted.js";
import type { Db } from "./db.js";
import { forgetPosition, getPosition, setPosition } from "./positions.js";

export interface DetectorRecord {
  detector: string;
  findings: number;
  calls: number;
  right: number;
  noise: number;
}

/** How far back a detector's record looks. */
const RECORD_MS = 90 * DAY;
/** Labels that a record is judged by: people's latest. */
export const LABELS = 2_000;

const NAME = "detector-records";
const totals = counted.extend({
  /** Name, findings, and those that called somebody. */
  detectors: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

interface Findings {
  detector: string;
  findings: number;
  calls: number;
}

const countFindings = (db: Db, { from, to }: { from: Date; to: Date }): Promise<Findings[]> =>
  db.many<Findings>`
    select detector, count(*) as findings, count(*) filter (where requires_attention) as calls from detections
    where at > ${from} and at <= ${to} group by detector order by findings desc, detector limit 1000`;

/** Counts everything once more: for the hourly housekeeping, not for a page. */
export async function countDetections(db: Db, now: Date): Promise<void> {
  const { from, to } = countedWindow(now, RECORD_MS);
  const rows = await countFindings(db, { from, to });
  const detectors = rows.map((one) => [one.detector, one.findings, one.calls] as const);
  await setPosition(db, NAME, { from: from.toISOString(), to: to.toISOString(), detectors }, now);
}

export const forgetDetections = (db: Db): Promise<void> => forgetPosition(db, NAME);

/** Findings of each detector in the last 90 days, and how people labelled them: by the latest `labels` labels. */
export async function detectorRecords(db: Db, now: Date, labels = LABELS): Promise<DetectorRecord[]> {
  const since = new Date(now.getTime() - RECORD_MS);
  const [found, labelled] = await Promise.all([
    findingsSince(db, since, now),
    db.many<{ detector: string; right: number; noise: number }>`
      select d.detector, count(*) filter (where l.verdict = 'right') as right,
        count(*) filter (where l.verdict = 'noise') as noise
      from (select detection_id, verdict from detection_labels where at >= ${since} order by at desc limit ${labels}) l
      join detections d on d.id = l.detection_id
      where d.at > ${since} and d.at <= ${now} group by d.detector`,
  ]);
  const judged = new Map(labelled.map((one) => [one.detector, one]));
  return found
    .map((one) => {
      const { right = 0, noise = 0 } = judged.get(one.detector) ?? {};
      return { ...one, right, noise };
    })
    .sort((a, b) => b.findings - a.findings || (a.detector < b.detector ? -1 : 1))
    .slice(0, 100);
}

async function findingsSince(db: Db, since: Date, now: Date): Promise<Findings[]> {
  const known = await getPosition(db, NAME, totals);
  const spans = sinceCounted(known, since, now);
  if (!known || !spans) return countFindings(db, { from: since, to: now });
  const [added, gone] = await Promise.all([countFindings(db, spans.added), countFindings(db, spans.gone)]);
  const sums = new Map(
    known.detectors.map(([detector, findings, calls]) => [detector, { detector, findings, calls }]),
  );
  const add = (sign: 1 | -1) => (one: Findings) => {
    const { findings, calls } = sums.get(one.detector) ?? { findings: 0, calls: 0 };
    const sum = { findings: findings + sign * one.findings, calls: calls + sign * one.calls };
    sums.set(one.detector, { detector: one.detector, ...sum });
  };
  added.forEach(add(1));
  gone.forEach(add(-1));
  return [...sums.values()].filter(({ findings }) => findings > 0);
}
