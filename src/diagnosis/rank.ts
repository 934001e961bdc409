import type { Category } from "./category.js";

export type Strength =
  | "verdict"
  | "strict"
  | "summary"
  | "wrapper"
  | "generic"
  | "general"
  | "learned"
  | "hint";

/** A rule's pattern on a line. */
export interface Hit {
  index: number;
  category: Category;
  strength: Strength;
  /** The same has been said before. */
  again?: true;
  /** 0..1, how sure the classifier is of it: of `learned` alone. */
  share?: number;
}

/** What one hit is worth where the failing part is; see `rankCauses`. */
export const hitWeight: Record<Strength, number> = {
  verdict: 6,
  strict: 4,
  summary: 3,
  wrapper: 2,
  generic: 1,
  general: 0.8,
  learned: 1.4,
  hint: 0.5,
};

/** Words that people write as well. */
export const isWeak = (strength: Strength): boolean =>
  strength === "generic" || strength === "general" || strength === "learned" || strength === "hint";

/** The least share of its worth that a hit keeps where nothing looks like the failing part. */
const FLOOR = 0.15;
/** What is said outside of the step that ended the job is worth this together. */
const OUTSIDE_MOST = 0.4;
/** What a line counts from which it stands where the job failed. */
const INSIDE = 0.5;
/** A reason that explains another cause takes this share of it away, where it is as good as sure. */
const EXPLAINED = 0.5;
const SURE = 2;

/** Causes of which others are the outcome: a full disk fails compilers, a lost connection fails installers. */
const machine: readonly Category[] = [
  "compile_error",
  "test_failure",
  "deploy_failure",
  "dependency_missing",
  "documentation",
  "network",
  "checkout",
  "service_outage",
  "workflow_config",
  "timeout",
  "cancelled",
];
const remote: readonly Category[] = [
  "dependency_missing",
  "dependency_conflict",
  "deploy_failure",
  "workflow_config",
];
const explains: Partial<Record<Category, readonly Category[]>> = {
  disk_full: machine,
  out_of_memory: machine,
  runner_lost: machine,
  certificate: ["network", ...remote],
  rate_limited: ["network", "registry_outage", ...remote],
  registry_outage: remote,
  network: remote,
  permission: ["deploy_failure"],
  auth_or_secret: ["deploy_failure"],
  flaky_test: ["test_failure"],
  documentation: ["network", "compile_error"],
  // Its runner counts it among the tests that failed
  snapshot_mismatch: ["test_failure"],
};

export interface Scored {
  category: Category;
  confidence: number;
}

/**
 * Causes by confidence, best first. `closeness` (0..1) says how much a line looks like the failing part, `counts` (0..1) how
 * much one counts that stands there: less outside of the step that ended the job, nothing where the failure was expected. The
 * best hit of a cause counts in full, further ones add a little, as they mostly repeat it. A strict hit that shares the field
 * with nothing else is right about 4 times of 5, which is what the `+ 1` says.
 */
export function rankCauses(
  hits: readonly Hit[],
  closeness: (index: number) => number,
  counts: (index: number) => number = () => 1,
): Scored[] {
  const heard = (strong: (strength: Strength) => boolean): boolean =>
    hits.some(({ strength, index }) => strong(strength) && closeness(index) > 0.3 && counts(index) > INSIDE);
  const strictSeen = heard((strength) => !isWeak(strength));
  const ruleSeen = strictSeen || heard((strength) => strength === "generic");
  const generic = new Set(hits.filter((hit) => hit.strength === "generic").map(({ category }) => category));
  /** Where rules hear only an outcome in words that people write as well, words may name its reason. */
  const explainsAll = (category: Category): boolean =>
    !strictSeen && [...generic].every((outcome) => explains[category]?.includes(outcome) === true);
  const totals = new Map<Category, { best: number; sum: number; outside: number; sure: number }>();
  for (const hit of hits) {
    if (isWeak(hit.strength) && (hit.strength === "generic" ? strictSeen : ruleSeen)) {
      if (hit.strength !== "learned" || !explainsAll(hit.category)) continue;
    }
    const near = FLOOR + (1 - FLOOR) * closeness(hit.index);
    const share = counts(hit.index);
    const value =
      share * hitWeight[hit.strength] * (hit.share ?? 1) * (hit.strength === "verdict" ? 1 : near);
    const total = totals.get(hit.category) ?? { best: 0, sum: 0, outside: 0, sure: 0 };
    if (share < INSIDE) total.outside += value;
    else {
      total.best = Math.max(total.best, value);
      if (!hit.again) total.sum += value;
      if (hit.strength === "strict" || hit.strength === "verdict") total.sure = Math.max(total.sure, value);
    }
    totals.set(hit.category, total);
  }
  const explained = new Set(
    [...totals].flatMap(([category, { sure }]) => (sure >= SURE ? (explains[category] ?? []) : [])),
  );
  const scores = [...totals].map(([category, { best, sum, outside }]) => ({
    category,
    score:
      (explained.has(category) ? EXPLAINED : 1) *
        (best + Math.min(2, Math.log2(1 + Math.max(0, sum - best) / 4))) +
      Math.min(OUTSIDE_MOST, outside),
  }));
  // The field counts more than its size: two causes that are half as strong leave the best one mostly sure.
  const field = Math.sqrt(scores.reduce((all, { score }) => all + score * score, 0));
  return scores
    .filter(({ score }) => score > 0)
    .map(({ category, score }) => ({ category, confidence: (score / field) * (score / (score + 1)) }))
    .sort((a, b) => b.confidence - a.confidence);
}
