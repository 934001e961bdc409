import { cleanLine } from "../../../src/logs/clean.js";
import { ansiFlagsOf } from "../../../src/logs/line/ansi.js";
import { dataset, jsonl } from "../datasets.js";

export interface Labelled {
  id: string;
  project: string;
  build: number;
  lines: string[];
  paint: Uint8Array;
  /** 0-based, both inside; any one of them is right. */
  ranges: { start: number; end: number }[];
}

interface LabelRow {
  id: string;
  project: string;
  build_id: number;
  log: string;
  line_ranges: [number, number][] | null;
  range_method: string | null;
}

const paths = new Map<string, string>();

/** The text of a labelled log as it came; known after `logchunks()`. */
export const rawOf = (id: string): string => dataset(`logchunks/dev/${paths.get(id) ?? ""}`).toString("utf8");

/** The labelled logs of logchunks; logs without a located chunk are left out. */
export function logchunks(): Labelled[] {
  return jsonl<LabelRow>("logchunks/dev/labels.jsonl")
    .filter((row) => (row.line_ranges ?? []).length > 0)
    .map((row) => {
      paths.set(row.id, row.log);
      const raw = rawOf(row.id).split("\n");
      if (raw.at(-1) === "") raw.pop();
      const located = (row.line_ranges ?? []).map(([start, end]) => ({ start: start - 1, end: end - 1 }));
      return {
        id: row.id,
        project: row.project,
        build: row.build_id,
        lines: raw.map(cleanLine),
        paint: Uint8Array.from(raw, ansiFlagsOf),
        ranges: row.range_method === "per-line" ? joined(located) : located,
      };
    });
}

/** Lines that were located one by one make up one chunk where they touch. */
function joined(ranges: { start: number; end: number }[]): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && range.start <= last.end + 2) last.end = Math.max(last.end, range.end);
    else out.push({ ...range });
  }
  return out;
}

/** Line F1 of a span against the best of the ranges. */
export function lineF1(
  span: { start: number; end: number } | null,
  ranges: readonly { start: number; end: number }[],
): number {
  if (!span) return 0;
  let best = 0;
  for (const range of ranges) {
    const both = Math.min(span.end, range.end) - Math.max(span.start, range.start) + 1;
    if (both > 0)
      best = Math.max(best, (2 * both) / (span.end - span.start + 1 + range.end - range.start + 1));
  }
  return best;
}
