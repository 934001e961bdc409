import { setImmediate } from "node:timers/promises";
import { runYielding } from "../logs/yielding.js";
import { blocksOf, LogScan } from "../logs/scan.js";
import type { Diagnosis, DiagnoseOptions, LogInput } from "./diagnosis.js";
import { diagnoseLines, readHints } from "./diagnose-log.js";

/**
 * Diagnoses a log of any length as it arrives: linear in its length, memory bounded, and the event loop gets its turn
 * between pieces. `limit` bytes are read at most; the rest is left out with a note. Rejects when the stream does.
 */
export async function diagnoseStream(
  log: AsyncIterable<Buffer>,
  origin: Omit<LogInput, "text"> = {},
  options: DiagnoseOptions = {},
  limit = Infinity,
): Promise<Diagnosis> {
  const scan = new LogScan();
  let read = 0;
  let note: string | undefined;
  for await (const bytes of log) {
    for (const block of blocksOf(bytes)) {
      scan.push(block);
      await setImmediate();
    }
    read += bytes.length;
    if (read <= limit) continue;
    note = `only the first ${Math.round(limit / 1024 / 1024)} MiB were read`;
    break;
  }
  return runYielding(diagnoseLines(scan.finish(note), origin, options, readHints(options)));
}
