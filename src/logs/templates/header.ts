import { BRACKET, COLON, DASH, LEVEL, NUMBER, PIPE, TIME, fieldEnd, isKind, skipSpace } from "./fields.js";

/** One step over a line's header: the next field of this kind, at most `within` fields ahead. */
interface Step {
  kind: number;
  within: number;
}

/** How far ahead each kind may stand: names of hosts and components come between. */
const REACHES: readonly Step[] = [
  { kind: TIME, within: 4 },
  { kind: LEVEL, within: 3 },
  { kind: NUMBER, within: 1 },
  { kind: PIPE, within: 1 },
  { kind: BRACKET, within: 2 },
  { kind: DASH, within: 3 },
  { kind: COLON, within: 3 },
];
const MAX_STEPS = 16;
/** Fewer lines than this do not show what is common to all. */
const MIN_LINES = 20;
/** Share of lines that must agree on a step. The rest are continuation lines and odd messages. */
const AGREE = 0.95;
/** Share of lines that must begin alike for the log to have headers at all. */
const HEADED = 0.5;

/** Where the message begins in a line; 0 when the line has no header. */
export type Cut = (line: string) => number;

/**
 * Learns from a log's first lines which leading fields are header: times, levels, process ids, components. Knows no
 * format; a step is header when nearly all lines have that kind of field next, so free text ends the search.
 */
export function learnHeader(sample: readonly string[]): Cut {
  const lines = headed(sample.filter((line) => line.trim() !== ""));
  if (lines.length < MIN_LINES) return () => 0;
  const steps: Step[] = [];
  let places = lines.map((line) => skipSpace(line, 0));
  while (steps.length < MAX_STEPS) {
    const next = bestStep(lines, places);
    if (!next) break;
    steps.push(next.step);
    places = next.places;
  }
  return (line) => cut(line, steps);
}

/** The lines that begin like most do; stack traces and continued messages stay out of the count. */
function headed(lines: readonly string[]): string[] {
  for (const kind of [TIME, BRACKET, LEVEL, NUMBER, PIPE, DASH]) {
    const alike = lines.filter((line) => isKind(line, 0, fieldEnd(line, 0), kind));
    if (alike.length >= lines.length * HEADED) return alike;
  }
  return [];
}

function bestStep(
  lines: readonly string[],
  places: readonly number[],
): { step: Step; places: number[] } | null {
  let best: { step: Step; places: number[]; distance: number } | null = null;
  for (const step of REACHES) {
    let distance = 0;
    let agreed = 0;
    const next = lines.map((line, at) => {
      const found = find(line, places[at]!, step);
      if (found < 0) return places[at]!;
      agreed += 1;
      distance += found - places[at]!;
      return found;
    });
    if (agreed < lines.length * AGREE) continue;
    if (!best || distance < best.distance) best = { step, places: next, distance };
  }
  return best;
}

/** The place behind the first field of the step's kind, or -1. Something must be left to be the message. */
function find(line: string, from: number, step: Step): number {
  let at = from;
  for (let n = 0; n < step.within && at < line.length; n += 1) {
    const end = fieldEnd(line, at);
    const next = skipSpace(line, end);
    if (isKind(line, at, end, step.kind)) return next < line.length ? next : -1;
    at = next;
  }
  return -1;
}

function cut(line: string, steps: readonly Step[]): number {
  let at = skipSpace(line, 0);
  for (const step of steps) {
    const next = find(line, at, step);
    if (next >= 0) at = next;
  }
  return steps.length === 0 ? 0 : at;
}
