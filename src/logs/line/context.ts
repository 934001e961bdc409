import { logistic } from "../model/trees.js";

const steps = [-10, -5, -3, -2, -1, 0, 1, 2, 3, 5, 10];

/** What the first pass over a log said about a line and the lines around it. */
export const contextNames: readonly string[] = [
  ...steps.map((by) => `score${by}`),
  "mean3",
  "mean10",
  "mean30",
  "before5",
  "after5",
  "before20",
  "after20",
  "toBest",
  "bestAfter",
  "bestBefore",
  "rank",
  "shareBefore",
  "sum",
  "runBefore",
  "runAfter",
];

/** Row-major numbers in the order of `contextNames`, from the first pass's scores (log odds). */
export function contextOf(scores: Float32Array): Float32Array {
  const n = scores.length;
  const width = contextNames.length;
  const out = new Float32Array(n * width);
  const p = Float64Array.from(scores, logistic);
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i]! + p[i]!;
  const total = sums[n]!;
  const within = (from: number, to: number): number =>
    sums[Math.min(n, Math.max(0, to))]! - sums[Math.min(n, Math.max(0, from))]!;
  const mean = (from: number, to: number): number => within(from, to) / (to - from);
  const order = Array.from(p.keys()).sort((a, b) => p[b]! - p[a]!);
  const best = order[0] ?? 0;
  const top = p[best] ?? 1;
  const after = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) after[i] = Math.max(after[i + 1]!, p[i]!);
  const runs = (towards: 1 | -1): Float64Array => {
    const run = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const i = towards === 1 ? k : n - 1 - k;
      run[i] = p[i]! > top / 3 ? 1 + (run[i - towards] ?? 0) : 0;
    }
    return run;
  };
  const [runBefore, runAfter] = [runs(1), runs(-1)];
  let before = 0;
  for (let i = 0; i < n; i++) {
    let at = i * width;
    for (const by of steps) out[at++] = scores[i + by] ?? -12;
    out[at++] = mean(i - 3, i + 4);
    out[at++] = mean(i - 10, i + 11);
    out[at++] = mean(i - 30, i + 31);
    out[at++] = mean(i - 5, i);
    out[at++] = mean(i + 1, i + 6);
    out[at++] = mean(i - 20, i);
    out[at++] = mean(i + 1, i + 21);
    out[at++] = Math.sign(i - best) * Math.log2(1 + Math.abs(i - best));
    out[at++] = after[i + 1]! / top;
    out[at++] = before / top;
    at++;
    out[at++] = within(0, i) / total;
    out[at++] = Math.log2(total);
    out[at++] = Math.log2(1 + runBefore[i]!);
    out[at++] = Math.log2(1 + runAfter[i]!);
    before = Math.max(before, p[i]!);
  }
  const rank = contextNames.indexOf("rank");
  for (const [place, i] of order.entries()) out[i * width + rank] = Math.log2(1 + place);
  return out;
}
