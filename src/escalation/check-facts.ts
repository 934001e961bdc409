import type { Attribution } from "../diagnosis/root-cause/attribution.js";
import type { DiagnosisRecord, JobDiagnosis } from "../diagnosis/record.js";

/** One failed job, and whose it is. */
export interface JudgedJob {
  job: Pick<
    JobDiagnosis,
    "name" | "url" | "category" | "summary" | "evidence" | "step" | "stepNumber" | "command"
  >;
  attribution: Attribution;
}

/** One failed run of the commit. */
export interface CheckFailure {
  /** null: it has not been looked into yet. */
  record: Pick<DiagnosisRecord, "tests" | "category"> | null;
  jobs: readonly JudgedJob[];
  /** It is over: how. */
  over: string | null;
  /** What heal does, did or would do; null: nothing. */
  doing: string | null;
  /** What people may press. */
  may: { retry: boolean; fix: boolean; approve: { offer: string; action: string } | null };
  url: string;
}

export interface CheckFacts {
  failures: readonly CheckFailure[];
  /** What people asked for, as lines of Markdown. */
  asked: readonly string[];
  /** The conclusion where a failure is the change's own. */
  mine: "neutral" | "failure";
  /** The commit is no change's but everybody's: its branch, and the issue that tells of it. */
  everybodys: { branch: string; issue: string | null } | null;
  url: string;
}
