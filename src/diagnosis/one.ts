import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { fingerprintOf } from "../events/fingerprint.js";
import { chunkOf } from "../logs/chunk.js";
import { courseOf } from "../logs/steps.js";
import type { LogLines } from "../logs/text.js";
import { linesOf } from "../logs/text.js";
import { noLog, whyAbsent } from "./absent.js";
import { categoryDocs } from "./category.js";
import type { Diagnosis, DiagnoseOptions, Evidence, LogInput } from "./diagnosis.js";
import { hitsOf, weigh, worth } from "./engine.js";
import { failedTests } from "./tests.js";

/** Below this an answer is `unknown`: being wrong with confidence is worse. */
const ENOUGH = 0.4;
const MAX_EVIDENCE = 200;

/** Says what failed in one log, where and why. */
export const diagnoseOne = (log: LogInput, options: DiagnoseOptions = {}): Diagnosis =>
  diagnoseLines(linesOf(log.text), log, options);

/** Like `diagnoseOne` for lines that were already read, or picked out of a large log. */
export function diagnoseLines(
  log: LogLines,
  origin: Omit<LogInput, "text">,
  options: DiagnoseOptions = {},
): Diagnosis {
  const course = courseOf(log.lines);
  const absent = whyAbsent(log, course);
  if (absent !== null) return noLog(absent, origin.job);
  const step = course.failed[0];
  const from = step?.start ?? 0;
  const to = Math.min(log.lines.length, course.cleanup) - 1;
  const hits = hitsOf(log.lines, from, Math.max(to, step?.saidAt ?? 0), () => false);
  const values = new Map<number, number>();
  for (const hit of hits) values.set(hit.index, Math.max(values.get(hit.index) ?? 0, worth[hit.strength]));
  const span = chunkOf(log.lines, course, values);
  const ranked = weigh(hits);
  const best = ranked[0];
  const sure = best !== undefined && best.confidence >= ENOUGH;
  const tests = failedTests(span ? log.lines.slice(span.start, span.end + 1) : []);
  const order = [...values].sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([index]) => index);
  if (span) for (let i = span.start; i <= span.end; i++) if (!values.has(i)) order.push(i);
  const path = origin.path === undefined ? {} : { path: origin.path };
  const limit = Math.min(MAX_EVIDENCE, options.evidence ?? 20);
  const evidence: Evidence[] = order.slice(0, limit).map((index) => ({
    line: log.numberAt(index),
    text: redact(clip(log.lines[index] ?? "", 1_000)),
    ...path,
  }));
  const category = sure ? best.category : "unknown";
  const command = step?.command;
  const failed = {
    ...(origin.job === undefined ? {} : { job: origin.job }),
    ...((origin.step ?? step?.name) ? { step: origin.step ?? step?.name } : {}),
    ...(command === undefined ? {} : { command: redact(command) }),
    ...(tests[0] === undefined ? {} : { test: tests[0].name }),
  };
  return {
    category,
    confidence: sure ? round(best.confidence) : round(1 - (best?.confidence ?? 0)),
    summary: `${categoryDocs[category].doc}${evidence[0] ? ` ${clip(evidence[0].text.trim(), 160)}` : ""}`,
    fingerprint:
      evidence.length === 0
        ? null
        : fingerprintOf({ category, command, test: failed.test, lines: evidence.map(({ text }) => text) }),
    chunk: span && { start_line: log.numberAt(span.start), end_line: log.numberAt(span.end), ...path },
    failed,
    tests,
    evidence,
    alternatives: ranked
      .slice(sure ? 1 : 0, 4)
      .map(({ category: other, confidence }) => ({ category: other, confidence: round(confidence) })),
    ...(sure
      ? {}
      : { reason: best ? "several causes fit about equally well" : "no line names a known cause" }),
  };
}

const round = (p: number): number => Math.round(p * 1000) / 1000;
