/** Spans of forgetting, in run ids: GitHub numbers all runs of the world in order, about 1e7 a day in 2023. */
const SPANS = [4e3, 6e5, 1e7, 1.5e8] as const;

/** What is remembered of one repository, workflow, branch, event or word: under 400 bytes as JSON. */
export interface Scope {
  /** Commits that failed and later passed, and that failed again. */
  flaky: number;
  persistent: number;
  /** The same two, each forgotten over the four spans: [flaky, persistent, flaky, ...]. */
  fading: number[];
  /** Run id of the last line seen, of the last failing one; 0: none. */
  lastRun: number;
  lastFailure: number;
  /** Outcomes in a row: +3 three flaky ones, -2 two persistent ones. */
  streak: number;
  lines: number;
  failures: number;
}

export const newScope = (): Scope => ({
  flaky: 0,
  persistent: 0,
  fading: new Array<number>(2 * SPANS.length).fill(0),
  lastRun: 0,
  lastFailure: 0,
  streak: 0,
  lines: 0,
  failures: 0,
});

/** Lets time pass up to a run id. */
export function fade(scope: Scope, run: number): void {
  const gap = scope.lastRun > 0 ? Math.max(0, run - scope.lastRun) : 0;
  for (const [i, span] of SPANS.entries()) {
    const kept = Math.exp(-gap / span);
    scope.fading[2 * i]! *= kept;
    scope.fading[2 * i + 1]! *= kept;
  }
}

export function seeLine(scope: Scope, run: number, failed: boolean): void {
  scope.lines++;
  scope.lastRun = Math.max(scope.lastRun, run);
  if (!failed) return;
  scope.failures++;
  scope.lastFailure = Math.max(scope.lastFailure, run);
}

/** A commit's outcome became known; `before` is what it was taken for until now. */
export function learn(scope: Scope, outcome: "flaky" | "persistent", before: "persistent" | null): void {
  const flaky = outcome === "flaky";
  if (before === "persistent") scope.persistent--;
  scope[outcome]++;
  for (let i = 0; i < SPANS.length; i++) {
    if (before === "persistent") scope.fading[2 * i + 1] = Math.max(0, scope.fading[2 * i + 1]! - 1);
    scope.fading[2 * i + (flaky ? 0 : 1)]!++;
  }
  const sign = flaky ? 1 : -1;
  scope.streak = Math.sign(scope.streak) === sign ? scope.streak + sign : sign;
}

/** Share of flaky outcomes, drawn towards `prior` as if by `weight` outcomes of that share. */
export const shrunk = (scope: Scope, prior: number, weight: number): number =>
  (scope.flaky + weight * prior) / (scope.flaky + scope.persistent + weight);

/** -1..1: which outcome prevails lately, by span; near 0 without outcomes. */
export const leaning = (scope: Scope): number[] =>
  SPANS.map((_, i) => {
    const [flaky, persistent] = [scope.fading[2 * i]!, scope.fading[2 * i + 1]!];
    return (flaky - persistent) / (flaky + persistent + 0.7);
  });
