import { hunksOf } from "../../patch/lines.js";
import type { PatchFile } from "../../patch.js";

/** A line that sets one coverage threshold, as Jest, Vitest and nyc name them. */
const THRESHOLD =
  /^(\s*["']?(?:branches|functions|lines|statements)["']?\s*:\s*)(\d{1,3}(?:\.\d{1,2})?)(,?\s*)$/;

const HOLDERS = /(?:^|\/)(?:(?:jest|vitest)\.config\.[cm]?[jt]s|\.nycrc(?:\.json)?)$/;

/** Whether a patch raises coverage thresholds and does nothing else: stricter settings let nothing through. */
export function onlyStricterThresholds(file: PatchFile): boolean {
  if (!HOLDERS.test(file.path) || file.status !== "modified" || file.diff === null || file.diff === "")
    return false;
  return hunksOf(file).every(({ lines }) => {
    const of = (sign: string): string[] =>
      lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
    const removed = of("-");
    const added = of("+");
    return removed.length === added.length && removed.every((line, i) => isRaised(line, added[i] ?? ""));
  });
}

function isRaised(before: string, after: string): boolean {
  const old = THRESHOLD.exec(before);
  const now = THRESHOLD.exec(after);
  return (
    old !== null && now !== null && old[1] === now[1] && old[3] === now[3] && Number(now[2]) > Number(old[2])
  );
}
