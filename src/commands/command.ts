import type { Clock } from "../core/clock.js";
import type { Decision } from "../decision/decide.js";
import type { Mode } from "../decision/mode.js";
import type { Effects } from "../decision/plan.js";
import type { KillSwitch, Stop } from "../flags/port.js";
import type { RepositoryRef } from "../events/event.js";
import type { Move } from "../playbooks/moves.js";
import type { Db } from "../store/db.js";
import type { IncidentRow } from "../store/incidents.js";

/** Who may: the least role, of GitHub's own. */
export type MinimumRole = "read" | "triage" | "write" | "maintain";

export interface CommandContext {
  /** The command's row, by which its answer is found. */
  id: number;
  repository: RepositoryRef;
  /** GitHub's id of the comment: later comments of the same kind have higher ones; 0: it was a button or a label. `review`: it is one on a line. */
  comment: { id: number; review: boolean };
  /** When the comment was written, by GitHub's clock. */
  writtenAt: Date;
  /** The incident of this thread; null when it has none. */
  incident: IncidentRow | null;
  author: string;
  /** The author's role, as GitHub names it. */
  role: string;
  /** Says what it would do, and changes nothing. */
  dryRun: boolean;
  /** What stands behind its name, without options. */
  rest: string;
}

/** What heal would decide now, judged like any decision. */
export interface Judged {
  decision: Decision;
  mode: Mode;
  /** The stop that holds, or that none could be read; null: none. */
  stop: Pick<Stop, "reason" | "by"> | "unreadable" | null;
  /** Why the repository's heal.yml is not used; null: it is, or there is none. */
  problem: string | null;
}

/** What a person asks for, as a decision judges it. */
export interface Asked {
  by: string;
  move: Move;
  mayApprove: boolean;
}

export interface CommandDeps {
  db: Db;
  killSwitch: KillSwitch;
  clock: Clock;
  publicUrl: string;
  effects: Effects;
  /** Judges an incident anew and keeps nothing; null: it has no repository, or nobody has looked into it yet. */
  judge: (incident: IncidentRow, asked?: Asked) => Promise<Judged | null>;
  /** How a person takes an action back. */
  undoOf: (action: string) => string | null;
}

/** What the author reads; `pending`: what was asked for is under way, and its end is the answer. */
export type Answer =
  | { kind: "answer"; text: string }
  /** `wrong`: there is no such command. */
  | { kind: "refuse"; text: string; wrong?: true }
  | { kind: "pending"; incident: number };

/** One `/heal` command: one file, one list line. */
export interface HealCommand {
  readonly name: string;
  readonly usage: string;
  readonly says: string;
  readonly who: MinimumRole;
  /** It takes `--dry-run`. */
  readonly changes: boolean;
  readonly examples: readonly string[];
  run(context: CommandContext, deps: CommandDeps): Promise<Answer>;
}

export const answer = (text: string): Answer => ({ kind: "answer", text });
export const refuse = (text: string): Answer => ({ kind: "refuse", text });
export const wrong = (text: string): Answer => ({ kind: "refuse", text, wrong: true });
/** What a dry run says: what would be done, in one sentence. */
export const would = (text: string): Answer => answer(`Dry run: ${text} Nothing was changed.`);

/** GitHub's roles, the least first. */
export const order: readonly string[] = ["none", "read", "triage", "write", "maintain", "admin"];
/** A word that is none of these counts as none. */
export const mayRun = (role: string, who: MinimumRole): boolean => order.indexOf(role) >= order.indexOf(who);

export const noIncident = refuse(
  "heal knows of no incident here. Write the command under an issue that heal opened, or in a pull request whose run failed.",
);
