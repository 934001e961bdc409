import { aboutMove, type Move } from "../playbooks/moves.js";

/**
 * How likely a move helps before anything was seen, as a Beta distribution worth two outcomes. Reruns of a strict
 * transient signature pass in most cases; one failure without a success brings a rerun below even.
 */
const usual = { successes: 1.4, failures: 0.6 };
const priorOf = (move: Move): { successes: number; failures: number } => {
  // What only makes ready, or tells, has no outcomes that would teach.
  if (aboutMove[move].signals[0] === "made") return { successes: 2, failures: 0 };
  return move === "open-fix-pr" || move === "update-branch" ? { successes: 1.2, failures: 0.8 } : usual;
};

/** The mean of the posterior Beta distribution: (prior + successes) / (prior + outcomes). */
export function predict(
  move: Move,
  seen: { successes: number; failures: number } = { successes: 0, failures: 0 },
): number {
  const prior = priorOf(move);
  return (
    (prior.successes + seen.successes) / (prior.successes + prior.failures + seen.successes + seen.failures)
  );
}
