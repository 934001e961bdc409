import { z } from "zod";
import { MINUTE } from "../core/clock.js";
import type { MarkTarget, Marks } from "../core/marks.js";
import { displayText } from "../core/text.js";
import type { Reach } from "../decision/mode.js";
import type { Effect, Plan } from "../decision/plan.js";
import type { Risk } from "../diagnosis/category.js";
import type { AgentStarter } from "./agent-port.js";
import type { FlagName } from "../flags/port.js";
import type { GitHub } from "../github/port.js";

/** Text that people will read at GitHub, whoever made it: nothing in it is turned round or controls anything. */
export const published = z.string().transform(displayText);

/** heal's own record of what it did. */
export interface EffectRecord {
  /** Effects of the same action in the same repository, of other plans; the newest first, at most 50. */
  others(plan: Plan): Promise<Effect[]>;
}

/** What actions act with: GitHub, the agents' door, and what tells heal's own things from others'. */
export interface Tools {
  github: GitHub;
  agent: AgentStarter | null;
  marks: Marks;
  made: EffectRecord;
}

/**
 * What a look found: the effect; null: it is not there. Lists of GitHub's lag, so they say less: `unseen`: the list shows what
 * heal knows to be there, and not this; `empty`: a list without anything in it, which proves nothing; `stale`: a list that lacks
 * what heal knows to be there, so it is older than that.
 */
export type Observed = Effect | null | "unseen" | "empty" | "stale";

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
  readonly flag: FlagName | null;
  /** Counts against GitHub's limits on content creation (issues, comments, pull requests). */
  readonly content: boolean;
  readonly params: z.ZodType<P>;
  /** Looks whether the effect is there already (a crash between doing and recording, or a lost answer). */
  observe(plan: Plan, params: P, tools: Tools): Promise<Observed>;
  apply(plan: Plan, params: P, tools: Tools): Promise<Effect>;
  /** How a person takes it back; for the audit page. */
  readonly undo: string;
}

/** What the mark of a plan's effect speaks for. */
export const markOf = ({ action, repository, key }: Plan): MarkTarget => ({ kind: action, repository, key });

/** Where looking begins: GitHub's clock and heal's may differ. */
export const searchFrom = ({ since }: Plan, slackMs = 10 * MINUTE): Date =>
  new Date(Date.parse(since) - slackMs);

export const defineAction = <P extends Record<string, unknown>>(action: Action<P>): Action => action;
