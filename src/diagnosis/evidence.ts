import { readWords, wordFlags, flag } from "../logs/line/words.js";
import type { FailingPart } from "../logs/part.js";
import type { Category } from "./category.js";
import type { Hit, Strength } from "./engine.js";

/** What a rule's hit adds to a line's own worth (log odds): for the answer's cause, and for any other. */
const forCause: Record<Strength, number> = { verdict: 1.5, strict: 3, generic: 1 };
const forOther: Record<Strength, number> = { verdict: 0.5, strict: 1, generic: 0.3 };
/** Being in the failing part. */
const INSIDE = 1;
/** Lines that only repeat that something failed come last: they are the same whatever the cause. */
const ECHO = -6;
const EMPTY = -20;

const echoes = [flag("ciLine"), flag("exit"), flag("toolStop")];
const blanks = [flag("blank"), flag("rule")];

/** Indexes of all lines worth showing, the most telling first. */
export function rankLines(
  lines: readonly string[],
  { span, worth }: FailingPart,
  hits: readonly Hit[],
  category: Category,
): number[] {
  const values = Float64Array.from(worth);
  const gain = new Float64Array(lines.length);
  for (const { index, category: cause, strength } of hits)
    gain[index] = Math.max(gain[index]!, (cause === category ? forCause : forOther)[strength]);
  const flags = new Float32Array(wordFlags.length);
  for (let i = 0; i < lines.length; i++) {
    values[i]! += gain[i]!;
    if (span && i >= span.start && i <= span.end) values[i]! += INSIDE;
    if (values[i]! < worst) continue;
    readWords(lines[i]!, flags.fill(0), 0);
    if (blanks.some((name) => flags[name] === 1)) values[i]! += EMPTY;
    else if (echoes.some((name) => flags[name] === 1)) values[i]! += ECHO;
  }
  const order = Array.from(values.keys()).filter((i) => lines[i]!.trim() !== "");
  return order.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, SHOWN);
}

/** Lines below this are not worth a second look. */
const worst = -9;
const SHOWN = 200;
