import { stricter, type Mode } from "../decision/mode.js";
import type { RepositoryRef } from "../events/event.js";
import type { PipelineDeps } from "../pipeline/deps.js";
import { gate } from "../recovery/gate.js";
import { createLimiter } from "../recovery/limiter.js";
import { createEffects } from "../recovery/run.js";
import type { Db } from "../store/db.js";
import { claimIntent, effectsOfOthers, finishIntent, releaseIntent, renewIntent } from "../store/intents.js";
import { standingOf } from "../store/repositories.js";

export type EffectsDeps = Pick<
  PipelineDeps,
  "github" | "agent" | "marks" | "rules" | "killSwitch" | "flags" | "leases" | "clock" | "at"
> & {
  /** Its commits are on the disk: an intent stands before its effect. */
  db: Db;
};

/** The only way to an effect outside, on heal's own rows. */
export function effectsOf(deps: EffectsDeps): PipelineDeps["effects"] {
  const { db, github, agent, marks, rules, killSwitch, flags, leases, clock } = deps;
  const modeFor = async (repository: RepositoryRef, action: string): Promise<Mode> => {
    const { mode, config } = await rules.of(repository);
    const own = action in config.actions ? config.actions[action as keyof typeof config.actions] : undefined;
    return own === undefined ? mode : stricter(mode, own);
  };
  return createEffects({
    intents: {
      claim: async (plan, leaseMs) => {
        const allowed = plan.shared && ((tx: Db) => gate(tx, plan, clock.now()));
        const row = await claimIntent(db, plan, clock.now(), leaseMs, allowed);
        return row === "busy" || "refused" in row
          ? row
          : {
              ...row,
              doubtSince: row.doubt_since,
              formerKey: row.marked ? null : (row.former_key ?? row.key),
            };
      },
      finish: (claimed, plan, end) => finishIntent(db, claimed, plan, end, clock.now()),
      release: async (claimed, reason, what) =>
        void (await releaseIntent(db, claimed, reason, clock.now(), what)),
      hold: (claimed, leaseMs) => leases.hold(leaseMs, (to, until) => renewIntent(to, claimed, until)),
    },
    killSwitch,
    standing: (repository) => standingOf(db, repository),
    modeFor,
    flags,
    limiter: createLimiter(db, clock),
    tools: { github, agent, marks, made: { others: (plan) => effectsOfOthers(db, plan) } },
    clock,
    at: deps.at,
  });
}
