import type { CallCounter } from "../../core/call-counter.js";
import type { RepositoryRef } from "../../events/event.js";
import type { RateLimit } from "../../github/usage.js";
import type { Db } from "../../store/db.js";
import type { Health } from "../../store/health.js";
import type { Sample } from "../../store/metrics.js";

/** What agents may look at; `app.ts` gives it. */
export interface AgentDeps {
  db: Db;
  /** Everything heal writes is in this folder. */
  dataDir: string;
  queueDepth: () => Promise<number>;
  /** Requests to the collectors since the start, by outcome. */
  requests: () => Promise<{ outcome: string; value: number }[]>;
  /** Reads a repository's `heal.yml` anew, as the pipeline does, and keeps it in its row. */
  readConfig: (repository: RepositoryRef) => Promise<unknown>;
  /** Hosts that are watched though their address is private. */
  allow: readonly string[];
  /** Names of the notifiers that are configured. */
  notifiers: readonly string[];
  /** heal's own calls to GitHub; null: there is no App. */
  github: { calls: CallCounter; rates: (now: Date) => RateLimit[] } | null;
  /** heal's own calls to Codegen; null: it is not configured. */
  codegen: CallCounter | null;
}

export interface Report {
  health: Health;
  samples: Sample[];
}

/** Monitors one component, or all components of one kind. */
export interface Agent {
  /** The component that is silent when the agent is. */
  name: string;
  /** What it sees is of this process alone; else one process looks for all. */
  ofProcess?: true;
  /** Components whose name begins so are its own: those that a look does not report are gone. */
  prefix?: string;
  /** How long a look may take, in ms, where the usual is too short. */
  timeoutMs?: number;
  /** Throws when it cannot tell. */
  poll(now: Date): Promise<Report[]>;
  /** When monitoring ends. */
  close?(): void;
}

export type CreateAgent = (deps: AgentDeps) => Agent;

/** One component's samples, all of one moment. */
export const samplesOf = (component: string, at: Date, values: Record<string, number>): Sample[] =>
  Object.entries(values).map(([name, value]) => ({ component, name, value, at }));
