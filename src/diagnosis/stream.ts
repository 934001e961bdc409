import { runYielding } from "../logs/yielding.js";
import type { ScanOptions } from "../logs/scan.js";
import { scanLog } from "../logs/scan.js";
import { linesOfKept, type KeptLog } from "../logs/text.js";
import type { Diagnosis, DiagnoseOptions, LogInput } from "./diagnosis.js";
import { readHints, readLines } from "./diagnose-log.js";
import type { Reading } from "./reading.js";

/**
 * Diagnoses a log of any length as it arrives: linear in its length, memory bounded, and the event loop gets its turn
 * between pieces. Rejects when the stream does.
 */
export const diagnoseStream = async (...given: Parameters<typeof readStream>): Promise<Diagnosis> =>
  (await readStream(...given)).diagnosis;

/** The same, with lines of the log that show it. */
export async function readStream(
  log: AsyncIterable<Buffer>,
  origin: Omit<LogInput, "text"> = {},
  options: DiagnoseOptions = {},
  scan: ScanOptions = {},
): Promise<Reading> {
  return readKept(await scanLog(log, scan), origin, options);
}

/** Reads what was kept of a log, in pieces. */
export const readKept = (
  kept: KeptLog,
  origin: Omit<LogInput, "text">,
  options: DiagnoseOptions = {},
): Promise<Reading> => runYielding(readLines(linesOfKept(kept), origin, options, readHints(options)));
