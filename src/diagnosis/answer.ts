import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { fingerprintOf } from "../events/fingerprint.js";
import type { FailingPart } from "../logs/failing-part.js";
import { unframed } from "../logs/frames.js";
import { failedTestsIn, type FailedTest } from "../logs/reports/from-log.js";
import { namedTests } from "../logs/test-names.js";
import type { LogLines } from "../logs/text.js";
import type { Yielding } from "../logs/yielding.js";
import { anchorOf, partAround } from "./anchor.js";
import { hitsByCommand } from "./by-command.js";
import { categoryDocs, testCategories, type Category } from "./category.js";
import type { Diagnosis, DiagnoseOptions, Evidence, LogInput } from "./diagnosis.js";
import { rankLinesIn } from "./evidence.js";
import { failedCommand } from "./failed-command.js";
import type { Places } from "./places.js";
import { learnedHits } from "./learned/hits.js";
import { withoutConsequences } from "./standing.js";
import { isWeak, rankCauses, type Hit, type Scored } from "./rank.js";

/** Below this an answer is `unknown`: being wrong with confidence is worse. */
const ENOUGH = 0.4;
/** The most that words alone are worth which no rule knows as a tool's own. */
const WORDS_MOST = 0.5;
const MAX_EVIDENCE = 200;
/** Lines before a step's end in which a tool says what it gave up on, and how much such a line at least looks like that. */
const [END, AT_END] = [10, 0.2];

interface Findings {
  log: LogLines;
  origin: Omit<LogInput, "text">;
  options: DiagnoseOptions;
  places: Places;
  part: FailingPart;
  hits: readonly Hit[];
  /** How much a line counts where it stands. */
  counts: (index: number) => number;
}

/** One place gives the whole answer: category, failing part, first line, test and command are of the same failure. */
export function* answerOf(found: Findings): Yielding<Diagnosis> {
  const { log, origin, options, places, part, counts } = found;
  const { lines } = log;
  const { step } = places;
  const { hits, ranked } = causesOf(found);
  const best = ranked[0];
  const sure = best !== undefined && isSure(best);
  const category = sure ? best.category : "unknown";
  const ordered = yield* rankLinesIn({ lines, counts, part, hits, category });
  const inPlace = (i: number): boolean => places.weight[i]! > 0.5;
  const order = [...ordered.filter(inPlace), ...ordered.filter((i) => !inPlace(i))];
  const standing = hits.filter(({ index }) => counts(index) > 0);
  const scene = { lines, places, hits: standing, category, part };
  const anchor = anchorOf(order, scene);
  const span = anchor === null ? part.span : partAround(anchor, scene);
  const evidence = (anchor === null ? order : [anchor, ...order.filter((i) => i !== anchor)])
    .slice(0, Math.min(MAX_EVIDENCE, options.evidence ?? 20))
    .map((index) => lineOf(log, index, origin.path));
  const tests = yield* testsIn(lines, counts);
  const command = failedCommand(lines, step, anchor ?? step?.end ?? lines.length - 1, category);
  const name = origin.step ?? (step?.name || undefined);
  const test = testCategories.has(category) ? tests[0]?.name : undefined;
  const failed = {
    ...(origin.job === undefined ? {} : { job: origin.job }),
    ...(name === undefined ? {} : { step: name }),
    ...(command === undefined ? {} : { command: redact(command) }),
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
    chunk: span && {
      start_line: log.numberAt(span.start),
      end_line: log.numberAt(span.end),
      ...(origin.path === undefined ? {} : { path: origin.path }),
    },
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

/** The causes, best first; where the hits of rules do not suffice, what the command was to do is heard as well. */
function causesOf(found: Findings): { hits: readonly Hit[]; ranked: readonly Scored[] } {
  const { log, places, part, hits, counts } = found;
  const { step } = places;
  const atEnd = (i: number): boolean =>
    step?.exitLine !== undefined && i < step.exitLine && i >= Math.max(step.start, step.exitLine - END);
  const closeness = (i: number): number =>
    part.span && i >= part.span.start && i <= part.span.end
      ? 1
      : Math.max(atEnd(i) ? AT_END : 0, Math.exp(Math.min(0, (part.worth[i] ?? -9) + 1) / 2));
  const ranked = rankCauses(hits, closeness, counts);
  const best = ranked[0];
  const sure = best !== undefined && isSure(best);
  const strong = hits.some(({ category, strength }) => category === best?.category && !isWeak(strength));
  if (sure && strong) return { hits, ranked };
  const learned = learnedHits(log.lines, places, part.span, counts);
  const more = [...hits, ...learned, ...(sure ? [] : hitsByCommand(log.lines, places, part.span, counts))];
  const heard = withoutConsequences(more);
  const again = rankCauses(heard, closeness, counts);
  return { hits: heard, ranked: again.map((one) => (isWordsAlone(one, heard) ? capped(one) : one)) };
}

const isWordsAlone = ({ category }: Scored, hits: readonly Hit[]): boolean =>
  hits.every((hit) => hit.category !== category || (isWeak(hit.strength) && hit.strength !== "generic"));

const capped = ({ category, confidence }: Scored): Scored => ({
  category,
  confidence: Math.min(WORDS_MOST, confidence),
});

const isSure = ({ confidence }: Scored): boolean => confidence >= ENOUGH;

/** Tests that failed where the job failed; of others only where none did there. */
function* testsIn(lines: readonly string[], counts: (index: number) => number): Yielding<FailedTest[]> {
  const own = lines.map((line, i) => (counts(i) > 0.5 ? unframed(line) : ""));
  yield;
  const there = yield* failedTestsIn(own);
  if (there.length > 0) return there;
  yield;
  const more = namedTests(own);
  if (more.length > 0) return more;
  return yield* failedTestsIn(lines.map((line, i) => (counts(i) > 0.05 ? unframed(line) : "")));
}

/** A line of the log as it may be shown. */
export const lineOf = (log: LogLines, index: number, path: string | undefined): Evidence => ({
  line: log.numberAt(index),
  text: redact(clip(log.lines[index] ?? "", 1_000)),
  ...(path === undefined ? {} : { path }),
});

function summaryOf(category: Category, first: Evidence | undefined, failed: Diagnosis["failed"]): string {
  const where = failed.step ?? failed.command;
  return [
    categoryDocs[category].doc,
    ...(where === undefined ? [] : [`In: ${clip(where, 80)}.`]),
    ...(first === undefined ? [] : [`Line ${first.line}: ${clip(first.text.trim(), 160)}`]),
  ].join(" ");
}

const round = (p: number): number => Math.round(p * 1000) / 1000;
