import type { ArchivedJob, ArchiveEntry } from "../logs/archive.js";
import { jobsOf, openArchive } from "../logs/archive.js";
import { noLog } from "./absent.js";
import type { Diagnosis, DiagnoseOptions } from "./diagnosis.js";
import { diagnoseOne } from "./one.js";
import { overallOf } from "./overall.js";

const ERROR = "##[error]";

/** Diagnoses a run-log archive: each job by its first failed step. Throws what `openArchive` throws. */
export async function diagnoseArchive(bytes: Buffer, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const jobs = jobsOf(await openArchive(bytes));
  if (jobs.length === 0) return noLog("the archive holds no job's log");
  const found: Diagnosis[] = [];
  for (const job of jobs) {
    const failing = await failingPart(job);
    if (failing)
      found.push(
        diagnoseOne(
          { text: failing.text, path: failing.entry.path, job: job.job, step: failing.entry.step?.name },
          options,
        ),
      );
  }
  if (found.length > 0) return overallOf(found);
  return {
    ...noLog("no job of the archive reports an error"),
    category: "unknown",
    confidence: 0,
    summary: "No job of the archive reports an error.",
  };
}

/** The step that ended the job: the first that exited with an error, else the first that reports one. */
async function failingPart(job: ArchivedJob): Promise<{ entry: ArchiveEntry; text: string } | null> {
  let reported: { entry: ArchiveEntry; text: string } | null = null;
  for (const entry of job.steps.length > 0 ? job.steps : job.whole ? [job.whole] : []) {
    const text = (await entry.read()).toString("utf8");
    if (!text.includes(ERROR)) continue;
    if (text.includes(`${ERROR}Process completed with exit code`)) return { entry, text };
    reported ??= { entry, text };
  }
  return reported;
}
