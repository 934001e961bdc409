import { setImmediate } from "node:timers/promises";
import type { ArchivedJob, ArchiveEntry } from "../logs/archive.js";
import { jobsOf, openArchive } from "../logs/archive.js";
import type { LogLines } from "../logs/text.js";
import { noLog } from "./missing-log.js";
import type { Diagnosis, DiagnoseOptions } from "./diagnosis.js";
import { readLines, readHints } from "./diagnose-log.js";
import { runYielding } from "../logs/yielding.js";
import { blocksOf, LogScan } from "../logs/scan.js";
import { combineDiagnoses } from "./combine.js";

const ERROR = "##[error]";

/** Diagnoses a run-log archive: each job by its first failed step. Throws what `openArchive` throws. */
export async function diagnoseArchive(bytes: Buffer, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const jobs = jobsOf(await openArchive(bytes));
  if (jobs.length === 0) return noLog("the archive holds no job's log");
  const hints = readHints(options);
  const found: Diagnosis[] = [];
  for (const job of jobs) {
    const failing = await failingPart(job);
    if (!failing) continue;
    const origin = { path: failing.entry.path, job: job.job, step: failing.entry.step?.name };
    found.push((await runYielding(readLines(failing.log, origin, options, hints))).diagnosis);
  }
  if (found.length > 0) return combineDiagnoses(found);
  return {
    ...noLog("no job of the archive reports an error"),
    category: "unknown",
    confidence: 0,
    summary: "No job of the archive reports an error.",
  };
}

interface Failing {
  entry: ArchiveEntry;
  log: LogLines;
}

/** The step that ended the job: the first that exited with an error, else the first that reports one. */
async function failingPart(job: ArchivedJob): Promise<Failing | null> {
  let reported: Failing | null = null;
  for (const entry of job.steps.length > 0 ? job.steps : job.whole ? [job.whole] : []) {
    const bytes = await entry.read();
    if (!bytes.includes(ERROR)) continue;
    if (bytes.includes(`${ERROR}Process completed with exit code`))
      return { entry, log: await scanned(bytes) };
    reported ??= { entry, log: await scanned(bytes) };
  }
  return reported;
}

async function scanned(bytes: Buffer): Promise<LogLines> {
  const scan = new LogScan();
  for (const block of blocksOf(bytes)) {
    scan.push(block);
    await setImmediate();
  }
  return scan.finish();
}
