import { noLog } from "./absent.js";
import type { Diagnosis, LogInput } from "./diagnosis.js";
import { diagnoseOne } from "./one.js";
import { overallOf } from "./overall.js";
import { diagnoseStream } from "./stream.js";

/** A job as GitHub tells it, with its log where there is one. */
export interface JobInput {
  name: string;
  conclusion: string | null;
  steps: readonly { name: string; conclusion: string | null }[];
  log: string | null;
  annotations?: readonly { level?: string; message: string; path?: string; line?: number }[];
}

const failing = new Set(["failure", "timed_out", "startup_failure", "cancelled", "action_required"]);

/**
 * One diagnosis per failed job, in order, and one about all of them. The event loop gets its turn, however long the logs are.
 */
export async function diagnoseJobs(
  jobs: readonly JobInput[],
): Promise<{ overall: Diagnosis; jobs: Diagnosis[] }> {
  const each: Diagnosis[] = [];
  for (const job of jobs.filter(isFailed)) {
    const fromLog = job.log === null ? gone(job) : await diagnoseStream(bytesOf(job.log), originOf(job));
    each.push(withAnnotations(job, fromLog));
  }
  return { overall: overallOf(each), jobs: each };
}

const isFailed = (job: JobInput): boolean => failing.has(job.conclusion ?? "");
const gone = (job: JobInput): Diagnosis => noLog("GitHub has no log of this job", job.name);

function originOf(job: JobInput): Omit<LogInput, "text"> {
  const step = job.steps.find(
    ({ conclusion }) => conclusion === "failure" || conclusion === "timed_out",
  )?.name;
  return { job: job.name, ...(step === undefined ? {} : { step }) };
}

/** Pieces of a text, so that turning it into bytes is no long pause either. */
async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    yield Buffer.from(text.slice(at, end), "utf8");
    at = end;
  }
}
const PIECE = 1024 * 1024;

/** Annotations outlive logs, and some failures (lost runners, invalid workflows) leave nothing else. */
function withAnnotations(job: JobInput, fromLog: Diagnosis): Diagnosis {
  const said = (job.annotations ?? []).filter(({ level }) => level === undefined || level === "failure");
  if (said.length === 0 || !["no_log", "unknown"].includes(fromLog.category)) return fromLog;
  const text = said.map(({ message }) => `##[error]${message}\n`).join("");
  const fromAnnotations = diagnoseOne({ text, ...originOf(job) });
  return fromAnnotations.category === "unknown" ? fromLog : fromAnnotations;
}
