import type { Diagnosis, DiagnoseOptions, LogInput } from "./diagnosis.js";
import { diagnoseSingleLog } from "./diagnose-log.js";
import { combineDiagnoses } from "./combine.js";

export type { Diagnosis, DiagnoseOptions, Evidence, Example, LogInput } from "./diagnosis.js";
export { diagnoseArchive, readArchive } from "./archive.js";
export { reportText } from "./report-text.js";
export type { Reading } from "./reading.js";
export { diagnoseStream, readStream } from "./stream.js";
export { readJob, type JobInput } from "./jobs.js";

/** Says what failed, where and why. Several logs of one run give one answer about the whole. */
export function diagnoseLogs(log: LogInput | LogInput[], options: DiagnoseOptions = {}): Diagnosis {
  return Array.isArray(log)
    ? combineDiagnoses(log.map((one) => diagnoseSingleLog(one, options)))
    : diagnoseSingleLog(log, options);
}
