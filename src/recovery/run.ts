import { MINUTE, SECOND, type Clock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { orFormer } from "../core/marks.js";
import { allows, type Mode } from "../decision/mode.js";
import type { Effect, EffectResult, Effects, Plan } from "../decision/plan.js";
import type { RepositoryRef } from "../events/event.js";
import type { Flags, KillSwitch } from "../flags/port.js";
import type { Lease } from "../store/lease.js";
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
        /** How many of the attempts only looked. */
        looks?: number;
        /** Since when it is not known whether the effect was made; null: no answer was lost. */
        doubtSince?: Date | null;
        /** The key in the mark without a MAC that a process of version 0.1.0 may have left; null: this version began it. */
        formerKey?: string | null;
      }
    | "busy"
    /** Nothing was written: the limits of what it shares with others forbid it now. */
    | { refused: string }
  >;
  /** Records the end of an effect together with its audit row. */
  finish(
    claimed: Claimed,
    plan: Plan,
    end: { state: "done"; effect: Effect } | { state: "refused" | "failed"; reason: string; code: string },
  ): Promise<void>;
  /**
   * Gives the claim back; the same plan may be run again. `doubt`: the effect was asked for and its answer was lost; `looked`:
   * nothing was asked for, so this was no try.
   */
  release(claimed: Claimed, reason: string, what?: "doubt" | "looked"): Promise<void>;
  /** Renews the claim until `end`; without it a claim lasts as long as it was made for. */
  hold?(claimed: Claimed, leaseMs: number): Lease;
}

/** One claim of an intent: another worker's has another count of attempts. */
export interface Claimed {
  id: number;
  attempts: number;
}

export interface Limiter {
  /** Null: go on. Else until when to wait, and why. */
  wait(plan: Plan, content: boolean): Promise<{ until: Date; reason: string } | null>;
}

