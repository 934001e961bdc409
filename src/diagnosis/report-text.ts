import { percent } from "../core/format.js";
import { clip, oneLine } from "../core/text.js";
import { nextStep, rerunHelps } from "./advice.js";
import type { Diagnosis } from "./diagnosis.js";
import { placeIn } from "./place.js";
import type { Reading } from "./reading.js";

/** Lines that a person reads of one log; the reason is quoted in `QUOTED` of them. */
const QUOTED = 5;
const WIDTH = 160;

/** What a person reads about one log: what failed, where, why, and what to do; at most 12 lines. */
export function reportText(
  file: string,
  { diagnosis, context }: Pick<Reading, "diagnosis" | "context">,
): string[] {
  const { category, confidence, failed, chunk, reason, evidence } = diagnosis;
  if (category === "no_log")
    return [
      `${file}: no log to read`,
      `  why: ${reason ?? "it is not there"}`,
      `  next: ${nextStep(category)}`,
    ];
  if (chunk === null && evidence.length === 0)
    return [`${file}: ${diagnosis.summary}`, ...(reason === undefined ? [] : [`  why: ${reason}`])];
  const said = evidence[0]?.text.trim();
  const what = failed.test ?? (category === "unknown" ? (failed.command ?? said) : said);
  const named = category === "unknown" ? "cause not known" : `${category} (${percent(confidence)})`;
  const other = diagnosis.alternatives[0];
  return [
    `${file}: ${named}`,
    ...(what === undefined ? [] : [`  failed: ${short(what)}`]),
    ...where(diagnosis),
    ...(context.length === 0 ? [] : ["  log:"]),
    ...context
      .slice(0, QUOTED)
      .map(({ line, text }) => `  ${String(line).padStart(7)} | ${clip(text.trimEnd(), WIDTH)}`),
    `  rerun: ${rerunHelps(category)}`,
    `  next: ${nextStep(category)}`,
    ...(category === "unknown" && other ? [`  perhaps: ${other.category}`] : []),
  ];
}

const short = (text: string): string => oneLine(text, WIDTH);

function where({ failed: { job, step, command }, chunk, evidence }: Diagnosis): string[] {
  const place = placeIn(evidence);
  const parts = [
    ...(job === undefined ? [] : [`job ${job}`]),
    ...(step === undefined ? [] : [`step ${step}`]),
    ...(command === undefined || step?.includes(command) ? [] : [`command ${command}`]),
    ...(place === null ? [] : [`${place.file}:${place.line}`]),
    ...(chunk
      ? [`${chunk.path === undefined ? "" : `${chunk.path}, `}lines ${chunk.start_line}-${chunk.end_line}`]
      : []),
  ];
  return parts.length === 0 ? [] : [`  where: ${short(parts.join("; "))}`];
}
