import { eventsOf } from "../store/events.js";
import { addTimeline } from "../store/history.js";
import { toIncident, type IncidentRow } from "../store/incidents.js";
import { newestAttempt, runsOfWorkflow } from "../store/runs.js";
import { code } from "../diagnosis/words.js";
import { closeIssue } from "./close.js";
import type { Next, PipelineDeps } from "./deps.js";

/** Why an incident is over without heal's doing, as far as rows tell; null: it is not. */
export async function overBecause(row: IncidentRow, { db }: PipelineDeps): Promise<string | null> {
  if (row.kind === "alert") {
    const last = (await eventsOf(db, row.id)).filter((event) => event.kind === "alert").at(-1);
    return last?.status === "resolved" ? "the alert resolved" : null;
  }
  const { repository, run } = toIncident(row);
  if (!repository) return null;
  if (!run) {
    // Opened by a report; its run ended well all the same.
    const runId = Number(row.key.split(":").at(-1));
    const end = await newestAttempt(db, repository.fullName, runId);
    return end?.conclusion === "success" ? "the run passed" : null;
  }
  const same = await newestAttempt(db, repository.fullName, run.runId);
  if (same && same.attempt > run.attempt && same.conclusion === "success")
    return `attempt ${same.attempt} passed`;
  const newer = (await runsOfWorkflow(db, repository.fullName, run.workflow, 20)).find(
    (one) => one.facts.branch === run.branch && one.run_id > run.runId && one.conclusion === "success",
  );
  return newer ? `${run.workflow} passed on ${run.branch} at ${newer.head_sha.slice(0, 7)}` : null;
}

/** Ends an incident that is over: by itself, or by people. */
export async function endIfOver(row: IncidentRow, deps: PipelineDeps): Promise<Next | null> {
  const why = await overBecause(row, deps);
  if (why === null) return null;
  const now = deps.clock.now();
  const retryAt = await closeIssue(row, `**heal:** this is over: ${code(why)}.`, deps);
  if (retryAt) return { state: row.state, nextStepAt: retryAt, progress: false };
  return {
    state: "closed",
    nextStepAt: null,
    progress: true,
    write: async (tx) => {
      await addTimeline(tx, row.id, {
        kind: "closed",
        actor: "heal",
        text: `Closed without heal's doing: ${why}`,
        at: now,
      });
    },
  };
}
