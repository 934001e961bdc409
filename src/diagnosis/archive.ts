import { setImmediate } from "node:timers/promises";
import type { ArchivedJob, ArchiveEntry } from "../logs/archive.js";
import { jobsOf, openArchive } from "../logs/archive.js";
import type { LogLines } from "../logs/text.js";
import { noLog, notFailed } from "./missing-log.js";
import type { Reading } from "./reading.js";
import type { Diagnosis, DiagnoseOptions } from "./diagnosis.js";
import { readLines, readHints } from "./diagnose-log.js";
import { runYielding } from "../logs/yielding.js";
import { blocksOf, LogScan } from "../logs/scan.js";
import { combineDiagnoses } from "./combine.js";

const ERROR = "##[error]";

/** Diagnoses a run-log archive: each job by its first failed step. Throws what `openArchive` throws. */
export const diagnoseArchive = async (bytes: Buffer, options: DiagnoseOptions = {}): Promise<Diagnosis> =>
  (await readArchive(bytes, options)).diagnosis;

/** The same, with lines of the log that leads. */
export async function readArchive(bytes: Buffer, options: DiagnoseOptions = {}): Promise<Reading> {
  const jobs = jobsOf(await openArchive(bytes));
  if (jobs.length === 0)
    return { diagnosis: noLog("the archive holds no job's log"), excerpt: [], context: [] };
  const hints = readHints(options);
  const found: Reading[] = [];
  for (const job of jobs) {
    const failing = await failingPart(job);
    if (!failing) continue;
    const origin = { path: failing.entry.path, job: job.job, step: failing.entry.step?.name };
    found.push(await runYielding(readLines(failing.log, origin, options, hints)));
  }
  if (found.length === 0)
    return {
      diagnosis: {
        ...notFailed("no job of the archive reports an error"),
        summary: "No job of the archive reports an error.",
      },
      excerpt: [],
      context: [],
    };
  const diagnosis = combineDiagnoses(found.map((one) => one.diagnosis));
  const first = diagnosis.evidence[0];
  const leading = found.find(({ context }) =>
    context.some(({ line, path }) => line === first?.line && path === first.path),
  );
  return { diagnosis, excerpt: leading?.excerpt ?? [], context: leading?.context ?? [] };
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
