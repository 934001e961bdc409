import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { findFiles } from "./glob.js";

export interface Report {
  path: string;
  content: string;
}

const MAX_FILES = 20;
const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** heal takes bodies of 25 MiB; the rest is room for JSON's escapes and the other fields. */
const MAX_TOTAL_BYTES = 20 * 1024 * 1024;

/** Reads the report files within the limits; `warn` hears of each that is left out and why. */
export async function readReports(
  workspace: string,
  patterns: string[],
  warn: (message: string) => void,
): Promise<Report[]> {
  const paths = await findFiles(workspace, patterns);
  if (patterns.length > 0 && paths.length === 0) warn(`No report file matches: ${patterns.join(", ")}`);
  if (paths.length > MAX_FILES) warn(`${paths.length} report files; only the first ${MAX_FILES} are sent.`);
  const reports: Report[] = [];
  let total = 0;
  for (const path of paths.slice(0, MAX_FILES)) {
    const { size } = await stat(join(workspace, path));
    if (size > MAX_FILE_BYTES) warn(`${path} is larger than 5 MB and is not sent.`);
    else if (total + size > MAX_TOTAL_BYTES) warn(`${path} is not sent: the reports together exceed 20 MB.`);
    else {
      total += size;
      reports.push({ path, content: await readFile(join(workspace, path), "utf8") });
    }
  }
  return reports;
}
