/** Spans of forgetting, in run ids: GitHub numbers all runs of the world in order, about 1e7 a day in 2023. */
const SPANS = [4e3, 6e5, 1e7, 1.5e8] as const;
/** Outcomes remembered one by one. */
const RECENT = 10;
/** A habit (the usual gap, the share that passes after a failure) forgets a fifth with each step. */
const HABIT = 0.8;

/** What is remembered of one repository, workflow, branch, event, owner or word: under 600 bytes as JSON. */
export interface Scope {
  /** Commits that failed and later passed, and that failed again. */
  flaky: number;
  persistent: number;
  /** The same two, each forgotten over the four spans: [flaky, persistent, flaky, ...]. */
  fading: number[];
  /** The last outcomes, oldest first: 1 flaky, -1 persistent. */
  recent: number[];
  /** Outcomes in a row: +3 three flaky ones, -2 two persistent ones. */
  streak: number;
  /** Run id of the last line seen, of the last failing one, of the last that passed; 0: none. */
  lastRun: number;
  lastFailure: number;
  lastPass: number;
  /** The last line: 1 failed, -1 passed, 0 neither. */
  last: number;
  /** Failing lines since the last that passed. */
  row: number;
  lines: number;
  failures: number;
  commits: number;
  /** Usual natural logarithm of the gap between lines, in 1e3 run ids; -1: not known. */
  gap: number;
  /** Lines that follow a failure of their commit, and those of them that passed. */
  after: number;
  afterPassed: number;
  /** Sum over commits of log10 of the run ids between first and second line, and their number. */
  wait: number;
  waits: number;
}

export const newScope = (): Scope => ({
  flaky: 0,
  persistent: 0,
  fading: new Array<number>(2 * SPANS.length).fill(0),
  recent: [],
  streak: 0,
  lastRun: 0,
  lastFailure: 0,
  lastPass: 0,
  last: 0,
  row: 0,
  lines: 0,
  failures: 0,
  commits: 0,
  gap: -1,
  after: 0,
  afterPassed: 0,
  wait: 0,
  waits: 0,
});

/** Lets time pass up to a run id. */
export function decay(scope: Scope, run: number): void {
  const gap = scope.lastRun > 0 ? Math.max(0, run - scope.lastRun) : 0;
  for (const [i, span] of SPANS.entries()) {
    const kept = Math.exp(-gap / span);
    scope.fading[2 * i]! *= kept;
    scope.fading[2 * i + 1]! *= kept;
  }
}

/** The commit of a line as it was before the line; null: new. */
interface Before {
  first: number;
  lines: number;
  failed: number;
}

export function recordLine(
  scope: Scope,
  run: number,
  ended: "failed" | "passed" | null,
  commit?: Before,
): void {
  const gap = gapOf(scope, run);
  if (scope.lastRun > 0) scope.gap = scope.gap < 0 ? gap : HABIT * scope.gap + (1 - HABIT) * gap;
  scope.lines++;
  scope.lastRun = Math.max(scope.lastRun, run);
  scope.last = ended === "failed" ? 1 : ended === "passed" ? -1 : 0;
  if (ended === "failed") {
    scope.failures++;
    scope.row++;
    scope.lastFailure = Math.max(scope.lastFailure, run);
  } else if (ended === "passed") {
    scope.row = 0;
    scope.lastPass = Math.max(scope.lastPass, run);
  }
  if (!commit) {
    scope.commits++;
    scope.after *= HABIT;
    scope.afterPassed *= HABIT;
    return;
  }
  if (commit.failed > 0 && ended !== null) {
    scope.after++;
    if (ended === "passed") scope.afterPassed++;
  }
  if (commit.lines > 1) return;
  scope.wait += Math.log10(Math.max(0, run - commit.first) + 10);
  scope.waits++;
}

/** A commit's outcome became known; `before` is what it was taken for until now. */
export function recordOutcome(
  scope: Scope,
  outcome: "flaky" | "persistent",
  before: "persistent" | null,
): void {
  const flaky = outcome === "flaky";
  if (before === "persistent") scope.persistent--;
  scope[outcome]++;
  for (let i = 0; i < SPANS.length; i++) {
    if (before === "persistent") scope.fading[2 * i + 1] = Math.max(0, scope.fading[2 * i + 1]! - 1);
    scope.fading[2 * i + (flaky ? 0 : 1)]!++;
  }
  const sign = flaky ? 1 : -1;
  scope.streak = Math.sign(scope.streak) === sign ? scope.streak + sign : sign;
  const place = before === null ? -1 : scope.recent.lastIndexOf(-1);
  if (place < 0) scope.recent.push(sign);
  else scope.recent[place] = sign;
  if (scope.recent.length > RECENT) scope.recent.shift();
}

/** Share of flaky outcomes, drawn towards `prior` as if by `weight` outcomes of that share; `without` is taken out. */
export function shrunkRate(scope: Scope, prior: number, weight: number, without?: Scope): number {
  // A part outlives the whole when the whole was forgotten.
  const flaky = Math.max(0, scope.flaky - (without?.flaky ?? 0));
  const persistent = Math.max(0, scope.persistent - (without?.persistent ?? 0));
  return (flaky + weight * prior) / (flaky + persistent + weight);
}

/** -1..1: which outcome prevails lately, by span; near 0 without outcomes. */
export const recentTrend = (scope: Scope): number[] =>
  SPANS.map((_, i) => {
    const [flaky, persistent] = [scope.fading[2 * i]!, scope.fading[2 * i + 1]!];
    return (flaky - persistent) / (flaky + persistent + 0.7);
  });

/** -1..1: the last outcomes, each counted `keep` of the one after it. */
export function recentOutcomes({ recent }: Scope, keep: number): number {
  let sum = 0;
  let weights = 0;
  for (const [age, outcome] of recent.toReversed().entries()) {
    sum += keep ** age * outcome;
    weights += keep ** age;
  }
  return sum / (weights + 0.7);
}

const gapOf = ({ lastRun }: Scope, run: number): number => Math.log1p(Math.max(0, run - lastRun) / 1e3);

/** How much longer than usual nothing came: the difference of logarithms; 0 where no gap is usual yet. */
export const gapRatio = (scope: Scope, run: number): number =>
  scope.gap < 0 ? 0 : gapOf(scope, run) - scope.gap;
