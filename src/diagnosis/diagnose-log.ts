import type { FailingPart, Hints } from "../logs/failing-part.js";
import { findFailingPart, learnExample } from "../logs/failing-part.js";
import { decidingStep } from "../logs/deciding-step.js";
import { expectedIn, WARNING } from "../logs/expected.js";
import { jobStepsOf } from "../logs/steps.js";
import type { LogLines } from "../logs/text.js";
import { linesOf } from "../logs/text.js";
import type { Yielding } from "../logs/yielding.js";
import { runAtOnce } from "../logs/yielding.js";
import { answerOf, lineOf } from "./answer.js";
import { testOutputIn } from "./context.js";
import type { Diagnosis, DiagnoseOptions, Evidence, LogInput } from "./diagnosis.js";
import { hitsIn } from "./engine.js";
import { didNotFail, noLog, notFailed, whyAbsent } from "./missing-log.js";
import type { Hit } from "./rank.js";
import { placesOf, type Places } from "./places.js";
import type { Reading } from "./reading.js";
import { commandCounts, lastCommandFrom, withoutConsequences } from "./standing.js";

/** Lines on which rules are tried: the ones that look most like the failing part. */
const RULED_LINES = 3_000;

/** What a line counts from which it stands where the job failed. */
const INSIDE = 0.5;

/** Says what failed in one log, where and why. */
export const diagnoseSingleLog = (log: LogInput, options: DiagnoseOptions = {}): Diagnosis =>
  runAtOnce(readLines(linesOf(log.text), log, options, readHints(options))).diagnosis;

/** What baseline and examples say, read once for any number of logs. */
export const readHints = (options: DiagnoseOptions): Hints => ({
  ...(options.baseline === undefined ? {} : { baseline: linesOf(options.baseline).lines }),
  ...(options.examples === undefined
    ? {}
    : {
        lessons: options.examples.flatMap(({ text, start_line, end_line }) => {
          const log = linesOf(text);
          const [start, end] = [start_line - 1, Math.min(end_line, log.lines.length) - 1];
          return start >= 0 && end >= start ? [learnExample(log, { start, end })] : [];
        }),
      }),
});

/** Like `diagnoseSingleLog` for lines that were already read, or picked out of a large log; in pieces. */
export function* readLines(
  log: LogLines,
  origin: Omit<LogInput, "text">,
  options: DiagnoseOptions,
  hints: Hints,
): Yielding<Reading> {
  const course = jobStepsOf(log.lines);
  yield;
  const absent = whyAbsent(log, course);
  if (absent !== null) return only(noLog([absent, ...log.notes].join("; "), origin.job));
  const passed = didNotFail(log, course);
  if (passed !== null) return only(notFailed(passed, origin.job));
  const part = yield* findFailingPart(log, course, hints, options.model);
  yield;
  const expected = yield* expectedIn(log.lines);
  const places = placesOf(log.lines, course, decidingStep(log.lines, course));
  const inTest = yield* testOutputIn(log.lines);
  const hits = withoutConsequences(yield* hitsIn(log.lines, ruledLines(log, places, part), inTest));
  const last = lastCommandFrom(log.lines, places, hits);
  const told = countsOf(places, expected, hits);
  const counts: Counts = (i) => told(i) * commandCounts(last, i);
  yield;
  const diagnosis = yield* answerOf({ log, origin, options, places, part, hits, counts });
  const { excerpt, context } = shownOf(log, diagnosis, origin.path);
  return { diagnosis, excerpt, context };
}

type Counts = (index: number) => number;

/** What a line counts. Where no line says more than a warning, warnings ended the job. */
function countsOf(places: Places, expected: Float32Array, hits: readonly Hit[]): Counts {
  const plain: Counts = (i) => places.weight[i]! * (1 - expected[i]!);
  const warned: Counts = (i) => (expected[i] === WARNING ? places.weight[i]! : plain(i));
  const speak = (counts: Counts): boolean => hits.some(({ index }) => counts(index) > INSIDE);
  return !speak(plain) && speak(warned) ? warned : plain;
}

const only = (diagnosis: Diagnosis): Reading => ({ diagnosis, excerpt: [], context: [] });

/** The step that ended the job, and everything that looks like the failing part; of cleaning up only its first lines. */
function ruledLines(log: LogLines, { step, weight }: Places, { span, worth }: FailingPart): number[] {
  const all = Array.from(log.lines.keys());
  if (all.length <= RULED_LINES) return all;
  const value = (i: number): number =>
    worth[i]! + 20 * Number(span !== null && i >= span.start && i <= span.end) + (step ? 5 * weight[i]! : 0);
  return all
    .sort((a, b) => value(b) - value(a))
    .slice(0, RULED_LINES)
    .sort((a, b) => a - b);
}

/** Of a long failing part its beginning and its end are kept: what went wrong, and what it led to. */
const [HEAD, TAIL] = [30, 10];

/** Lines before and behind the first line of evidence. */
const AROUND = 2;
/** What the runner says of itself, and nothing at all. */
const housekeeping =
  /^\s*$|^(?:##\[(?!error\]|warning\])|##\[error\]Process completed with exit code|Post job cleanup|Cleaning up orphan|shell: |\[command\])/;

function shownOf(
  log: LogLines,
  { chunk, evidence }: Diagnosis,
  path: string | undefined,
): Pick<Reading, "excerpt" | "context"> {
  const inside: number[] = [];
  const near: number[] = [];
  const first = evidence[0]?.line;
  for (let i = 0; i < log.lines.length; i++) {
    const number = log.numberAt(i);
    if (chunk && number >= chunk.start_line && number <= chunk.end_line) inside.push(i);
    if (first === undefined || Math.abs(number - first) > AROUND) continue;
    if (number === first || !housekeeping.test(log.lines[i]!)) near.push(i);
  }
  const excerpt = inside.filter((_i, k) => k < HEAD || k >= inside.length - TAIL);
  const shown = (i: number): Evidence => lineOf(log, i, path);
  return { excerpt: excerpt.map(shown), context: near.map(shown) };
}
