import { MINUTE } from "../core/clock.js";
import { limits } from "../core/limits.js";
import { inThisThread, INLINE_BYTES, type Offload } from "../core/offload.js";
import { scanLog } from "../logs/scan.js";
import { noLog } from "./missing-log.js";
import type { LogInput } from "./diagnosis.js";
import { diagnoseSingleLog } from "./diagnose-log.js";
import type { Reading } from "./reading.js";
import { readLog } from "./tasks.js";

/** A job as GitHub tells it, with its log where there is one. */
export interface JobInput {
  name: string;
  steps: readonly { name: string; conclusion: string | null }[];
  /** Read once, as it arrives. */
  log: AsyncIterable<Buffer> | null;
  annotations?: readonly { level?: string; message: string; path?: string; line?: number }[];
}

/** A long log is searched by another thread; a shorter one here, in pieces between which the event loop gets its turn. */
const LONG = INLINE_BYTES;
/** What is kept of a log takes seconds. */
const READ_MS = 2 * MINUTE;

/**
 * What the log of one failed job says. It is not held: lines that may tell are kept while it goes by, so that neither memory
 * nor a thread waits for the network. Rejects when the log does.
 */
export async function readJob(job: JobInput, offload: Offload = inThisThread): Promise<Reading> {
  const fromLog = job.log === null ? gone(job) : await readLogOf(job, job.log, offload);
  return withAnnotations(job, fromLog);
}

async function readLogOf(job: JobInput, log: AsyncIterable<Buffer>, offload: Offload): Promise<Reading> {
  const kept = await scanLog(log, { searched: limits.logBytes });
  const input = { kept, origin: originOf(job) };
  const there = kept.bytes > LONG ? offload : inThisThread;
  // One at a time: a thread that searches a log holds some twenty megabytes.
  return there.run(readLog, () => ({ input }), { timeoutMs: READ_MS, priority: 9, heavy: true });
}

const gone = (job: JobInput): Reading => ({
  diagnosis: noLog("GitHub has no log of this job", job.name),
  excerpt: [],
  context: [],
});

function originOf(job: JobInput): Omit<LogInput, "text"> {
  const step = job.steps.find(
    ({ conclusion }) => conclusion === "failure" || conclusion === "timed_out",
  )?.name;
  return { job: job.name, ...(step === undefined ? {} : { step }) };
}

/** Annotations outlive logs, and some failures (lost runners, invalid workflows) leave nothing else. */
function withAnnotations(job: JobInput, fromLog: Reading): Reading {
  const said = (job.annotations ?? []).filter(({ level }) => level === undefined || level === "failure");
  if (said.length === 0 || !["no_log", "unknown"].includes(fromLog.diagnosis.category)) return fromLog;
  const text = said.map(({ message }) => `##[error]${message}\n`).join("");
  const diagnosis = diagnoseSingleLog({ text, ...originOf(job) });
  return diagnosis.category === "unknown" ? fromLog : { diagnosis, excerpt: [], context: [] };
}
