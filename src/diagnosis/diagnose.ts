import type { Diagnosis, DiagnoseOptions, LogInput } from "./diagnosis.js";
import { diagnoseOne } from "./one.js";
import { overallOf } from "./overall.js";

export type { Diagnosis, DiagnoseOptions, Evidence, Example, LogInput } from "./diagnosis.js";
export { diagnoseArchive } from "./archive.js";
export { diagnoseStream } from "./stream.js";
export { diagnoseJobs, type JobInput } from "./jobs.js";

/** Says what failed, where and why. Several logs of one run give one answer about the whole. */
export function diagnoseLog(log: LogInput | LogInput[], options: DiagnoseOptions = {}): Diagnosis {
  return Array.isArray(log)
    ? overallOf(log.map((one) => diagnoseOne(one, options)))
    : diagnoseOne(log, options);
}
