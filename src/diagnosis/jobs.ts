import { MINUTE } from "../core/clock.js";
import { inThisThread, INLINE_BYTES, type Offload } from "../core/offload.js";
import { noLog } from "./missing-log.js";
import type { Diagnosis, LogInput } from "./diagnosis.js";
import { diagnoseSingleLog } from "./diagnose-log.js";
import { combineDiagnoses } from "./combine.js";
import { readLog, type LogToRead } from "./tasks.js";

/** A job as GitHub tells it, with its log where there is one. */
export interface JobInput {
  name: string;
  conclusion: string | null;
  steps: readonly { name: string; conclusion: string | null }[];
  log: string | null;
  annotations?: readonly { level?: string; message: string; path?: string; line?: number }[];
}

const failing = new Set(["failure", "timed_out", "startup_failure", "cancelled", "action_required"]);

/** A long log is read by another thread; a shorter one here, in pieces between which the event loop gets its turn. */
const LONG = INLINE_BYTES;
/** GitHub's logs are read to 64 MB, at some 10 MB a second. */
const READ_MS = 2 * MINUTE;

/** One diagnosis per failed job, in order, and one about all of them. */
export async function diagnoseJobs(
  jobs: readonly JobInput[],
  offload: Offload = inThisThread,
): Promise<{ overall: Diagnosis; jobs: Diagnosis[] }> {
  const each: Diagnosis[] = [];
  for (const job of jobs.filter(isFailed)) {
    const fromLog =
      job.log === null ? gone(job) : await diagnosed({ log: job.log, origin: originOf(job) }, offload);
    each.push(withAnnotations(job, fromLog));
  }
  return { overall: combineDiagnoses(each), jobs: each };
}

const diagnosed = (input: LogToRead, offload: Offload): Promise<Diagnosis> =>
  (input.log.length > LONG ? offload : inThisThread).run(readLog, () => ({ input }), {
    timeoutMs: READ_MS,
    priority: 9,
  });

const isFailed = (job: JobInput): boolean => failing.has(job.conclusion ?? "");
const gone = (job: JobInput): Diagnosis => noLog("GitHub has no log of this job", job.name);

function originOf(job: JobInput): Omit<LogInput, "text"> {
  const step = job.steps.find(
    ({ conclusion }) => conclusion === "failure" || conclusion === "timed_out",
  )?.name;
  return { job: job.name, ...(step === undefined ? {} : { step }) };
}

/** Annotations outlive logs, and some failures (lost runners, invalid workflows) leave nothing else. */
function withAnnotations(job: JobInput, fromLog: Diagnosis): Diagnosis {
  const said = (job.annotations ?? []).filter(({ level }) => level === undefined || level === "failure");
  if (said.length === 0 || !["no_log", "unknown"].includes(fromLog.category)) return fromLog;
  const text = said.map(({ message }) => `##[error]${message}\n`).join("");
  const fromAnnotations = diagnoseSingleLog({ text, ...originOf(job) });
  return fromAnnotations.category === "unknown" ? fromLog : fromAnnotations;
}
