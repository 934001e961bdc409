import { noLog } from "./absent.js";
import type { Diagnosis, LogInput } from "./diagnosis.js";
import { diagnoseOne } from "./one.js";
import { overallOf } from "./overall.js";

/** A job as GitHub tells it, with its log where there is one. */
export interface JobInput {
  name: string;
  conclusion: string | null;
  steps: readonly { name: string; conclusion: string | null }[];
  log: string | null;
  annotations?: readonly { level?: string; message: string; path?: string; line?: number }[];
}

const failing = new Set(["failure", "timed_out", "startup_failure", "cancelled", "action_required"]);

/** One diagnosis per failed job, in order, and one about all of them. */
export function diagnoseJobs(jobs: readonly JobInput[]): { overall: Diagnosis; jobs: Diagnosis[] } {
  const each = jobs.filter((job) => failing.has(job.conclusion ?? "")).map(diagnoseJob);
  return { overall: overallOf(each), jobs: each };
}

function diagnoseJob(job: JobInput): Diagnosis {
  const step = job.steps.find(
    ({ conclusion }) => conclusion === "failure" || conclusion === "timed_out",
  )?.name;
  const said = (job.annotations ?? []).filter(({ level }) => level === undefined || level === "failure");
  // Annotations outlive logs, and some failures (lost runners, invalid workflows) leave nothing else.
  const annotated = said.map(({ message }) => `##[error]${message}`).join("\n");
  const input = (text: string): LogInput => ({
    text,
    job: job.name,
    ...(step === undefined ? {} : { step }),
  });
  const fromLog =
    job.log === null ? noLog("GitHub has no log of this job", job.name) : diagnoseOne(input(job.log));
  if (annotated === "" || !["no_log", "unknown"].includes(fromLog.category)) return fromLog;
  const fromAnnotations = diagnoseOne(input(`${annotated}\n`));
  return fromAnnotations.category === "unknown" ? fromLog : fromAnnotations;
}
