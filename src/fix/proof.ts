import { markdownEscape, oneLine } from "../core/text.js";
import type { CheckRun } from "../github/port.js";
import {
  byIdentity,
  FAILED,
  keyOf,
  targetKey,
  tries,
  UNANSWERED,
  type Check,
  type Target,
} from "./identity.js";

/** Totals of the test reports of one commit. */
export interface TestTotals {
  tests: number;
  failed: number;
  skipped: number;
}

export interface ProofRow {
  /** With what it is of, where another one has the same name. */
  name: string;
  /** The fix is for it. */
  target: boolean;
  /** GitHub's conclusion, `running`, or null: there is none. */
  before: string | null;
  after: string | null;
  verdict: "fixed" | "kept" | "broken" | "still failing" | "pending" | "not proven" | "not run";
  url: string | null;
}

export interface Proof {
  /** `unproven`: what was failing passes, and yet something that passed before has not passed now. */
  verdict: "green" | "red" | "pending" | "unproven";
  /** Why, in one sentence. */
  reason: string;
  rows: ProofRow[];
}

export interface ProofOptions {
  tests?: { before: TestTotals; after: TestTotals };
  /** What the fix is for; without it all that failed before. */
  targets?: readonly Target[];
  /** Workflows whose runs at the fix have not ended. */
  unfinished?: readonly string[];
  /** False: the last run ended so lately that GitHub may still start another. */
  settled?: boolean;
  /** What could not be read of the checks, in words. */
  unseen?: string | null;
  /** Whether a job's workflow is to run at the fix at all; asked where it did not. */
  due?: (workflowPath: string) => boolean;
}

/**
 * Compares what judged the base commit with what judges the fix. Green: every run of the fix has ended, every target
 * succeeds (skipped is no proof), nothing fails that did not before, all that passed before and is due here passes, and no
 * test is gone or newly skipped.
 */
export function proof(
  before: readonly CheckRun[],
  after: readonly CheckRun[],
  options: ProofOptions = {},
): Proof {
  const old = byIdentity(before);
  const now = byIdentity(after);
  const targets = new Map(options.targets?.map((target) => [targetKey(target), target]));
  const isTarget = (key: string): boolean =>
    options.targets ? targets.has(key) : FAILED.has(old.get(key)?.conclusion ?? "");
  const ended = (options.unfinished ?? []).length === 0 && options.settled !== false;
  const rows: (ProofRow & { of: string })[] = [];
  for (const key of new Set([...old.keys(), ...now.keys(), ...targets.keys()])) {
    const target = targets.get(key);
    const [was, is] = [target ? failedRun(target, before, old.get(key)) : old.get(key), now.get(key)];
    const source = (is ?? was)?.source;
    // What tries the default branch for another's sake, or by the clock, is not asked of a fix.
    if (!is && !isTarget(key) && source && (source.by === "job" || source.by === "run") && !tries(source))
      continue;
    const row = {
      name: is?.name ?? was?.name ?? target?.name ?? "",
      of: is?.of ?? was?.of ?? "",
      target: isTarget(key),
      before: was?.conclusion ?? null,
      after: is?.conclusion ?? null,
      url: is?.url ?? null,
    };
    rows.push({ ...row, verdict: judge(row, ended, source && awaited(source, options.due)) });
  }
  const shown = rows.map(({ of, ...row }) => ({ ...row, name: called(row.name, of, rows) }));
  return { ...verdict(shown, options), rows: shown };
}

/** The target's own run before, whatever set it off. */
const failedRun = (
  { runId, name }: Target,
  before: readonly CheckRun[],
  otherwise: Check | undefined,
): Check | undefined => {
  const run = before.find(
    ({ source, name: its }) => source.by === "job" && source.runId === runId && its === name,
  );
  return (run && byIdentity([run]).get(keyOf(run))) ?? otherwise;
};

const called = (name: string, of: string, rows: readonly { name: string }[]): string =>
  rows.filter((row) => row.name === name).length > 1 && of !== "" ? `${name} (${of})` : name;

