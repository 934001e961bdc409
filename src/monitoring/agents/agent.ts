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
}

export interface Report {
  health: Health;
  samples: Sample[];
}

/** Watches one component, or one kind of them. */
export interface Agent {
  /** The component that is silent when the agent is. */
  name: string;
  /** Throws when it cannot tell. */
  look(now: Date): Promise<Report[]>;
  /** When monitoring ends. */
  close?(): void;
}

export type CreateAgent = (deps: AgentDeps) => Agent;

/** One component's samples, all of one moment. */
export const measured = (component: string, at: Date, values: Record<string, number>): Sample[] =>
  Object.entries(values).map(([name, value]) => ({ component, name, value, at }));
