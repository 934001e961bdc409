import { bulkhead } from "cockatiel";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { readJob } from "../diagnosis/jobs.js";
import type { Reading } from "../diagnosis/reading.js";
import type { RepositoryRef } from "../events/event.js";
import type { Job } from "../github/port.js";
import type { PipelineDeps } from "./deps.js";

export interface JobReading {
  job: Job;
  reading: Reading;
}

/** Of the whole process: incidents that are read at once share it. */
const atOnce = bulkhead(limits.logsAtOnce, Infinity);

/**
 * What the logs of jobs say, each read while it is downloaded. What may only not be there yet is waited for, and so is GitHub
 * itself: a guess made without the log would be wrong, and so would be "no log". Throws what is worth another look.
 */
export async function readLogs(
  repository: RepositoryRef,
  jobs: readonly Job[],
  waitedMs: number,
  { github, offload }: { github: Pick<PipelineDeps["github"], "jobLog"> } & Pick<PipelineDeps, "offload">,
): Promise<JobReading[]> {
  const worthWaiting = (error: unknown): boolean => waitedMs < (patienceFor(error) ?? Infinity);
  let doomed: Error | null = null;
  const read = (job: Job): Promise<Reading> =>
    atOnce.execute(async () => {
      // All are read again anyway.
      if (doomed) throw doomed;
      try {
        return await readJob({ ...job, log: await github.jobLog(repository, job.id) }, offload);
      } catch (error) {
        if (worthWaiting(error)) doomed ??= asError(error);
        throw error;
      }
    });
  const looked = await Promise.allSettled(jobs.map(read));
  const failures = looked.flatMap((one) => (one.status === "rejected" ? [asError(one.reason)] : []));
  const other = failures.find((error) => patienceFor(error) === null);
  if (other) throw other;
  const late = failures.find(worthWaiting);
  if (late) throw new HealError("HEAL_LOG_LATE", late.message, { cause: late });
  return Promise.all(
    jobs.map(async (job, i) => {
      const one = looked[i];
      return { job, reading: one?.status === "fulfilled" ? one.value : await readJob({ ...job, log: null }) };
    }),
  );
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(reasonOf(reason)));

/** How long a log that answers like this is looked for, in ms; null: the error is about something else. */
function patienceFor(error: unknown): number | null {
  if (!(error instanceof HealError)) return null;
  if (error.code === "HEAL_LOG_LATE") return limits.logLateMs;
  return error.code === "HEAL_LOG_CUT" ? limits.logCutMs : null;
}
