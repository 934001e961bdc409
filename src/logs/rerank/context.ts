import { featureNames } from "../line/features.js";
import type { Features } from "../line/features.js";
import type { Yielding } from "../yielding.js";
import type { JobSteps } from "../steps.js";

/** What is counted inside a candidate. `real`: trouble in a tool's own words; `bound`: a line of the CI or its shell. */
export const counted = [
  "real",
  "trouble",
  "bound",
  "blank",
  "toolStop",
  "passMark",
  "progress",
  "frame",
  "rule",
  "levelWarn",
  "warning",
  "failMark",
  "numbered",
  "located",
  "levelError",
  "counts",
  "exit",
  "ciLine",
  "code",
  "diff",
  "templateFirst",
  "levelInfo",
  "red",
  "percent",
  "duration",
  "dots",
  "summaryTail",
  "template",
] as const;

type Counted = (typeof counted)[number];

/** A sum over the lines `from` to `to`, the last one not. */
export type Sum = (from: number, to: number) => number;
/** A number of a line of the log. */
type Reader = (i: number) => number;

/** What is counted in a log, to score candidates. */
export interface LogContext {
  readonly lines: readonly string[];
  /** A feature of a line by name (`featureNames`, `real`, `bound`), or `absent` outside of the log. */
  readonly at: (name: string, i: number, absent?: number) => number;
  readonly sums: Readonly<Record<Counted, Sum>>;
  /** Alike lines in a row that end before a line, and that follow it. */
  readonly alikeBefore: Float32Array;
  readonly alikeAfter: Float32Array;
  /** The failed step's first line and the line that says so; without one, the whole log until cleaning up. */
  readonly from: number;
  readonly verdict: number;
  readonly judged: boolean;
  /** First and last line of real trouble in the step, -1 without any; the step's last line that is no closing phrase. */
  readonly firstReal: number;
  readonly lastReal: number;
  readonly lastSaid: number;
}

const columns = new Map(featureNames.map((name, column) => [name, column]));

/** Reads what all candidates of a log share. Linear in the lines. */
export function* readContext(
  lines: readonly string[],
  features: Features,
  course: JobSteps,
): Yielding<LogContext> {
  const n = lines.length;
  const read = readerOf(features);
  const sums = {} as Record<Counted, Sum>;
  for (const name of counted) {
    sums[name] = sumOf(n, read(name));
    yield;
  }
  const step = course.failed[0];
  const from = step?.start ?? 0;
  const verdict = step ? (step.exitLine ?? step.end) : course.cleanup;
  const real = read("real");
  let firstReal = -1;
  let lastReal = -1;
  for (let i = from; i < Math.min(n, verdict); i++) {
    if (real(i) === 0) continue;
    if (firstReal < 0) firstReal = i;
    lastReal = i;
  }
  yield;
  const closing = ["blank", "ciLine", "toolStop"].map(read);
  let lastSaid = verdict - 1;
  while (lastSaid > from && closing.some((is) => is(lastSaid) === 1)) lastSaid--;
  const cache = new Map<string, Reader>();
  return {
    lines,
    at: (name, i, absent = 0) => {
      if (i < 0 || i >= n) return absent;
      let reader = cache.get(name);
      if (!reader) cache.set(name, (reader = read(name)));
      return reader(i);
    },
    sums,
    ...alikeness(n, read),
    from,
    verdict,
    judged: step?.exitLine !== undefined,
    firstReal,
    lastReal,
    lastSaid,
  };
}

function readerOf({ values, width }: Features): (name: string) => Reader {
  const plain = (name: string): Reader => {
    const column = columns.get(name);
    if (column === undefined) throw new RangeError(`no line feature ${name}`);
    return (i) => values[i * width + column]!;
  };
  const [trouble, toolStop, ciLine, exit, command] = [
    plain("trouble"),
    plain("toolStop"),
    plain("ciLine"),
    plain("exit"),
    plain("command"),
  ];
  return (name) => {
    if (name === "real")
      return (i) => Number(trouble(i) === 1 && toolStop(i) === 0 && ciLine(i) === 0 && exit(i) === 0);
    if (name === "bound") return (i) => Math.max(command(i), ciLine(i));
    return plain(name);
  };
}

function alikeness(
  n: number,
  read: (name: string) => Reader,
): Pick<LogContext, "alikeBefore" | "alikeAfter"> {
  const asBefore = read("sameHeadBefore");
  const asAfter = read("sameHeadAfter");
  const alikeBefore = new Float32Array(n);
  const alikeAfter = new Float32Array(n);
  for (let i = 1; i < n; i++) alikeBefore[i] = asBefore(i) === 1 ? alikeBefore[i - 1]! + 1 : 0;
  for (let i = n - 2; i >= 0; i--) alikeAfter[i] = asAfter(i) === 1 ? alikeAfter[i + 1]! + 1 : 0;
  return { alikeBefore, alikeAfter };
}

function sumOf(n: number, value: Reader): Sum {
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + value(i);
  const clamp = (i: number): number => Math.min(n, Math.max(0, i));
  return (from, to) => sums[clamp(to)]! - sums[clamp(from)]!;
}