/** `workflow`: GitHub starts it soon or never; `other`: nobody knows when it comes; `no`: it is not meant to run here. */
const awaited = (source: CheckRun["source"], due: ProofOptions["due"]): "workflow" | "other" | "no" => {
  if (source.by !== "job" && source.by !== "run") return "other";
  return due?.(source.workflowPath) === false ? "no" : "workflow";
};

function judge(
  { before: was, after: is, target }: Pick<ProofRow, "before" | "after" | "target">,
  ended: boolean,
  comes: "workflow" | "other" | "no" | undefined,
): ProofRow["verdict"] {
  if (is === "running") return "pending";
  if (is !== null && FAILED.has(is)) {
    if (target) return "still failing";
    return was !== null && FAILED.has(was) ? "kept" : "broken";
  }
  if (is === "success") return target ? "fixed" : "kept";
  const unanswered = is !== null && UNANSWERED.has(is);
  if (target) return is === null || unanswered || !ended ? "pending" : "not proven";
  // What did not pass before has nothing to lose. `running`: it may have passed since.
  if (was !== "success" && was !== "running") return unanswered && was === null ? "pending" : "kept";
  if (!ended) return "pending";
  if (is !== null) return "not proven";
  return comes === "no" ? "not run" : comes === "other" ? "pending" : "not proven";
}

function verdict(rows: readonly ProofRow[], options: ProofOptions): Omit<Proof, "rows"> {
  const { tests, unfinished = [], unseen = null } = options;
  const named = (v: ProofRow["verdict"], target?: boolean): string[] =>
    rows.filter((r) => r.verdict === v && (target ?? r.target) === r.target).map((r) => r.name);
  for (const [kind, words] of [
    ["broken", "fails now and did not before"],
    ["still failing", "still fails"],
  ] as const)
    if (named(kind).length > 0) return { verdict: "red", reason: `${list(named(kind), 1)}: ${words}` };
  if (unseen !== null)
    return { verdict: "pending", reason: `not all checks can be read: ${oneLine(unseen)}` };
  if (unfinished.length > 0)
    return {
      verdict: "pending",
      reason: `${unfinished.length} workflow runs have not ended (${list([...new Set(unfinished)])})`,
    };
  const idle = named("not proven", true);
  if (idle.length > 0)
    return { verdict: "red", reason: `${list(idle, 1)}: did not run, so nothing is proven` };
  const waiting = named("pending");
  if (waiting.length > 0)
    return { verdict: "pending", reason: `${waiting.length} checks have not ended (${list(waiting)})` };
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
  const lost = named("not proven", false);
  if (lost.length > 0)
    return {
      verdict: "unproven",
      reason: `${list(lost)} passed before and did not pass now, so it is not proven that nothing got worse`,
    };
  return { verdict: "green", reason: praise(rows) };
}

/** Says no more than was seen. */
function praise(rows: readonly ProofRow[]): string {
  const names = (fits: (row: ProofRow) => boolean): string[] => rows.filter(fits).map((row) => row.name);
  const failing = names((row) => row.after !== "success" && FAILED.has(row.before ?? ""));
  const absent = names((row) => row.verdict === "not run");
  return [
    failing.length === 0 ? "every check that failed passes now" : "what the fix is for passes now",
    `, and nothing else${absent.length === 0 ? "" : " that ran"} got worse`,
    failing.length === 0 ? "" : `; not passing, as before: ${list(failing)}`,
    absent.length === 0 ? "" : `; not run here: ${list(absent)}`,
  ].join("");
}

/** Some names and how many more. */
const list = (names: readonly string[], most = 3): string => {
  const more = names.length - most;
  return `${names
    .slice(0, most)
    .map((name) => oneLine(name, 100))
    .join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};

/** The comparison as a Markdown table; names are escaped. */
export function proofTable(rows: readonly ProofRow[]): string {
  const cell = (text: string | null): string => (text === null ? "–" : markdownEscape(oneLine(text, 100)));
  return [
    "| check | before | after | |",
    "| --- | --- | --- | --- |",
    ...rows.map((r) => `| ${cell(r.name)} | ${cell(r.before)} | ${cell(r.after)} | ${r.verdict} |`),
  ].join("\n");
}
