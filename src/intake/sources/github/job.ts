import { DAY } from "../../../core/clock.js";
import type { RepositoryRef } from "../../../events/event.js";
import type { Reading } from "../../../events/signal.js";
import { ignored } from "../../alert.js";
import { safe, time } from "../../text.js";
import type { WorkflowJob } from "./payload.js";

/** GitHub ends jobs after 5 days on own runners, and jobs that wait after one (docs: usage limits of Actions). */
const LONGEST = 5 * DAY;

/** Seconds between two moments; null when one is none, they are in the wrong order, or further apart than GitHub allows. */
function between(from: string | null | undefined, to: string | null | undefined): number | null {
  const ms = Date.parse(to ?? "") - Date.parse(from ?? "");
  return ms >= 0 && ms <= LONGEST ? ms / 1_000 : null;
}

/** A job that ran: when it was wanted, when a runner took it, and when it was done. */
export function readJob(payload: WorkflowJob, repository: RepositoryRef, receivedAt: Date): Reading {
  const { workflow_job: job } = payload;
  const conclusion = safe(job.conclusion);
  if (conclusion === "" || conclusion === "skipped") return ignored("the job did not run");
  return {
    signals: [
      {
        kind: "job-finished",
        repository,
        job: {
          jobId: job.id,
          runId: job.run_id,
          attempt: job.run_attempt ?? 1,
          workflow: safe(job.workflow_name),
          name: safe(job.name),
          headSha: safe(job.head_sha),
          onDefaultBranch: job.head_branch !== "" && job.head_branch === payload.repository.default_branch,
          conclusion,
          queuedSeconds: between(job.created_at, job.started_at),
          seconds: between(job.started_at, job.completed_at),
        },
        at: time(job.completed_at, receivedAt),
      },
    ],
  };
}
