import type { AlertEvent, CiEvent, FailingTest, JobFacts, RepositoryRef, RunFacts } from "./event.js";

/** Set on an issue or pull request by who may stop heal in the repository. */
export const STOP_LABEL = "heal:stop";

/** What a delivery means: typed facts, the only thing that leaves the room that reads untrusted bodies. */
export type Signal =
  | { kind: "event"; event: CiEvent | AlertEvent }
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
      /** It is one on a line of a pull request, whose ids are counted apart. */
      review: boolean;
      author: string;
      bot: boolean;
      body: string;
      at: Date;
    }
  /** Somebody pressed a button of a check run, or asked GitHub to run it again (`button` null). */
  | {
      kind: "check-run";
      repository: RepositoryRef;
      checkRunId: number;
      button: string | null;
      author: string;
      bot: boolean;
      at: Date;
    }
  | {
      kind: "pull-request";
      repository: RepositoryRef;
      action: string;
      number: number;
      headSha: string;
      headRef: string;
      /** The branch is another repository's, or its repository is gone. */
      fork: boolean;
      author: string;
      bot: boolean;
      body: string;
      merged: boolean;
      at: Date;
    }
  | { kind: "issue-closed"; repository: RepositoryRef; issue: number; by: string; bot: boolean; at: Date }
  | {
      kind: "issue-assigned";
      repository: RepositoryRef;
      issue: number;
      by: string;
      assignee: string;
      bot: boolean;
      at: Date;
    }
  /** A person took an alert up at its sender. `by`: in the sender's words. */
  | { kind: "alert-acknowledged"; key: string; by: string; where: string; at: Date }
  /** Deleted, or moved to another repository. */
  | { kind: "issue-gone"; repository: RepositoryRef; issue: number; by: string; how: string; at: Date }
  /** Somebody set heal's stop label on an issue or pull request. */
  | {
      kind: "labelled";
      repository: RepositoryRef;
      issue: number;
      label: string;
      by: string;
      bot: boolean;
      at: Date;
    }
  | {
      kind: "push";
      repository: RepositoryRef;
      branch: string;
      headSha: string;
      defaultBranch: string;
      touched: string[];
      at: Date;
    }
  /** A branch was deleted. */
  | { kind: "branch-gone"; repository: RepositoryRef; branch: string; at: Date }
  | {
      kind: "repository";
      repository: RepositoryRef;
      action: "seen" | "renamed" | "archived" | "unarchived" | "deleted";
      /** The full name that it gave up; null: it did not. */
      from: string | null;
      at: Date;
    }
  | {
      kind: "installation";
      installationId: number;
      account: string;
      action: "installed" | "removed" | "suspended" | "unsuspended";
      /** null: all that it has. */
      repositories: { id: number; fullName: string }[] | null;
      at: Date;
    }
  /** The account that the App is installed in has another name, and with it all its repositories. */
  | { kind: "owner-renamed"; installationId: number; from: string; to: string; at: Date }
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
  /** The body was built at this moment or later, by the sender's clock; null or left out: nothing in it tells. */
  asOf?: Date | null;
  /** Whose body it is, also where nothing else in it matters. */
  of?: RepositoryRef;
  ignored?: string;
  /** `ignored` says why nothing of it could be read: the delivery is parked, for a person to look at. */
  unreadable?: true;
  /** Events of the body that could not be read beside those that could, each with its reason. */
  unread?: string[];
}
