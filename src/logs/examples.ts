import { shapeNames } from "./line/shape.js";
import { keywordFlags } from "./line/keywords.js";
import type { Features } from "./line/features.js";
import type { Segment } from "./candidates.js";
import { topIndexes } from "./line-scores.js";

/** An earlier log of the same project whose failing part is known. Indexes, both inside. */
export interface KnownPart {
  lines: readonly string[];
  features: Features;
  part: Segment;
}

/** Lines that delimit a part, by their distance to its edges. */
const edges = ["before2", "before", "first", "last", "after", "after2"] as const;
type Edge = (typeof edges)[number];

interface Trait {
  mask: string;
  words: ReadonlySet<string>;
  flags: Float32Array;
}

/** What one known part teaches: how it begins and ends, what stands in it and what does not. */
export interface ExampleProfile {
  traits: Record<Edge, Trait>;
  inside: ReadonlySet<string>;
  outside: ReadonlySet<string>;
  size: number;
  toEnd: number;
}

const columns = keywordFlags.length + shapeNames.length;

/** A line without what changes from run to run: numbers, hexadecimal ids, times. */
export const maskOf = (line: string): string =>
  line
    .trim()
    .slice(0, 200)
    .toLowerCase()
    .replace(/\b[0-9a-f]{7,40}\b/g, "#")
    .replace(/\d+/g, "0");

