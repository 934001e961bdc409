import { noLog } from "./missing-log.js";
import type { Category } from "./category.js";
import type { Diagnosis } from "./diagnosis.js";

/** One answer about several: the commonest cause, and an honest word when there are others. */
export function combineDiagnoses(each: readonly Diagnosis[]): Diagnosis {
  const first = each[0];
  if (first === undefined) return noLog("no job failed");
  if (each.length === 1) return first;
  // A matrix stops its other jobs when one fails: those say nothing about the cause.
  const causes = each.filter(({ category }) => category !== "cancelled");
  const groups = new Map<Category, Diagnosis[]>();
  for (const one of causes.length > 0 ? causes : each)
    groups.set(one.category, [...(groups.get(one.category) ?? []), one]);
  const ordered = [...groups].sort(
    (a, b) =>
      known(b[0]) - known(a[0]) || b[1].length - a[1].length || best(b[1]).confidence - best(a[1]).confidence,
  );
  const [category, members] = ordered[0]!;
  const leading = best(members);
  if (ordered.length === 1) return leading;
  const share = members.length / (causes.length || each.length);
  const words = ordered.map(([name, list]) => `${list.length} ${name}`).join(", ");
  return {
    ...leading,
    category,
    confidence: Math.round(leading.confidence * share * 1000) / 1000,
    summary: `Different jobs failed for different causes (${words}). ${leading.summary}`,
    alternatives: ordered
      .slice(1)
      .map(([name, list]) => ({ category: name, confidence: best(list).confidence })),
    reason: `the failed jobs do not share one cause: ${words}`,
  };
}

const known = (category: Category): number => Number(category !== "unknown" && category !== "no_log");
const best = (list: readonly Diagnosis[]): Diagnosis =>
  list.reduce((a, b) => (b.confidence > a.confidence ? b : a));
