import { refOfRow, type RunFacts } from "../events/event.js";
import { addTimeline } from "../store/timeline.js";
import { setRun, type IncidentRow } from "../store/incidents.js";
import { newestAttempt } from "../store/runs.js";
import type { Next, PipelineDeps } from "./deps.js";
import { runOfKey } from "./self-resolution.js";

/**
 * The run of an incident that a report opened, kept with it from then on: it tells whose code failed. Null: nobody knows it.
 * A run that ended as no failure (cancelled, say) is told by no event of its own.
 */
export async function runOfReport(
  row: IncidentRow,
  { db, github }: Pick<PipelineDeps, "db" | "github">,
): Promise<RunFacts | null> {
  const repository = refOfRow(row);
  if (row.run || !repository) return row.run;
  const runId = runOfKey(row);
  const told = await newestAttempt(db, repository.fullName, runId);
  const run = told?.facts ?? (await github.run({ repository, runId }));
  if (!run) return null;
  await setRun(db, row.id, run);
  row.run = run;
  return run;
}

/** Nobody can say whose code failed: nothing is done for it. */
export const unknownRun = (row: IncidentRow, now: Date): Next => ({
  state: "ignored",
  nextStepAt: null,
  progress: true,
  write: async (tx) => {
    const text =
      "Nothing is done: GitHub does not know the run of this report, so whose code failed is not known";
    await addTimeline(tx, row.id, { kind: "decided", actor: "heal", text, at: now });
  },
});
