import type { LogContext } from "./context.js";
import { counted } from "./context.js";
import type { Segment } from "../candidates.js";

/** Flags of the lines at a candidate's edges, by where the line stands. */
const edges = {
  first:
    "error fail errorClass levelError located failMark numbered failureHead banner rule command warning counts toolStop exit traceback blank passMark progress bullet frame colonEnd sentence diff expected unable missing",
  before:
    "blank rule bound colonEnd real levelError frame error fail counts failureHead numbered progress passMark located failMark code warning",
  before2: "blank failureHead rule bound",
  last: "caret frame located counts blank colonEnd toolStop exit code error fail rule summaryTail passMark progress url expected sentence levelError path quoted",
  after:
    "blank rule bound real levelError toolStop summaryTail counts frame ciLine exit failMark passMark progress numbered located code warning error",
  after2: "blank rule bound toolStop real summaryTail counts",
};
const flags = Object.entries(edges).map(([edge, names]) => ({ edge, names: names.split(" ") }));
const times = ["real", "bound", "blank", "toolStop", "rule", "ciLine", "failMark", "levelError"] as const;

const relations = [
  "size",
  "alikeBefore",
  "alikeAfter",
  "indent",
  "indentRise",
  "kind",
  "indentAfter",
  "indentLast",
  "indentFall",
  "headAgain",
  "inFailed",
  "inFirstFailed",
  "overVerdict",
  "judged",
  "pastVerdict",
  "realBefore",
  "realAfter",
  "realShare",
  "realTotal",
  "hasFirstReal",
  "hasLastReal",
  "isFirstReal",
  "fromFirstReal",
  "fromLastReal",
  "toVerdict",
  "toLastSaid",
  "fromStep",
  "lines",
  "stepLines",
  "relative",
  "templateFirstLine",
  "templateLastLine",
] as const;

/** Names of what is read of a candidate; the last two are its place among its rivals. */
export const rerankFeatureNames: readonly string[] = [
  ...counted.map((name) => `share:${name}`),
  ...times.map((name) => `times:${name}`),
  ...flags.flatMap(({ edge, names }) => names.map((name) => `${edge}:${name}`)),
  ...relations,
  "behindBest",
  "rank",
];

const log = (count: number): number => Math.log2(1 + Math.max(0, count));
const signed = (by: number): number => Math.sign(by) * log(Math.abs(by));

/** The numbers of `rerankFeatureNames` but the last two, for one candidate. */
export function readRerankFeatures(ground: LogContext, { start, end }: Segment): number[] {
  const { sums, at } = ground;
  const size = end - start + 1;
  const places: Record<string, number> = {
    first: start,
    before: start - 1,
    before2: start - 2,
    last: end,
    after: end + 1,
    after2: end + 2,
  };
  return [
    ...counted.map((name) => sums[name](start, end + 1) / size),
    ...times.map((name) => log(sums[name](start, end + 1))),
    // The edges of a log bound like a line of the CI.
    ...flags.flatMap(({ edge, names }) =>
      names.map((name) => at(name, places[edge] ?? 0, name === "bound" ? 1 : 0)),
    ),
    ...shapeOf(ground, start, end),
    ...placeOf(ground, start, end),
  ];
}

function shapeOf({ at, lines, alikeBefore, alikeAfter }: LogContext, start: number, end: number): number[] {
  const indent = at("indent", start);
  const after = at("indent", end + 1);
  const last = at("indent", end);
  return [
    Math.log2(end - start + 1),
    log(alikeBefore[start]!),
    log(alikeAfter[end]!),
    indent,
    indent - at("indent", start - 1),
    at("headKind", start),
    after - indent,
    last - indent,
    after - last,
    Number(lines[end + 1] !== undefined && lines[end + 1]!.slice(0, 3) === lines[start]!.slice(0, 3)),
  ];
}

function placeOf(ground: LogContext, start: number, end: number): number[] {
  const { at, sums, lines, from, verdict, judged, firstReal, lastReal, lastSaid } = ground;
  const { real } = sums;
  const holds = (i: number): number => Number(start <= i && i <= end);
  return [
    at("inFailed", start),
    at("inFirstFailed", start),
    holds(verdict),
    Number(judged),
    Number(start > verdict),
    log(real(Math.min(from, start), start)),
    log(real(end + 1, Math.max(verdict, end + 1))),
    real(start, end + 1) / (1 + real(from, verdict)),
    log(real(from, verdict)),
    holds(firstReal),
    holds(lastReal),
    Number(start === firstReal),
    firstReal < 0 ? 20 : signed(start - firstReal),
    lastReal < 0 ? 20 : signed(end - lastReal),
    signed(verdict - end),
    signed(lastSaid - end),
    signed(start - from),
    Math.log2(lines.length),
    log(verdict - from),
    start / lines.length,
    at("template", start),
    at("template", end),
  ];
}
