import type { ErrorEvent, FailingTest, JobFacts, RepositoryRef, RunFacts } from "./event.js";

/** What a delivery means: typed facts, the only thing that leaves the room that reads untrusted bodies. */
export type Signal =
  | { kind: "event"; event: ErrorEvent }
  /** A run attempt ended, whatever its conclusion: verification, fix proofs and healing elsewhere read it. */
  | { kind: "run-finished"; repository: RepositoryRef; run: RunFacts; at: Date }
  /** A job ended; nothing is decided by it, its times are kept. */
  | { kind: "job-finished"; repository: RepositoryRef; job: JobFacts; at: Date }
  | {
      kind: "comment";
      repository: RepositoryRef;
      issue: number;
      pullRequest: boolean;
      commentId: number;
      author: string;
      bot: boolean;
      body: string;
      at: Date;
    }
  | {
      kind: "pull-request";
      repository: RepositoryRef;
      action: string;
      number: number;
      headSha: string;
      headRef: string;
      author: string;
      bot: boolean;
      body: string;
      merged: boolean;
      at: Date;
    }
  | { kind: "issue-closed"; repository: RepositoryRef; issue: number; by: string; bot: boolean; at: Date }
  | {
      kind: "push";
      repository: RepositoryRef;
      branch: string;
      headSha: string;
      defaultBranch: string;
      touched: string[];
      at: Date;
    }
  | {
      kind: "installation";
      installationId: number;
      account: string;
      action: string;
      repositories: string[];
      at: Date;
    }
  | {
      kind: "report";
      repository: RepositoryRef;
      run: { runId: number; attempt: number; workflow: string; job: string; headSha: string };
      tests: number;
      failing: FailingTest[];
      at: Date;
    };

/** A source's reading of one delivery; without signals it says why. */
export interface Reading {
  signals: Signal[];
  ignored?: string;
}
