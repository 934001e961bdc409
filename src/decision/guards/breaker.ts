import { installationRule, breakerOf, ruleOf, type Breaker } from "../breaker.js";
import { allow, refuse, type Guard, type DecisionContext } from "../context.js";
import type { Move } from "../../playbooks/moves.js";

/** Stops a move that keeps failing: in this repository, and in all of the installation. */
export const breaker: Guard = ({ step }, world) => {
  if (world.asked) return allow(`asked for by @${world.asked.by}`);
  const why = breakerReason(step.action, world);
  return why === null ? allow("its circuit breaker is closed") : refuse(why);
};

/** Why a move is not made now, or null. */
export function breakerReason(
  move: Move,
  { attempts, installation, now }: Pick<DecisionContext, "attempts" | "installation" | "now">,
): string | null {
  const own = attempts.filter((one) => one.move === move);
  return (
    spokenBreaker(`of ${move} in this repository`, breakerOf(own, ruleOf(move), now), ruleOf(move).says) ??
    spokenBreaker(
      "of this installation",
      breakerOf(installation, installationRule, now),
      installationRule.says,
    )
  );
}

function spokenBreaker(of: string, at: Breaker, says: string): string | null {
  if (at.state === "closed" || (at.state === "half-open" && !at.trial)) return null;
  return at.state === "open"
    ? `the circuit breaker ${of} is open since ${at.since.toISOString()}: ${says}; one trial is made after ${at.until.toISOString()}`
    : `the circuit breaker ${of} is half-open, and its one trial is under way`;
}
