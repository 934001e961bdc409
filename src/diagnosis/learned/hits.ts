import type { Segment } from "../../logs/candidates.js";
import { isAside } from "../lexicon.js";
import { salienceOf } from "../line-salience.js";
import type { Places } from "../places.js";
import type { Hit } from "../rank.js";
import { decodeClassifier, sharesOf, type LineClassifier } from "./classifier.js";
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

function hitsOf(model: LineClassifier, line: string, index: number): Hit[] {
  if (isAside(line)) return [];
  const shares = sharesOf(model, bucketsOf(line));
  return model.classes.flatMap((category, c) => {
    const share = shares[c]!;
    return category === "none" || share < ENOUGH ? [] : [{ index, category, strength: "learned", share }];
  });
}
