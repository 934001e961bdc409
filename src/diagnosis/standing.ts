import { shownBefore } from "../logs/shown-commands.js";
import type { Category } from "./category.js";
import type { Places } from "./places.js";
import { isWeak, type Hit } from "./rank.js";

/** What a line counts that a command has printed which went well: a further one ran behind it. */
const WENT_WELL = 0.3;
/** What ends a whole step from outside: whatever its processes say while they are ended is of no account. */
const ends: ReadonlySet<Category> = new Set(["timeout", "out_of_memory", "runner_lost", "disk_full"]);
/** Lines behind such an end within which its consequences are told. */
const DYING = 40;

/** First line of the last command that the step shows before it ends, where a rule names something behind it; else 0. */
export function lastCommandFrom(lines: readonly string[], { step }: Places, hits: readonly Hit[]): number {
  if (step?.exitLine === undefined) return 0;
  const shown = shownBefore(lines, step.start, step.exitLine);
  if (shown?.commands.length !== 1) return 0;
  const { from } = shown;
  const end = step.exitLine;
  return hits.some((hit) => hit.index >= from && hit.index < end && !isWeak(hit.strength)) ? from : 0;
}

/** How much a line counts for the command it belongs to: commands before the last one shown have gone well. */
export const commandCounts = (from: number, index: number): number => (index < from ? WENT_WELL : 1);

/** Hits without the weak ones that only follow from what ended the step before them. */
export function withoutConsequences(hits: readonly Hit[]): readonly Hit[] {
  const stops = hits.filter(({ category, strength }) => ends.has(category) && strength !== "hint");
  const follows = (hit: Hit): boolean =>
    isWeak(hit.strength) &&
    !ends.has(hit.category) &&
    stops.some(({ index }) => hit.index > index && hit.index - index <= DYING);
  return stops.length === 0 ? hits : hits.filter((hit) => !follows(hit));
}
