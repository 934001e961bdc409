import type { Clock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { allows, type Mode } from "../decision/mode.js";
import type { Effect, EffectResult, Effects, Plan } from "../decision/plan.js";
import type { Flags, KillSwitch } from "../flags/port.js";
import type { Action, Tools } from "./action.js";
import { actionNamed } from "./actions/index.js";

/** The rows behind effects: the intent is committed before anything is done. */
export interface Intents {
  /** The first to come writes the row; the second gets it. `busy`: another worker holds it right now. */
  claim(
    plan: Plan,
    leaseMs: number,
  ): Promise<
    | {
        id: number;
        state: "claimed" | "done" | "refused" | "failed";
        effect: Effect | null;
        reason: string | null;
        attempts: number;
      }
    | "busy"
  >;
  /** Records the end of an effect together with its audit row. */
  finish(
    id: number,
    plan: Plan,
    end: { state: "done"; effect: Effect } | { state: "refused" | "failed"; reason: string },
  ): Promise<void>;
  /** Gives the claim back; the same plan may be run again. */
  release(id: number, reason: string): Promise<void>;
}

export interface Limiter {
  /** Null: go on. Else until when to wait, and why. */
  wait(plan: Plan, content: boolean): Promise<{ until: Date; reason: string } | null>;
}

export interface RunDeps {
  intents: Intents;
  killSwitch: KillSwitch;
  /** The mode that holds for a repository and action at this moment. */
  modeFor: (repository: string, action: string) => Promise<Mode>;
  flags: Flags;
  limiter: Limiter;
  tools: Tools;
  clock: Clock;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

const LEASE_MS = 60_000;
const TRIES = 5;

/** The only caller of `apply`: asks the switch and the mode at the moment of acting, writes the intent, looks, acts, records. */
export function createEffects(deps: RunDeps): Effects {
  return { run: (plan, over) => run(plan, deps, over) };
}

async function run(plan: Plan, deps: RunDeps, over?: () => Promise<string | null>): Promise<EffectResult> {
  const action = actionNamed(plan.action);
  if (!action)
    return { state: "refused", code: "HEAL_INPUT_INVALID", reason: `there is no action ${plan.action}` };
  const params = action.params.parse(plan.params);
  const refusal = await mayI(plan, action, deps);
  if (refusal) return refusal;

  const later = (ms: number, reason: string): EffectResult => ({
    state: "later",
    reason,
    retryAt: new Date(deps.clock.now().getTime() + ms),
  });
  const intent = await deps.intents.claim(plan, LEASE_MS);
  if (intent === "busy") return later(5_000, "another worker is at it");
  if (intent.state === "done") return { state: "done", effect: intent.effect ?? {}, fresh: false };
  if (intent.state !== "claimed")
    return { state: "refused", code: "HEAL_GITHUB_REFUSED", reason: intent.reason ?? "refused before" };
  deps.at?.("intent written");

  try {
    // A first claim cannot have happened before; a later one may have, before a crash or a lost answer.
    const seen = intent.attempts > 1 ? await action.observe(plan, params, deps.tools) : null;
    if (!seen) {
      const why = (await over?.()) ?? null;
      if (why !== null) {
        await deps.intents.finish(intent.id, plan, { state: "refused", reason: why });
        return { state: "refused", code: "HEAL_OVER", reason: why };
      }
      const wait = await deps.limiter.wait(plan, action.content);
      if (wait) {
        await deps.intents.release(intent.id, wait.reason);
        return { state: "later", reason: wait.reason, retryAt: wait.until };
      }
    }
    const effect = seen ?? (await action.apply(plan, params, deps.tools));
    deps.at?.("effect done");
    await deps.intents.finish(intent.id, plan, { state: "done", effect });
    deps.at?.("effect recorded");
    return { state: "done", effect, fresh: true };
  } catch (error) {
    const reason = error instanceof HealError ? error.message : reasonOf(error);
    if (error instanceof HealError && error.retryable && intent.attempts < TRIES) {
      await deps.intents.release(intent.id, reason);
      return later(error.retryAfterMs ?? backoff(intent.attempts), reason);
    }
    const refused = error instanceof HealError && !error.retryable;
    await deps.intents.finish(intent.id, plan, { state: refused ? "refused" : "failed", reason });
    return {
      state: "refused",
      code: error instanceof HealError ? error.code : "HEAL_GITHUB_UNAVAILABLE",
      reason,
    };
  }
}

const backoff = (attempts: number): number => Math.min(5 * 60_000, 2_000 * 4 ** (attempts - 1));

/** The last look before acting. A switch that cannot be read means no; answers to people pass a stop, not a broken switch. */
async function mayI(
  plan: Plan,
  { reach, flag }: Action,
  { killSwitch, modeFor, flags, clock }: RunDeps,
): Promise<EffectResult | null> {
  try {
    const stop = await killSwitch.stopped(plan.repository.fullName);
    if (stop && reach !== "answer")
      return { state: "refused", code: "HEAL_STOPPED", reason: `stopped by ${stop.by}: ${stop.reason}` };
    const mode = await modeFor(plan.repository.fullName, plan.action);
    if (flag !== null && !(await flags.enabled(flag, { repository: plan.repository.fullName })))
      return { state: "refused", code: "HEAL_FLAG", reason: `the flag ${flag} is off` };
    return allows(mode, reach) ? null : { state: "refused", code: "HEAL_MODE", reason: `mode is ${mode}` };
  } catch (error) {
    return {
      state: "later",
      reason: `the kill switch or the mode could not be read: ${reasonOf(error)}`,
      retryAt: new Date(clock.now().getTime() + 30_000),
    };
  }
}
