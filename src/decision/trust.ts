import type { Move } from "../playbooks/moves.js";

/**
 * How likely a move helps before anything was seen, as a Beta distribution worth two outcomes. Reruns of a strict
 * transient signature pass in most cases; one failure without a success brings a rerun below even.
 */
const priors: Record<Move, { successes: number; failures: number }> = {
  "rerun-failed-jobs": { successes: 1.4, failures: 0.6 },
  "dispatch-workflow": { successes: 1.4, failures: 0.6 },
  "open-fix-pr": { successes: 1.2, failures: 0.8 },
};

/** The mean of the posterior Beta distribution: (prior + successes) / (prior + outcomes). */
export function predict(
  move: Move,
  seen: { successes: number; failures: number } = { successes: 0, failures: 0 },
): number {
  const prior = priors[move];
  return (
    (prior.successes + seen.successes) / (prior.successes + prior.failures + seen.successes + seen.failures)
  );
}
