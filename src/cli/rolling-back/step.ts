import type { Clock } from "../../core/clock.js";
import type { CodingAgent } from "../../fix/agents/port.js";
import type { Db } from "../../store/db.js";

export interface RollbackDeps {
  db: Db;
  url: string;
  clock: Clock;
  agent: CodingAgent | null;
  reason: string;
  by: string;
  /** Names of the migrations to take back, the last first. */
  back: readonly string[];
  /** How long what is under way may take to end, in ms. */
  waitMs: number;
  /** Pauses between two looks. */
  pause: (ms: number) => Promise<void>;
}

/** What a step did; `ok` false: it failed, and the text says why. */
export interface Outcome {
  ok: boolean;
  text: string;
}

export interface RollbackStep {
  readonly name: string;
  /** The steps after it need it: where it fails they are not tried. */
  readonly needed: boolean;
  /** What it would do, read only. */
  plan(deps: RollbackDeps): Promise<string>;
  run(deps: RollbackDeps): Promise<Outcome>;
}

export const did = (text: string): Outcome => ({ ok: true, text });
export const failed = (text: string): Outcome => ({ ok: false, text });
