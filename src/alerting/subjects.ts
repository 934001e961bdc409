import type { Input } from "../detection/detection.js";
import type { RunFacts } from "../events/event.js";
import { onDefaultBranch } from "../events/line.js";
import type { DetectionAbout } from "../detection/about.js";

/** An input of the engine with its context. */
export interface Observation {
  input: Input;
  /** The incident that the input belongs to. */
  incident?: number | null;
  /** Who says so, such as `alertmanager`; left out: heal itself. */
  source?: string;
  about?: DetectionAbout;
  /** The workflow of a job, the job of a test. */
  parent?: string;
  /** The run that it was seen in: a finding belongs to the open incident of that run's line. */
  run?: RunFacts;
}

const FAILED = new Set(["failure", "timed_out", "startup_failure"]);

/** Conclusions that say something of the code: `cancelled`, `skipped` and the like were somebody's wish. */
export const outcomeOf = (conclusion: string | null): "passed" | "failed" | null => {
  if (conclusion === "success") return "passed";
  return conclusion !== null && FAILED.has(conclusion) ? "failed" : null;
};

/** Names come from outside; a subject is a key, and stays one of a sane length. */
const named = (name: string): string => name.replace(/\s+/g, " ").slice(0, 200);

export const workflowSubject = (
  repository: string,
  run: Pick<RunFacts, "workflowPath" | "workflow">,
): string => `workflow:${repository}/${named(run.workflowPath.split("/").at(-1) || run.workflow)}`;
export const jobSubject = (workflow: string, job: string): string =>
  `job:${workflow.slice("workflow:".length)}/${named(job)}`;
export const testSubject = (job: string, test: { suite: string; name: string }): string =>
  `test:${job.slice("job:".length)}/${named(test.suite)}/${named(test.name)}`;

/** A fork's `main` is not ours, and what a pull request or a comment sets off is its author's business first. */
export const branchKind = (run: RunFacts): "default" | "other" =>
  onDefaultBranch(run) ? "default" : "other";

/** Commit and attempt-independent: two attempts of one commit must agree. */
export const commitKey = (run: Pick<RunFacts, "headSha">): string => run.headSha.slice(0, 12);

/** A finished attempt on the default branch as trials: of its workflow, with a state, and of its repository, as a count. */
export function trialsOf(repository: string, run: RunFacts, at: Date): Observation[] {
  const verdict = outcomeOf(run.conclusion);
  if (verdict === null || branchKind(run) === "other") return [];
  const base = {
    kind: "trial" as const,
    repository,
    service: null,
    branch: "default" as const,
    failed: verdict === "failed",
    at: at.getTime(),
  };
  const about: DetectionAbout = {
    workflow: run.workflow,
    run: { id: run.runId, attempt: run.attempt, url: run.url },
  };
  return [
    { input: { ...base, subject: workflowSubject(repository, run), key: commitKey(run) }, about, run },
    { input: { ...base, subject: `repository:${repository}`, quiet: true }, about, run },
  ];
}
