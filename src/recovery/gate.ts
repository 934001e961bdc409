import { breakerReason } from "../decision/guards/breaker.js";
import { cooldownReason, limitReason } from "../decision/shared-limits.js";
import type { Plan } from "../decision/plan.js";
import type { Move } from "../playbooks/moves.js";
import { attemptsOf } from "../store/attempts.js";
import type { Db } from "../store/db.js";

/**
 * The limits of a shared thing at the moment of acting: two incidents that were decided at once do not both use it. Gives a
 * reason why not, or null.
 */
export async function gate(tx: Db, plan: Plan, now: Date): Promise<string | null> {
  const { shared } = plan;
  if (!shared) return null;
  const { use, limits, asked } = shared;
  const { fullName, installationId } = plan.repository;
  const but = { but: plan.key };
  const attempts = await attemptsOf(tx, { repository: fullName }, now, but);
  const installation = installationId === null ? [] : await attemptsOf(tx, { installationId }, now, but);
  const answers = [
    ...(asked ? [] : [cooldownReason(attempts, use, limits, now)]),
    limitReason(attempts, use, limits, now, asked),
  ];
  const refusal = answers.find(({ allowed }) => !allowed)?.reason;
  if (refusal !== undefined) return refusal;
  return asked ? null : breakerReason(plan.action as Move, { attempts, installation, now });
}
