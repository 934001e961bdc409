import type { z } from "zod";
import type { Reach } from "../decision/mode.js";
import type { Effect, Plan } from "../decision/plan.js";
import type { Risk } from "../diagnosis/category.js";
import type { AgentStarter } from "./agent-port.js";
import type { GitHub } from "../github/port.js";

/** What actions act with: GitHub, and the agents' door. */
export interface Tools {
  github: GitHub;
  agent: AgentStarter | null;
}

/** One typed thing heal can do to the world. One file in `actions/`, one line in its list. */
export interface Action<P extends Record<string, unknown> = Record<string, unknown>> {
  readonly name: string;
  /** One sentence for the README's table. */
  readonly says: string;
  readonly risk: Risk;
  readonly reach: Reach;
  /** The App permission that the effect takes, as GitHub names it. */
  readonly permission: string;
  /** The feature flag that must be on; null: speaking needs none. */
  readonly flag: "self_healing.actions" | "self_healing.fix" | "self_healing.agents" | null;
  /** Counts against GitHub's limits on content creation (issues, comments, pull requests). */
  readonly content: boolean;
  readonly params: z.ZodType<P>;
  /** Looks whether the effect is there already (a crash between doing and recording); null: it is not. */
  observe(plan: Plan, params: P, tools: Tools): Promise<Effect | null>;
  apply(plan: Plan, params: P, tools: Tools): Promise<Effect>;
  /** How a person takes it back; for the audit page. */
  readonly undo: string;
}

/** A line that only machines read: by it an effect is found again. */
export const marker = (key: string): string => `<!-- heal:${key} -->`;

export const define = <P extends Record<string, unknown>>(action: Action<P>): Action => action;
