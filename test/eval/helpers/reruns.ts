import type { RunLine } from "../../../src/detection/flaky.js";
import { jsonl } from "../datasets.js";

interface Sequence {
  kind: "attempt" | "same_sha_run";
  repo: string;
  workflow: string;
  branch: string;
  default_branch: boolean;
  event: string | string[];
  run_ids: number[];
  conclusions: (string | null)[];
  label: string;
}

export interface Labelled {
  line: RunLine;
  /** The first failing line of its commit: where the verdict counts. */
  first: boolean;
  label: string;
  /** Whether a later line of the same commit passed. */
  passesLater: boolean;
}

const failed = (conclusion: string | null): boolean =>
  conclusion === "failure" || conclusion === "startup_failure" || conclusion === "timed_out";

/** One kind of the recorded reruns as a history in time order: GitHub's run ids rise with time. */
export function rerunHistory(kind: Sequence["kind"]): Labelled[] {
  const lines = jsonl<Sequence>("gha_reruns/dev/sequences.jsonl.gz").flatMap((sequence, place) => {
    if (sequence.kind !== kind) return [];
    const { repo, workflow, branch, default_branch, event, run_ids, conclusions, label } = sequence;
    return conclusions.map((conclusion, i): Labelled => {
      const attempt = kind === "attempt" ? i + 1 : 1;
      const run_id = run_ids[kind === "attempt" ? 0 : i]!;
      const started = Array.isArray(event) ? (event[i] ?? "") : event;
      const sha = `commit-${place}`;
      return {
        line: { run_id, attempt, repo, workflow, branch, default_branch, event: started, sha, conclusion },
        first: conclusions.findIndex(failed) === i,
        label,
        passesLater: conclusions.slice(i + 1).includes("success"),
      };
    });
  });
  return lines.sort((a, b) => a.line.run_id - b.line.run_id || a.line.attempt - b.line.attempt);
}

export interface Judged {
  truth: boolean;
  said: boolean;
}

export function f1(judged: readonly Judged[]): number {
  const hits = judged.filter(({ truth, said }) => truth && said).length;
  return (2 * hits) / (judged.filter(({ truth }) => truth).length + judged.filter(({ said }) => said).length);
}

/** Mean of the shares judged right among the true and among the false. */
export function balancedAccuracy(judged: readonly Judged[]): number {
  const right = (truth: boolean): number => {
    const these = judged.filter((one) => one.truth === truth);
    return these.filter((one) => one.said === truth).length / these.length;
  };
  return (right(true) + right(false)) / 2;
}
