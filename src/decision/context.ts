import type { Severity } from "../events/event.js";
import type { Move } from "../playbooks/moves.js";
import type { Playbook, Step } from "../playbooks/schema.js";
import type { Subject } from "../playbooks/match.js";
import type { Attempt, Shared } from "./attempt.js";
import type { Mode } from "./mode.js";
import type { Begun, Verdict } from "./stored.js";

/** An action that a playbook or a person proposes, before the guards are evaluated. */
export interface Candidate {
  playbook: Playbook;
  step: Step;
  /** Of the step among the playbook's, from 0. */
  index: number;
  /** It is a later step of a playbook under way. */
  goesOn: boolean;
  subject: Subject;
  /** Chance that it helps, 0..1, from outcomes so far. */
  predicted: number;
  /** Outcomes behind `predicted`. */
  trials: number;
}

/** Everything a decision depends on besides the incident, read at decision time and passed as values. */
export interface DecisionContext {
  now: Date;
  /** The stop that holds, or why it could not be read; null: none. */
  stop: { reason: string; by: string } | "unreadable" | null;
  /** Systems that are switched off here. */
  off: { diagnosis: boolean; recovery: boolean; codegen: boolean };
  mode: Mode;
  modeOf: Partial<Record<Move, Mode>>;
  playbooks: readonly Playbook[];
  trust: Partial<Record<Move, { successes: number; failures: number }>>;
  /** A fresh look at the run; null: there is none, or GitHub no longer has it. */
  run: { attempt: number; status: string; conclusion: string | null } | null;
  /** What the branch points to now; null: it is gone. */
  branchHead: string | null;
  headSha: string | null;
  /** heal's own doing failed: its branch, its workflow, or a run it dispatched. */
  own: boolean;
  /** Playbooks that were begun in this incident, by `keyOfPlaybook`. */
  begun: Readonly<Record<string, Begun>>;
  /** What was done last could not be judged. */
  unproven: boolean;
  /** Moves made in this incident already. */
  tried: readonly Move[];
  /** What was tried in this repository in the last 30 days. */
  attempts: readonly Attempt[];
  /** What was tried in all repositories of the installation in the last day. */
  installation: readonly Attempt[];
  /** What moves may share with other incidents. */
  shared: Shared;
  counts: {
    openFixPulls: number;
    writesLastHour: number;
  };
  limits: { openFixPulls: number; writesPerHour: number; alertHoldMs: number };
  /** What the repository offers: workflows by name, fix producers. */
  offers: { recoveryWorkflow: string | null; fixProducers: readonly string[] };
  /** Workflows that a fitting playbook names, and that the repository does not have. */
  lacking: readonly string[];
  /** What the owner gave leave for in heal.yml: moves in `actions`, producers in `fix.producers`. */
  consent: { actions: readonly Move[]; producers: readonly string[] };
  /** A person with write access asked for this move; `mayApprove`: with maintain or admin. */
  asked: {
    by: string;
    move: Move;
    mayApprove: boolean;
    /** It was suggested, and this is the approval of just that plan. */
    approves?: Playbook;
  } | null;
  /** What people said no to for this failure in this repository; `until`: ISO 8601. */
  rejections: readonly { move: Move; by: string; reason: string; until: string }[];
  severity: Severity;
  /** Since when alerts fire, by when they were received, and when they were last known to flap; null: no sender's alert fires. */
  firing: { since: Date; flappedAt: Date | null } | null;
  /** `flapping, 12 changes in 20 min`; null: what fires does so steadily. */
  flapping: string | null;
  /** What the service depends on and burns too; null: nothing does. */
  burning: { service: string; incident: number } | null;
  /** The incident of monitoring's own trouble with the same service; null: monitoring is known to see it. */
  blind: number | null;
}

export type Guard = (candidate: Candidate, world: DecisionContext) => Omit<Verdict, "guard">;

export const allow = (reason: string) => ({ allowed: true, reason });
export const refuse = (reason: string) => ({ allowed: false, reason });
export const refuseUntil = (until: Date, reason: string) => ({
  ...refuse(reason),
  until: until.toISOString(),
});
