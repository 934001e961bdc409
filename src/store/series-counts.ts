import type { Db } from "./db.js";

/** How many series each component got since then. */
export const countNewSeries = async (
  db: Db,
  components: readonly string[],
  since: Date,
): Promise<Map<string, number>> => {
  const rows = await db.many<{ component: string; n: number }>`
    select component, count(*) as n from metric_series
    where component = any(${[...components]}::text[]) and created_at > ${since} group by component`;
  return new Map(rows.map(({ component, n }) => [component, n]));
};
