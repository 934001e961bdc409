import { median } from "../detection/statistics/robust.js";
import { durationOf } from "../performance/durations.js";
import type { Db } from "../store/db.js";
import { latestRuns, type WorkflowTotal } from "../store/workflow-totals.js";
import { seriesUrl } from "./range.js";
import { measure } from "./units.js";

/** Runs that a workflow's median is of. */
export const LATEST = 20;

/** Workflows as lines of a table, with the median duration of their latest successful runs. */
export async function workflowLines(db: Db, workflows: readonly WorkflowTotal[], now: Date) {
  const seconds = new Map<string, number[]>();
  for (const run of await latestRuns(db, workflows, { now, each: LATEST })) {
    const took = durationOf({ startedAt: run.started_at, finishedAt: run.finished_at.toISOString() });
    // A run whose times are no times is left out.
    if (typeof took === "number") seconds.set(keyOf(run), [...(seconds.get(keyOf(run)) ?? []), took]);
  }
  return workflows.map((one) => {
    const own = seconds.get(keyOf(one));
    return {
      workflow: one.workflow,
      repository: one.repository,
      href: seriesUrl({ ...one, job: null }),
      runs: one.runs,
      failed: one.failed,
      median: own === undefined ? null : measure(median(own), "seconds"),
    };
  });
}

const keyOf = ({ repository, workflow }: Pick<WorkflowTotal, "repository" | "workflow">): string =>
  JSON.stringify([repository, workflow]);
