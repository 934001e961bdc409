import type { Log } from "../intake/log.js";
import type { Clock } from "../core/clock.js";
import type { Marks } from "../core/marks.js";
import type { Offload } from "../core/offload.js";
import type { Mode } from "../decision/mode.js";
import type { Effects } from "../decision/plan.js";
import type { Flags, KillSwitch } from "../flags/port.js";
import type { GitHub } from "../github/port.js";
import type { CodingAgent } from "../fix/agents/port.js";
import type { RepositoryConfig } from "../playbooks/repository-config.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Queue } from "../queue/port.js";
import { refOfRow, type RepositoryRef, type RunFacts } from "../events/event.js";
import type { Source } from "../intake/source.js";
import type { Notifiers } from "../escalation/configured.js";
import type { Db } from "../store/db.js";
import type { StepEnd } from "../store/incident-steps.js";
import type { PlannedCall } from "../store/ladder.js";
import type { IncidentRow } from "../store/incidents.js";
import type { Leases } from "../store/lease.js";

/** A repository's rules, as they stand on its default branch. */
export interface Rules {
  config: RepositoryConfig;
  /** The repository's own, then the shipped ones. */
  playbooks: Playbook[];
  /** Why the files are not used, and what holds instead: what was valid last, or, with nothing valid known, mode `observe`. */
  problem: string | null;
  mode: Mode;
}

export interface PipelineDeps {
  db: Db;
  /** The same, for what must be on the disk before something is done outside. */
  durable: Db;
  github: GitHub;
  effects: Effects;
  killSwitch: KillSwitch;
  flags: Flags;
  queue: Queue;
  leases: Leases;
  /** Threads for what grows with untrusted bytes. */
  offload: Offload;
  clock: Clock;
  log: Log;
  sources: readonly Source[];
  rules: {
    of(repository: RepositoryRef): Promise<Rules>;
    forget(repository: Pick<RepositoryRef, "fullName" | "id">): void;
  };
  notifiers: Notifiers;
  /** null: no coding agent is configured. */
  agent: CodingAgent | null;
  marks: Marks;
  /** Resolves when work may go on beside what senders wait for. Default: at once. */
  ease?: () => Promise<void>;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl: string;
}

/** What a step leaves: the incident's next state, when to look again, and rows written in the same transaction. */
export type Next = StepEnd & {
  write?: (tx: Db) => Promise<void>;
  /** Notifiers to be told that a person is needed, once. */
  notify?: readonly string[];
  /** Who is told later, if nobody takes it up by then; once a round. */
  later?: readonly PlannedCall[];
};

export type Step<Row = IncidentRow> = (row: Row, deps: PipelineDeps) => Promise<Next>;

export const incidentUrl = (deps: Pick<PipelineDeps, "publicUrl">, id: number): string =>
  `${deps.publicUrl}/incidents/${id}`;

export function repositoryOf(row: IncidentRow): RepositoryRef {
  const repository = refOfRow(row);
  if (!repository) throw new Error(`incident ${row.id} has no repository`);
  return repository;
}

export function runOf(row: IncidentRow): RunFacts {
  if (!row.run) throw new Error(`incident ${row.id} has no run`);
  return row.run;
}
