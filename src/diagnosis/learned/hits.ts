import type { Segment } from "../../logs/candidates.js";
import { isAside } from "../lexicon.js";
import { salienceOf } from "../line-salience.js";
import type { Places } from "../places.js";
import type { Hit } from "../rank.js";
import { decodeClassifier, sharesOf, type LineClassifier, type Named } from "./classifier.js";
import { stored } from "./weights.js";
import { bucketsOf } from "./words.js";

/** Lines at the end of the step that ended the job, and lines that are read at all. */
const [END, MOST] = [40, 160];
/** What a line by itself must say to be read although it stands elsewhere in the step. */
const TELLING = 3;
/** Below this a line names nothing: from tools left out in turn (MODEL.md). */
const ENOUGH = 0.35;

let loaded: LineClassifier | undefined;
const classifier = (): LineClassifier => (loaded ??= decodeClassifier(stored));

/** What lines name by words of many tools: heard where the rules know the tool's own words too little. */
export function learnedHits(
  lines: readonly string[],
  { step }: Places,
  span: Segment | null,
  counts: (index: number) => number,
): Hit[] {
  const end = step?.exitLine ?? step?.end ?? lines.length - 1;
  const start = step?.start ?? 0;
  const wanted = new Set<number>();
  const add = (i: number): void => {
    if (wanted.size < MOST && counts(i) > 0.5 && (lines[i] ?? "").trim().length > 7) wanted.add(i);
  };
  for (let i = end; i >= Math.max(start, end - END); i--) add(i);
  for (let i = span?.start ?? end; i <= (span?.end ?? end); i++) add(i);
  for (let i = end; i >= start && wanted.size < MOST; i--) if (salienceOf(lines[i] ?? "") >= TELLING) add(i);
  return [...wanted]
    .sort((a, b) => a - b)
    .flatMap((index) => hitsOf(classifier(), lines[index] ?? "", index));
}

/** A chain of errors says last what the first of them came from: `could not publish: POST ...: denied: not yours`. */
const chained = /: (?=[^:]{1,200}(?:: [^:]{1,200})?$)/;

/** The likeliest cause that a line names, or the tail of its chain where that is surer. */
function hitsOf(model: LineClassifier, line: string, index: number): Hit[] {
  if (isAside(line)) return [];
  const tail = line.split(chained)[1];
  const readings = [line, ...(tail === undefined || tail.split(" ").length < 3 ? [] : [tail])];
  const [best] = readings.map((text) => likeliest(model, text)).sort((a, b) => b.share - a.share);
  if (best === undefined || best.category === "none" || best.share < ENOUGH) return [];
  return [{ index, category: best.category, strength: "learned", share: best.share }];
}

/** The cause a line names most; of `none` no share. */
function likeliest(model: LineClassifier, text: string): { category: Named; share: number } {
  const shares = sharesOf(model, bucketsOf(text));
  let best: { category: Named; share: number } = { category: "none", share: 0 };
  for (const [c, category] of model.classes.entries())
    if (category !== "none" && shares[c]! > best.share) best = { category, share: shares[c]! };
  return best;
}
