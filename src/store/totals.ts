import { z } from "zod";
import type { Db } from "./db.js";
import { countDetections, forgetDetections } from "./detector-records.js";
import { forgetPosition, getPosition, setPosition } from "./positions.js";
import { countWorkflowTotals, forgetWorkflowTotals } from "./workflow-totals.js";

/** What was counted up to a moment, so that a page counts only what came after it. */
const totals = z.object({
  /** ISO 8601: deliveries received up to it. */
  at: z.string(),
  deliveries: z.number(),
  /** Incidents with an id up to this one, by the lower-case name of their repository. */
  incident: z.number(),
  incidents: z.record(z.string(), z.number()),
});
type Totals = z.output<typeof totals>;

const NAME = "totals";

/** Counts everything once more. It reads whole indexes: for the hourly housekeeping, not for a page. */
export async function countTotals(db: Db, now: Date): Promise<void> {
  const { last } = await db.one<{ last: number }>`select coalesce(max(id), 0) as last from incidents`;
  const counted: Totals = {
    at: now.toISOString(),
    deliveries: (await deliveriesSince(db, null, now)).n,
    incident: last,
    incidents: Object.fromEntries(
      (
        await db.many<{ name: string; n: number }>`
          select lower(repository) as name, count(*) as n from incidents
          where repository is not null and id <= ${last} group by 1`
      ).map(({ name, n }) => [name, n]),
    ),
  };
  await setPosition(db, NAME, counted, now);
  await countDetections(db, now);
  await countWorkflowTotals(db, now);
}

/** A repository has another name now, or rows are gone. */
export async function forgetTotals(db: Db): Promise<void> {
  await forgetPosition(db, NAME);
  await forgetDetections(db);
  await forgetWorkflowTotals(db);
}

/** How many deliveries came. */
export async function totalDeliveries(db: Db): Promise<number> {
  const known = await getPosition(db, NAME, totals);
  const since = await deliveriesSince(db, known && new Date(known.at), null);
  return (known?.deliveries ?? 0) + since.n;
}

const deliveriesSince = (db: Db, from: Date | null, to: Date | null): Promise<{ n: number }> =>
  db.one`
    select count(*) as n from deliveries
    where (${from}::timestamptz is null or received_at > ${from}) and (${to}::timestamptz is null or received_at <= ${to})`;

/** How many incidents each repository had, by its lower-case name. */
export async function totalIncidents(db: Db): Promise<Map<string, number>> {
  const known = await getPosition(db, NAME, totals);
  const counts = new Map(Object.entries(known?.incidents ?? {}));
  const since = await db.many<{ name: string; n: number }>`
    select lower(repository) as name, count(*) as n from incidents
    where id > ${known?.incident ?? 0} and repository is not null group by 1`;
  for (const { name, n } of since) counts.set(name, (counts.get(name) ?? 0) + n);
  return counts;
}
