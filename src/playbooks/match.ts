import { glob } from "../core/glob.js";
import type { Category } from "../diagnosis/category.js";
import type { Severity } from "../events/event.js";
import { alternatives } from "./alternatives.js";
import type { Playbook } from "./schema.js";

/** What playbooks are matched against: facts of one incident, no text of logs. */
export interface Subject {
  kind: "ci" | "alert" | "report";
  category: Category;
  confidence: number;
  failedJobs: readonly { name: string; category: Category; confidence: number }[];
  attempt: number;
  fork: boolean;
  /** What set the run off, in GitHub's words; null: there is no run. */
  event: string | null;
  /** How many runs of its line in a row, with this one, did not pass; at most `LONGEST_ROW`. */
  redRuns: number;
  repository: string;
  workflow: string | null;
  branch: string | null;
  severity: Severity;
  service: string | null;
  labels: Readonly<Record<string, string>>;
}

export type Match = { matches: true } | { matches: false; reason: string };

const no = (reason: string): Match => ({ matches: false, reason });
const globbed = (globs: readonly string[] | undefined, value: string | null): boolean =>
  globs === undefined ||
  (value !== null && globs.some((one) => alternatives(one).some((pattern) => glob(pattern)(value))));

/** Whether a playbook is meant for this incident; a "no" says which of its words did not fit. */
export function match({ when, unless }: Playbook, subject: Subject): Match {
  if (when.kind && when.kind !== subject.kind) return no(`it is for ${when.kind}, this is ${subject.kind}`);
  if (when.category && !when.category.includes(subject.category))
    return no(`the diagnosis is ${subject.category}`);
  if (when.category && subject.confidence < when.confidence)
    return no(`confidence ${subject.confidence.toFixed(2)} is below ${when.confidence}`);
  if (when.every_failed_job && when.category) {
    const wanted = when.category;
    const other = subject.failedJobs.find(
      (job) => !wanted.includes(job.category) || job.confidence < when.confidence,
    );
    if (other)
      return no(
        `job ${JSON.stringify(other.name)} failed otherwise (${other.category}, ${other.confidence.toFixed(2)})`,
      );
  }
  if (when.event && !when.event.some((event) => event === subject.event))
    return no(`the run was set off by ${subject.event ?? "nothing"}`);
  if (when.red_runs !== undefined && subject.redRuns < when.red_runs)
    return no(`${subject.redRuns} of the runs in a row did not pass, fewer than ${when.red_runs}`);
  if (when.severity && !when.severity.includes(subject.severity))
    return no(`severity is ${subject.severity}`);
  for (const [word, globs, value] of [
    ["repository", when.repository, subject.repository],
    ["workflow", when.workflow, subject.workflow],
    ["branch", when.branch, subject.branch],
    ["service", when.service, subject.service],
  ] as const)
    if (!globbed(globs, value)) return no(`${word} is ${value ?? "not known"}`);
  for (const [label, value] of Object.entries(when.labels ?? {}))
    if (subject.labels[label] !== value) return no(`label ${label} is ${subject.labels[label] ?? "absent"}`);
  if (unless.run_attempt_above !== undefined && subject.attempt > unless.run_attempt_above)
    return no(`this is attempt ${subject.attempt}, above ${unless.run_attempt_above}`);
  if (unless.failed_jobs_above !== undefined && subject.failedJobs.length > unless.failed_jobs_above)
    return no(`${subject.failedJobs.length} jobs failed, above ${unless.failed_jobs_above}`);
  if (unless.fork && subject.fork) return no("the code comes from a fork");
  return { matches: true };
}