export interface RunDeps {
  intents: Intents;
  killSwitch: KillSwitch;
  /** What a repository is called now, and whether anything may be done there. */
  standing: (repository: RepositoryRef) => Promise<{ repository: RepositoryRef; refusal: string | null }>;
  /** The mode that holds for a repository and action at this moment. */
  modeFor: (repository: RepositoryRef, action: string) => Promise<Mode>;
  flags: Flags;
  limiter: Limiter;
  tools: Tools;
  clock: Clock;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

const LEASE_MS = 60_000;
const TRIES = 5;
/**
 * How long after the deed a look is not believed that does not show an effect whose answer was lost. GitHub promises no time;
 * its lists are read from copies that lag by seconds, in trouble by minutes. A list that shows what heal knows is believed
 * soon; an empty one, where heal knows of nothing that ought to be in it, after several times the usual lag; one that lacks what
 * heal knows to be there only when nobody can wait any longer. For ever would be wrong: most lost answers are of effects that
 * were not made, and then nobody would be told. A second issue is a nuisance, a failure that nobody hears of is what heal is
 * there against. It is counted from the deed and not from the first look: a list has the same time to catch up when heal was
 * down meanwhile.
 */
const BELIEVED_AFTER_MS = { unseen: 7 * SECOND, empty: 30 * SECOND, stale: 10 * MINUTE };

/** The only caller of `apply`: asks the switch and the mode at the moment of acting, writes the intent, looks, acts, records. */
export function createEffects(deps: RunDeps): Effects {
  return { run: (plan, over) => run(plan, deps, over) };
}

async function run(asked: Plan, deps: RunDeps, over?: () => Promise<string | null>): Promise<EffectResult> {
  const action = actionNamed(asked.action);
  if (!action)
    return { state: "refused", code: "HEAL_INPUT_INVALID", reason: `there is no action ${asked.action}` };
  const params = action.params.parse(asked.params);
  const allowed = await mayI(asked, action, deps);
  if ("state" in allowed) return allowed;
  const { plan } = allowed;

  const later = (ms: number, reason: string): EffectResult => ({
    state: "later",
    reason,
    retryAt: new Date(deps.clock.now().getTime() + ms),
  });
  const intent = await deps.intents.claim(plan, LEASE_MS);
  if (intent === "busy") return later(5_000, "another worker is at it");
  if ("refused" in intent) return { state: "refused", code: "HEAL_LIMIT", reason: intent.refused };
  if (intent.state === "done") return { state: "done", effect: intent.effect ?? {}, fresh: false };
  if (intent.state !== "claimed")
    return { state: "refused", code: "HEAL_GITHUB_REFUSED", reason: intent.reason ?? "refused before" };
  deps.at?.("intent written");

  const lease = deps.intents.hold?.(intent, LEASE_MS);
  const tries = intent.attempts - (intent.looks ?? 0);
  let askedFor = false;
  try {
    // A first claim cannot have happened before; a later one may have, before a crash or a lost answer.
    const look = intent.attempts > 1 ? await action.observe(plan, params, toolsFor(intent, deps)) : null;
    const seen = typeof look === "string" ? null : look;
    if (!seen) {
      const pause =
        typeof look === "string" ? pauseBefore(look, intent.doubtSince ?? null, deps.clock.now()) : 0;
      if (pause > 0) {
        const reason = "the answer was lost, and GitHub's list does not show yet what came of it";
        await deps.intents.release(intent, reason, "looked");
        return later(pause, reason);
      }
      const why = (await over?.()) ?? null;
      if (why !== null) {
        await deps.intents.finish(intent, plan, { state: "refused", reason: why, code: "HEAL_OVER" });
        return { state: "refused", code: "HEAL_OVER", reason: why };
      }
      const wait = await deps.limiter.wait(plan, action.content);
      if (wait) {
        await deps.intents.release(intent, wait.reason);
        return { state: "later", reason: wait.reason, retryAt: wait.until };
      }
    }
    // Whoever came after us looks for the effect and makes it.
    if (!seen && lease?.lost()) return later(5_000, "the claim ran out while it was prepared");
    askedFor = seen === null;
    const effect = seen ?? (await action.apply(plan, params, deps.tools));
    deps.at?.("effect done");
    await deps.intents.finish(intent, plan, { state: "done", effect });
    deps.at?.("effect recorded");
    return { state: "done", effect, fresh: true };
  } catch (error) {
    const reason = error instanceof HealError ? error.message : reasonOf(error);
    if (error instanceof HealError && error.retryable && (tries < TRIES || isResting(error))) {
      // Whoever says when to come back has done nothing yet; any other trouble may have come after the deed.
      const doubt = askedFor && error.retryAfterMs === undefined;
      await deps.intents.release(intent, reason, doubt ? "doubt" : undefined);
      return later(error.retryAfterMs === undefined ? backoff(tries) : error.pauseMs(tries), reason);
    }
    const refused = error instanceof HealError && !error.retryable;
    const code = error instanceof HealError ? error.code : "HEAL_GITHUB_UNAVAILABLE";
    await deps.intents.finish(intent, plan, { state: refused ? "refused" : "failed", reason, code });
    return { state: "refused", code, reason };
  } finally {
    lease?.end();
  }
}

/** During an upgrade an older process may have made the effect, and died before it wrote that down. */
const toolsFor = ({ formerKey }: { formerKey?: string | null }, { tools }: RunDeps): Tools =>
  formerKey ? { ...tools, marks: orFormer(tools.marks, formerKey) } : tools;

/** Nothing was asked, so nothing was tried. */
const isResting = ({ code }: HealError): boolean => code === "HEAL_GITHUB_RESTING";

/** Milliseconds till the next look, growing with the time looked; 0: what was seen is believed. */
function pauseBefore(look: keyof typeof BELIEVED_AFTER_MS, doubtSince: Date | null, now: Date): number {
  if (doubtSince === null) return 0;
  const looked = now.getTime() - doubtSince.getTime();
  return looked >= BELIEVED_AFTER_MS[look] ? 0 : Math.min(MINUTE, Math.max(SECOND, looked));
}

const backoff = (attempts: number): number => Math.min(5 * 60_000, 2_000 * 4 ** (attempts - 1));

/** The last look before acting. A switch that cannot be read means no; answers to people pass a stop, not a broken switch. */
async function mayI(
  asked: Plan,
  { reach, flag: own }: Action,
  { standing, killSwitch, modeFor, flags, clock }: RunDeps,
): Promise<EffectResult | { plan: Plan }> {
  try {
    const { repository, refusal } = await standing(asked.repository);
    if (refusal !== null) return { state: "refused", code: "HEAL_REPOSITORY_GONE", reason: refusal };
    // A plan may be older than the repository's name.
    const plan = { ...asked, repository };
    const stop = await killSwitch.stopped(repository.fullName, repository.id);
    if (stop && reach !== "answer")
      return { state: "refused", code: "HEAL_STOPPED", reason: `stopped by ${stop.by}: ${stop.reason}` };
    const mode = await modeFor(repository, plan.action);
    const flag = asked.partOf === "fix" && own !== null ? "self_healing.codegen_integration" : own;
    if (flag !== null && !(await flags.enabled(flag, { repository: repository.fullName, id: repository.id })))
      return { state: "refused", code: "HEAL_FLAG", reason: `the flag ${flag} is off` };
    return allows(mode, plan.approved && reach === "act" ? "speak" : reach)
      ? { plan }
      : { state: "refused", code: "HEAL_MODE", reason: `mode is ${mode}` };
  } catch (error) {
    return {
      state: "later",
      reason: `the repository, the kill switch or the mode could not be read: ${reasonOf(error)}`,
      retryAt: new Date(clock.now().getTime() + 30_000),
    };
  }
}