function traitOf(lines: readonly string[], features: Features, i: number): Trait {
  const mask = i < 0 ? "<start>" : i >= lines.length ? "<end>" : maskOf(lines[i]!);
  const flags =
    i < 0 || i >= lines.length
      ? new Float32Array(columns)
      : features.values.subarray(i * features.width, i * features.width + columns);
  return { mask, words: new Set(mask.split(/[^\w#]+/)), flags };
}

/** 1 for the same masked line, else how many words they share (Jaccard). */
function likeness(a: Trait, b: Trait): number {
  if (a.mask === b.mask) return 1;
  let both = 0;
  for (const word of a.words) if (b.words.has(word)) both++;
  return (0.9 * both) / (a.words.size + b.words.size - both);
}

function kinship(a: Trait, b: Trait): number {
  let both = 0;
  let any = 0;
  for (let c = 0; c < keywordFlags.length; c++) {
    both += a.flags[c]! * b.flags[c]!;
    any += Number(a.flags[c]! + b.flags[c]! > 0);
  }
  const indent = keywordFlags.length + 1;
  return (any === 0 ? 0.5 : both / any) - Math.min(0.5, 0.1 * Math.abs(a.flags[indent]! - b.flags[indent]!));
}

export function profileOf({ lines, features, part }: KnownPart): ExampleProfile {
  const inside = new Set<string>();
  const outside = new Set<string>();
  for (const [i, line] of lines.entries())
    (i >= part.start && i <= part.end ? inside : outside).add(maskOf(line));
  const at: Record<Edge, number> = {
    before2: part.start - 2,
    before: part.start - 1,
    first: part.start,
    last: part.end,
    after: part.end + 1,
    after2: part.end + 2,
  };
  const traits = Object.fromEntries(
    edges.map((edge) => [edge, traitOf(lines, features, at[edge])]),
  ) as Record<Edge, Trait>;
  return {
    traits,
    inside,
    outside,
    size: Math.log2(part.end - part.start + 1),
    toEnd: Math.log2(lines.length - part.end),
  };
}

export const exampleNames = [
  "base",
  "baseRank",
  ...edges,
  "firstKin",
  "lastKin",
  "beforeKin",
  "afterKin",
  "edgesBest",
  "edgesMean",
  "startPair",
  "endPair",
  "insideShare",
  "outsideShare",
  "sizeGap",
  "toEndGap",
  "lessons",
] as const;

/** How well the lines of a log fit what the lessons say, per edge and lesson: computed once for all segments. */
export class ExampleSimilarity {
  private readonly traits: Trait[];
  private readonly cache = new Map<string, number>();
  readonly masks: string[];

  constructor(
    private readonly lines: readonly string[],
    features: Features,
    readonly lessons: readonly ExampleProfile[],
  ) {
    this.traits = lines.map((_, i) => traitOf(lines, features, i));
    this.masks = this.traits.map(({ mask }) => mask);
    this.outer = { low: traitOf(lines, features, -1), high: traitOf(lines, features, lines.length) };
  }
  private readonly outer: { low: Trait; high: Trait };

  private trait(i: number): Trait {
    return this.traits[i] ?? (i < 0 ? this.outer.low : this.outer.high);
  }

  like(i: number, edge: Edge, lesson: number): number {
    const key = `${i} ${edge} ${lesson}`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const value = likeness(this.trait(i), this.lessons[lesson]!.traits[edge]);
    this.cache.set(key, value);
    return value;
  }

  kin(i: number, edge: Edge): number {
    let best = -1;
    for (const lesson of this.lessons) best = Math.max(best, kinship(this.trait(i), lesson.traits[edge]));
    return best;
  }

  best(i: number, edge: Edge): number {
    let best = 0;
    for (let l = 0; l < this.lessons.length; l++) best = Math.max(best, this.like(i, edge, l));
    return best;
  }

  /** Segments whose edges look like the lessons' edges. */
  proposals(): Segment[] {
    const n = this.lines.length;
    const out: Segment[] = [];
    const starts = Float32Array.from(
      { length: n },
      (_, i) => this.best(i, "first") + this.best(i - 1, "before") + 0.3 * this.kin(i, "first"),
    );
    const ends = Float32Array.from(
      { length: n },
      (_, i) => this.best(i, "last") + this.best(i + 1, "after") + 0.3 * this.kin(i, "last"),
    );
    const most = 3 * 2 ** Math.max(...this.lessons.map(({ size }) => size)) + 20;
    for (const start of topIndexes(starts, 20)) {
      const within = ends.slice(start, start + most);
      for (const by of topIndexes(within, 8)) out.push({ start, end: start + by });
    }
    return out;
  }

  /** The numbers of `exampleNames` for a segment. */
  rowOf(segment: Segment, base: number, baseRank: number): number[] {
    const { start, end } = segment;
    const at: Record<Edge, number> = {
      before2: start - 2,
      before: start - 1,
      first: start,
      last: end,
      after: end + 1,
      after2: end + 2,
    };
    const sums = this.lessons.map((_, l) =>
      edges.reduce((all, edge) => all + this.like(at[edge], edge, l), 0),
    );
    let inside = 0;
    let outside = 0;
    const looked = Math.min(end - start + 1, 200);
    for (let i = start; i < start + looked; i++) {
      const mask = this.masks[i]!;
      if (this.lessons.some((lesson) => lesson.inside.has(mask))) inside++;
      else if (this.lessons.some((lesson) => lesson.outside.has(mask))) outside++;
    }
    const size = Math.log2(end - start + 1);
    const toEnd = Math.log2(this.lines.length - end);
    const gap = (value: number, of: (lesson: ExampleProfile) => number): number =>
      Math.min(...this.lessons.map((lesson) => Math.abs(value - of(lesson))));
    const pair = (a: Edge, b: Edge): number =>
      Math.max(...this.lessons.map((_, l) => this.like(at[a], a, l) * this.like(at[b], b, l)));
    return [
      base,
      baseRank,
      ...edges.map((edge) => this.best(at[edge], edge)),
      this.kin(start, "first"),
      this.kin(end, "last"),
      this.kin(start - 1, "before"),
      this.kin(end + 1, "after"),
      Math.max(...sums),
      sums.reduce((a, b) => a + b, 0) / sums.length,
      pair("before", "first"),
      pair("last", "after"),
      inside / looked,
      outside / looked,
      gap(size, (lesson) => lesson.size),
      gap(toEnd, (lesson) => lesson.toEnd),
      this.lessons.length,
    ];
  }
}
