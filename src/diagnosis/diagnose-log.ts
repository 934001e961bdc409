import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { fingerprintOf } from "../events/fingerprint.js";
import type { Yielding } from "../logs/yielding.js";
import { runAtOnce } from "../logs/yielding.js";
import type { FailingPart, Hints } from "../logs/failing-part.js";
import { findFailingPart, learnExample } from "../logs/failing-part.js";
import type { JobSteps } from "../logs/steps.js";
import { jobStepsOf } from "../logs/steps.js";
import type { LogLines } from "../logs/text.js";
import { linesOf } from "../logs/text.js";
import { noLog, whyAbsent } from "./missing-log.js";
import { categoryDocs } from "./category.js";
import type { Diagnosis, DiagnoseOptions, Evidence, LogInput } from "./diagnosis.js";
import type { Hit } from "./engine.js";
import { hitsIn, rankCauses } from "./engine.js";
import type { Reading } from "./reading.js";
import { rankLinesIn } from "./evidence.js";
import { testOutputIn } from "./context.js";
import { failedTestsIn } from "../logs/reports/from-log.js";

/** Below this an answer is `unknown`: being wrong with confidence is worse. */
const ENOUGH = 0.4;
const MAX_EVIDENCE = 200;
/** Lines on which rules are tried: the ones that look most like the failing part. */
const RULED_LINES = 3_000;

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
  if (absent !== null)
    return { diagnosis: noLog([absent, ...log.notes].join("; "), origin.job), excerpt: [] };
  const part = yield* findFailingPart(log, course, hints, options.model);
  yield;
  const inTest = yield* testOutputIn(log.lines);
  const hits = yield* hitsIn(log.lines, ruledLines(log, course, part), inTest);
  yield;
  const diagnosis = yield* answer(log, origin, options, course, part, hits);
  return { diagnosis, excerpt: excerptOf(log, part.span, origin.path) };
}

/** Of a long failing part its beginning and its end are kept: what went wrong, and what it led to. */
const [HEAD, TAIL] = [30, 10];

function excerptOf(log: LogLines, span: FailingPart["span"], path: string | undefined): Evidence[] {
  if (!span) return [];
  const lines: Evidence[] = [];
  for (let i = span.start; i <= span.end; i++)
    if (i < span.start + HEAD || i > span.end - TAIL) lines.push(lineOf(log, i, path));
  return lines;
}

const lineOf = (log: LogLines, index: number, path: string | undefined): Evidence => ({
  line: log.numberAt(index),
  text: redact(clip(log.lines[index] ?? "", 1_000)),
  ...(path === undefined ? {} : { path }),
});

/** The failed step where there is one, and everything that looks like the failing part; never what cleaning up says. */
function ruledLines(log: LogLines, course: JobSteps, { span, worth }: FailingPart): number[] {
  const step = course.failed[0];
  const to = Math.min(log.lines.length, Math.max(course.cleanup, (step?.exitLine ?? 0) + 1));
  const all: number[] = [];
  for (let i = 0; i < to; i++) all.push(i);
  if (all.length <= RULED_LINES) return all;
  const inside = (i: number): boolean => span !== null && i >= span.start && i <= span.end;
  return all
    .sort((a, b) => Number(inside(b)) - Number(inside(a)) || worth[b]! - worth[a]!)
    .slice(0, RULED_LINES)
    .sort((a, b) => a - b);
}

function* answer(
  log: LogLines,
  origin: Omit<LogInput, "text">,
  options: DiagnoseOptions,
  course: JobSteps,
  part: FailingPart,
  hits: readonly Hit[],
): Yielding<Diagnosis> {
  const { span, worth } = part;
  const step = course.failed[0];
  const closeness = (i: number): number =>
    span && i >= span.start && i <= span.end ? 1 : Math.exp(Math.min(0, (worth[i] ?? -9) + 1) / 2);
  const ranked = rankCauses(hits, closeness);
  const best = ranked[0];
  const sure = best !== undefined && best.confidence >= ENOUGH;
  const category = sure ? best.category : "unknown";
  const tests = yield* failedTestsIn(log.lines);
  const path = origin.path === undefined ? {} : { path: origin.path };
  const order = yield* rankLinesIn({ lines: log.lines, course, part, hits, category });
  const evidence: Evidence[] = order
    .slice(0, Math.min(MAX_EVIDENCE, options.evidence ?? 20))
    .map((index) => lineOf(log, index, origin.path));
  const name = origin.step ?? (step?.name || undefined);
  const test =
    category === "test_failure" || category === "flaky_test" || category === "snapshot_mismatch"
      ? tests[0]?.name
      : undefined;
  const failed = {
    ...(origin.job === undefined ? {} : { job: origin.job }),
    ...(name === undefined ? {} : { step: name }),
    ...(step?.command === undefined ? {} : { command: redact(step.command) }),
    ...(test === undefined ? {} : { test }),
  };
  const reason = [
    ...(sure ? [] : [best ? "several causes fit about equally well" : "no line names a known cause"]),
    ...log.notes,
  ].join("; ");
  return {
    category,
    confidence: sure ? round(best.confidence) : round(Math.min(ENOUGH, 1 - (best?.confidence ?? 0))),
    summary: summaryOf(category, evidence[0], failed),
    fingerprint:
      evidence.length === 0
        ? null
        : fingerprintOf({ category, command: failed.command, test, lines: evidence.map(({ text }) => text) }),
    chunk: span && { start_line: log.numberAt(span.start), end_line: log.numberAt(span.end), ...path },
    failed,
    tests,
    evidence,
    alternatives: ranked
      .slice(sure ? 1 : 0, 4)
      .filter(({ confidence }) => confidence >= 0.05)
      .map(({ category: other, confidence }) => ({ category: other, confidence: round(confidence) })),
    ...(reason === "" ? {} : { reason }),
  };
}

function summaryOf(
  category: keyof typeof categoryDocs,
  first: Evidence | undefined,
  failed: Diagnosis["failed"],
): string {
  const where = failed.step ?? failed.command;
  return [
    categoryDocs[category].doc,
    ...(where === undefined ? [] : [`In: ${clip(where, 80)}.`]),
    ...(first === undefined ? [] : [`Line ${first.line}: ${clip(first.text.trim(), 160)}`]),
  ].join(" ");
}

const round = (p: number): number => Math.round(p * 1000) / 1000;
