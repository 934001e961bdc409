import type { RepositoryRef } from "../events/event.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Use } from "./attempt.js";
import type { Effect } from "./stored.js";

export type { Effect } from "./stored.js";
export type { Risk } from "../diagnosis/category.js";

/** One effect to be made, complete enough to be found again by its key after a crash. */
export interface Plan {
  /** Unique for ever: the second worker that wants the same gets the first one's result. */
  key: string;
  action: string;
  repository: RepositoryRef;
  incidentId: number | null;
  params: Readonly<Record<string, unknown>>;
  /** Since when the effect can exist: where `observe` starts looking. */
  since: string;
  /** A person approved what was suggested: mode `suggest` is enough to act. */
  approved?: boolean;
  /** A fix's own dispatch is switched with fixes, and not with recovery. */
  partOf?: "fix";
  /** What the move shares with other incidents, and how often that may be used; judged again at the moment of acting. */
  shared?: { use: Use; limits: Playbook["limits"]; asked: boolean };
}

export type EffectResult =
  | { state: "done"; effect: Effect; fresh: boolean }
  /** Not made and not to be tried again by itself; the reason is for people. */
  | { state: "refused"; code: string; reason: string }
  /** Not made now; try again not before `retryAt`. */
  | { state: "later"; reason: string; retryAt: Date };

/** The only way to make effects; injected into its callers. */
export interface Effects {
  /** `over` is asked right before the effect is made: a reason why nobody wants it any more, or null. */
  run(plan: Plan, over?: () => Promise<string | null>): Promise<EffectResult>;
}
