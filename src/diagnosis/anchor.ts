import type { FailingPart } from "../logs/failing-part.js";
import type { Segment } from "../logs/candidates.js";
import type { Category } from "./category.js";
import { isWeak, type Hit } from "./rank.js";
import type { Places } from "./places.js";
import { salienceOf } from "./line-salience.js";

/** Lines between the first line shown and one that names the cause. */
const NEAR = 12;
/** Lines looked at for the first one to show. */
const MOST = 40;
/** Lines between a chosen part and the line that names the cause, within which both are of one failure. */
const CLOSE = 15;
/** Lines that a part without a model's choice takes around its line. */
const [ABOVE, BELOW] = [6, 12];
/** What a line says by itself (`salienceOf`) from which it is shown although no rule names its cause. */
const TELLING = 4;

interface Scene {
  lines: readonly string[];
  places: Places;
  hits: readonly Hit[];
  category: Category;
  part: FailingPart;
}

/** Of lines in the order of what they tell the first that stands where the job failed, close to what names the cause. */
export function anchorOf(
  order: readonly number[],
  { lines, places, hits, category, part }: Scene,
): number | null {
  const named = hits.filter((hit) => hit.category === category).map(({ index }) => index);
  const best = Math.max(0, ...named.map((i) => places.weight[i]!));
  const telling = named.filter((i) => places.weight[i] === best);
  const close = (i: number): boolean => telling.length === 0 || telling.some((k) => Math.abs(k - i) <= NEAR);
  const inside = (i: number): boolean => places.weight[i]! >= Math.min(1, best || 1);
  const first = order.slice(0, MOST);
  // Another log of the job has said where.
  if (isGiven(part)) return order.find((i) => within(part.span, i)) ?? part.span.start;
  // Where the chosen part itself names the cause, its best line is shown.
  const { span } = part;
  const said = hits.filter((hit) => hit.category === category && !hit.again);
  const plain = said.filter(({ strength }) => !isWeak(strength));
  const firstSaid = (plain.length > 0 ? plain : said).map(({ index }) => index);
  const own = span && firstSaid.some((i) => within(span, i)) ? order.find((i) => within(span, i)) : undefined;
  const top = order[0];
  // The most telling line of all is shown where it gives the reason as well, close to that part.
  const reason = (i: number): boolean =>
    hits.some((hit) => hit.index === i && hit.category === category && isReason(hit));
  if (
    span &&
    top !== undefined &&
    own !== undefined &&
    reason(top) &&
    inside(top) &&
    distance(span, top) <= CLOSE
  )
    return top;
  if (own !== undefined && inside(own)) return own;
  // Where only closing words name the cause, or nothing does and no line speaks for itself, the chosen part says more.
  const onlyClosing = hits.every((hit) => hit.category !== category || isClosing(hit));
  const spoken = top !== undefined && salienceOf(lines[top] ?? "") >= TELLING;
  const most =
    span && onlyClosing && (named.length > 0 || !spoken) ? order.find((i) => within(span, i)) : undefined;
  if (most !== undefined && inside(most)) return most;
  return first.find((i) => inside(i) && close(i)) ?? first.find(close) ?? order[0] ?? null;
}

/** The failing part that holds a line: the one that was chosen, if it is close; else the likeliest other, else what stands around it. */
export function partAround(anchor: number, { lines, places, part }: Scene): Segment {
  if (isGiven(part)) return part.span;
  const span = part.span;
  const inPlace = span !== null && span.end >= (places.step?.start ?? 0) && speaks(places, span);
  // The model has learned where a part begins and ends: close to the line it is kept, up to that line.
  if (span && inPlace && distance(span, anchor) <= CLOSE && !isCi(lines[anchor]))
    return { start: Math.min(span.start, anchor), end: Math.max(span.end, anchor) };
  // The CI's own words are no part of what a tool has said.
  if (isCi(lines[anchor])) return around(lines, anchor);
  const holds = (one: Segment): boolean => within(one, anchor);
  const inStep = ({ start }: Segment): boolean => places.step === null || start >= places.step.start;
  return part.others.find((other) => holds(other) && inStep(other)) ?? around(lines, anchor);
}

/** Whether a part holds more than the head of a step, which is shown before it runs. */
const speaks = ({ step, weight }: Places, { start, end }: Segment): boolean =>
  step === null || weight.subarray(start, end + 1).some((value) => value > 0.5);

/** Whether a hit says why, and not only that something failed. */
const isReason = ({ strength }: Hit): boolean => strength === "strict" || strength === "verdict";

const isClosing = ({ strength }: Hit): boolean => strength === "summary" || strength === "wrapper";

const within = ({ start, end }: Segment, i: number): boolean => start <= i && i <= end;

/** Whether a passing log or earlier ones of the project gave the part. */
const isGiven = (part: FailingPart): part is FailingPart & { span: Segment } =>
  part.span !== null && part.others.length === 0;

const distance = ({ start, end }: Segment, i: number): number => Math.max(start - i, i - end, 0);

const isCi = (line: string | undefined): boolean => line?.startsWith("##[error]") === true;

function around(lines: readonly string[], anchor: number): Segment {
  const bound = (i: number): boolean => {
    const line = lines[i];
    return line === undefined || line.trim() === "" || line.startsWith("##[") || line.startsWith("Post job");
  };
  let start = anchor;
  while (start > anchor - ABOVE && !bound(start - 1)) start--;
  let end = anchor;
  while (end < anchor + BELOW && !bound(end + 1)) end++;
  return { start, end };
}
