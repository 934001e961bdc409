import type { Clock } from "../core/clock.js";
import type { KillSwitch } from "../flags/port.js";
import type { RepositoryRef } from "../events/event.js";
import type { Db } from "../store/db.js";
import type { IncidentRow } from "../store/incidents.js";

/** Who may: the least role, of GitHub's own. */
export type MinimumRole = "read" | "write" | "maintain";

export interface CommandContext {
  /** The command's row, by which its answer is found. */
  id: number;
  repository: RepositoryRef;
  /** GitHub's id of the comment: later comments have higher ones; 0: it was no comment, but a button or a label. */
  commentId: number;
  /** When the comment was written, by GitHub's clock. */
  writtenAt: Date;
  /** The incident of this thread; null when it has none. */
  incident: IncidentRow | null;
  author: string;
  /** The author's role, as GitHub names it. */
  role: string;
  flags: readonly string[];
  rest: string;
}

export interface CommandDeps {
  db: Db;
  killSwitch: KillSwitch;
  clock: Clock;
  publicUrl: string;
}

/** What the author reads; `pending`: what was asked for is under way, and its end is the answer. */
export type Answer =
  | { kind: "answer"; text: string }
  | { kind: "refuse"; text: string }
  | { kind: "pending"; incident: number };

/** One `/heal` command: one file, one list line. */
export interface HealCommand {
  readonly name: string;
  readonly usage: string;
  readonly says: string;
  readonly who: MinimumRole;
  readonly examples: readonly string[];
  run(context: CommandContext, deps: CommandDeps): Promise<Answer>;
}

export const answer = (text: string): Answer => ({ kind: "answer", text });
export const refuse = (text: string): Answer => ({ kind: "refuse", text });

const order: readonly string[] = ["none", "read", "triage", "write", "maintain", "admin"];
/** A word that is none of these counts as none. */
export const mayRun = (role: string, who: MinimumRole): boolean => order.indexOf(role) >= order.indexOf(who);

export const noIncident = refuse(
  "heal knows of no incident here. Write the command under an issue that heal opened, or in a pull request whose run failed.",
);
