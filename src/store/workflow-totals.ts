import { z } from "zod";
import { DAY } from "../core/clock.js";
import { counted, countedWindow, sinceCounted } from "./counted.js";
import type { Db } from "./db.js";
import { forgetPosition, getPosition, setPosition } from "./positions.js";

/** What finished of a workflow in the last 30 days, of the repositories' own code. */
export interface WorkflowTotal {
  repository: string;
  workflow: string;
  runs: number;
  failed: number;
}

const SPAN_MS = 30 * DAY;
/** Workflows that are remembered: with more than these, the rarest show what came since the last count alone. */
const MOST = 5_000;

const NAME = "workflow-totals";
const totals = counted.extend({
  /** Repository, workflow, attempts that finished, and those that failed. */
  workflows: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()])),
});

const countRuns = (db: Db, { from, to }: { from: Date; to: Date }): Promise<WorkflowTotal[]> =>
  db.many<WorkflowTotal>`
    select repository, workflow, count(*) as runs,
      count(*) filter (where conclusion in ('failure', 'timed_out', 'startup_failure')) as failed
    from runs where finished_at > ${from} and finished_at <= ${to} and own_code
    group by repository, workflow order by runs desc, repository, workflow limit ${MOST}`;

/** Counts everything once more: for the hourly housekeeping, not for a page. */
export async function countWorkflowTotals(db: Db, now: Date): Promise<void> {
  const { from, to } = countedWindow(now, SPAN_MS);
  const rows = await countRuns(db, { from, to });
  const workflows = rows.map((one) => [one.repository, one.workflow, one.runs, one.failed] as const);
  await setPosition(db, NAME, { from: from.toISOString(), to: to.toISOString(), workflows }, now);
}

export const forgetWorkflowTotals = (db: Db): Promise<void> => forgetPosition(db, NAME);

/** Busiest first. */
export async function workflowTotals(db: Db, now: Date): Promise<WorkflowTotal[]> {
  const since = new Date(now.getTime() - SPAN_MS);
  const known = await getPosition(db, NAME, totals);
  const spans = sinceCounted(known, since, now);
  if (!known || !spans) return countRuns(db, { from: since, to: now });
  const [added, gone] = await Promise.all([countRuns(db, spans.added), countRuns(db, spans.gone)]);
  const sums = new Map<string, WorkflowTotal>();
  const add = ({ repository, workflow, runs, failed }: WorkflowTotal, sign: 1 | -1): void => {
    const key = JSON.stringify([repository, workflow]);
    const sum = sums.get(key) ?? { repository, workflow, runs: 0, failed: 0 };
    sums.set(key, { ...sum, runs: sum.runs + sign * runs, failed: sum.failed + sign * failed });
  };
  for (const [repository, workflow, runs, failed] of known.workflows)
    add({ repository, workflow, runs, failed }, 1);
  for (const one of added) add(one, 1);
  for (const one of gone) add(one, -1);
  return [...sums.values()].filter(({ runs }) => runs > 0).sort(busiestFirst);
}

const busiestFirst = (a: WorkflowTotal, b: WorkflowTotal): number =>
  b.runs - a.runs || compare(a.repository, b.repository) || compare(a.workflow, b.workflow);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface LatestRun {
  repository: string;
  workflow: string;
  /** As GitHub told it. */
  started_at: string | null;
  finished_at: Date;
}

/** The latest successful first attempts of each of these workflows, in any order. */
export const latestRuns = (
  db: Db,
  workflows: readonly Pick<WorkflowTotal, "repository" | "workflow">[],
  { now, each }: { now: Date; each: number },
): Promise<LatestRun[]> =>
  db.many<LatestRun>`
    select w.repository, w.workflow, r.started_at, r.finished_at
    from unnest(${workflows.map((one) => one.repository)}::text[], ${workflows.map((one) => one.workflow)}::text[])
      as w (repository, workflow)
    cross join lateral (
      select facts ->> 'startedAt' as started_at, finished_at from runs
      where repository = w.repository and workflow = w.workflow and own_code and conclusion = 'success' and attempt = 1
        and finished_at > ${new Date(now.getTime() - SPAN_MS)} and finished_at <= ${now}
      order by finished_at desc limit ${each}) r`;
