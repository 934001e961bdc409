import { markdownEscape, oneLine } from "../core/text.js";

/** A check run, as far as a proof needs it. */
export interface CheckRun {
  name: string;
  /** GitHub's: `queued`, `in_progress`, `completed`, ... */
  status: string;
  /** GitHub's conclusion; null while it runs. */
  conclusion: string | null;
  url?: string | null;
}

/** Totals of the test reports of one commit. */
export interface TestTotals {
  tests: number;
  failed: number;
  skipped: number;
}

export interface ProofRow {
  name: string;
  /** GitHub's conclusion, `running`, or null: there is none. */
  before: string | null;
  after: string | null;
  verdict: "fixed" | "kept" | "broken" | "still failing" | "pending" | "not proven";
  url: string | null;
}

export interface Proof {
  verdict: "green" | "red" | "pending";
  /** Why, in one sentence. */
  reason: string;
  rows: ProofRow[];
}

const FAILED = new Set(["failure", "timed_out", "startup_failure"]);
/** A run that ended without an answer says nothing either way: it is waited for, or run again. */
const UNANSWERED = new Set(["cancelled", "stale", "action_required"]);

/**
 * Compares the checks of the base commit with those of the fix. Green: every check that failed before succeeds now
 * (skipped is no proof), no other fails that did not before, and no test is gone or newly skipped. Of several runs
 * with one name the last counts. `targets` names the checks the fix is for; without it all that failed are.
 */
export function proof(
  before: readonly CheckRun[],
  after: readonly CheckRun[],
  options: { tests?: { before: TestTotals; after: TestTotals }; targets?: readonly string[] } = {},
): Proof {
  const old = latest(before);
  const now = latest(after);
  const rows = [...new Set([...old.keys(), ...now.keys()])].map((name): ProofRow => {
    const was = conclusion(old.get(name));
    const is = conclusion(now.get(name));
    const target = options.targets?.includes(name) ?? (was !== null && FAILED.has(was));
    return { name, before: was, after: is, verdict: judge(was, is, target), url: now.get(name)?.url ?? null };
  });
  return { ...verdict(rows, options.tests), rows };
}

const latest = (runs: readonly CheckRun[]): Map<string, CheckRun> =>
  new Map(runs.map((run) => [run.name, run]));
const conclusion = (run: CheckRun | undefined): string | null =>
  run === undefined ? null : run.status === "completed" ? (run.conclusion ?? "running") : "running";

function judge(was: string | null, is: string | null, target: boolean): ProofRow["verdict"] {
  if (is === "running" || (is !== null && UNANSWERED.has(is)) || (is === null && target)) return "pending";
  if (is !== null && FAILED.has(is)) {
    if (target) return "still failing";
    return was !== null && FAILED.has(was) ? "kept" : "broken";
  }
  if (!target) return "kept";
  return is === "success" ? "fixed" : "not proven";
}

function verdict(
  rows: readonly ProofRow[],
  tests?: { before: TestTotals; after: TestTotals },
): Omit<Proof, "rows"> {
  const named = (v: ProofRow["verdict"]): string[] => rows.filter((r) => r.verdict === v).map((r) => r.name);
  for (const [kind, words] of [
    ["broken", "fails now and did not before"],
    ["still failing", "still fails"],
    ["not proven", "did not run, so nothing is proven"],
  ] as const) {
    const [first, ...more] = named(kind);
    if (first !== undefined)
      return {
        verdict: "red",
        reason: `${oneLine(first)}${more.length ? ` and ${more.length} more` : ""}: ${words}`,
      };
  }
  const waiting = named("pending").length;
  if (waiting > 0) return { verdict: "pending", reason: `${waiting} checks have not ended` };
  if (named("fixed").length === 0) return { verdict: "pending", reason: "no check that failed has run yet" };
  if (tests) {
    const ran = (t: TestTotals): number => t.tests - t.skipped;
    if (ran(tests.after) < ran(tests.before))
      return {
        verdict: "red",
        reason: `${ran(tests.before) - ran(tests.after)} tests that ran before did not run`,
      };
    if (tests.after.failed > 0) return { verdict: "red", reason: `${tests.after.failed} tests fail` };
  }
  return { verdict: "green", reason: "every check that failed passes now, and nothing else got worse" };
}

/** The comparison as a Markdown table; names are escaped. */
export function proofTable(rows: readonly ProofRow[]): string {
  const cell = (text: string | null): string => (text === null ? "–" : markdownEscape(oneLine(text, 100)));
  return [
    "| check | before | after | |",
    "| --- | --- | --- | --- |",
    ...rows.map((r) => `| ${cell(r.name)} | ${cell(r.before)} | ${cell(r.after)} | ${r.verdict} |`),
  ].join("\n");
}
