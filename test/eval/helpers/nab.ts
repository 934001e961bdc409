import { dataset, jsonl } from "../datasets.js";

export interface NabFile {
  file: string;
  group: string;
  times: number[];
  values: number[];
  /** First and last place of each labelled window. */
  windows: [number, number][];
}

interface Listed {
  file: string;
  group: string;
  windows: [string, string][];
}

const at = (text: string): number => Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`);

export const nabFiles = (): NabFile[] =>
  jsonl<Listed>("nab/dev/files.jsonl").map(({ file, group, windows }) => {
    const rows = dataset(`nab/dev/data/${file}.gz`).toString("utf8").trim().split("\n").slice(1);
    const times = rows.map((row) => at(row));
    const values = rows.map((row) => Number(row.slice(row.indexOf(",") + 1)));
    const places = windows.map(([from, to]): [number, number] => [
      times.indexOf(at(from)),
      times.indexOf(at(to)),
    ]);
    return { file, group, times, values, windows: places };
  });

/** NAB's scaled sigmoid, -1 from three window widths after a window on (Lavin & Ahmad 2015, section III.B; NAB `scorer.py`). */
const sigmoid = (y: number): number => (y > 3 ? -1 : 2 / (1 + Math.exp(5 * y)) - 1);
const BEST = sigmoid(-1);
/** The standard profile: a found window 1, a missed one -1, a false alarm -0.11. */
const FALSE_ALARM = 0.11;

/** Places before this one are not scored: 15 % of the file, of at most 5,000 rows. */
export const probation = (rows: number): number => Math.floor(0.15 * Math.min(rows, 5_000));

export interface FileScore {
  raw: number;
  missed: number;
  falseAlarms: number;
}

/** A file's raw score in the standard profile for alarms at the places where `alarm` is true. */
export function scoreFile({ values, windows }: NabFile, alarm: (place: number) => boolean): FileScore {
  const best = windows.map(() => -1);
  let next = 0;
  let score = 0;
  let falseAlarms = 0;
  for (let i = 0; i < values.length; i++) {
    while (next < windows.length && i > windows[next]![1]) next++;
    if (i < probation(values.length) || !alarm(i)) continue;
    const [from, to] = windows[next] ?? [Infinity, Infinity];
    if (i >= from) {
      best[next] = Math.max(best[next]!, sigmoid(-(to - i + 1) / (to - from + 1)) / BEST);
      continue;
    }
    const last = windows[next - 1];
    score += FALSE_ALARM * (last ? sigmoid((i - last[1]) / (last[1] - last[0])) : -1);
    falseAlarms++;
  }
  return {
    raw: best.reduce((sum, one) => sum + one, score),
    missed: best.filter((one) => one === -1).length,
    falseAlarms,
  };
}

/** 0: no alarm at all; 100: every window found at its first row, nothing else. */
export function nabScore(files: readonly NabFile[], scores: readonly FileScore[]): number {
  const windows = files.reduce((sum, file) => sum + file.windows.length, 0);
  const raw = scores.reduce((sum, score) => sum + score.raw, 0);
  return (100 * (raw + windows)) / (2 * windows);
}
