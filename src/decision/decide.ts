import { match, type Subject } from "../playbooks/match.js";
import { signalsOf } from "../playbooks/moves.js";
import type { Playbook, Step } from "../playbooks/schema.js";
import { guards } from "./guards/index.js";
import { allows } from "./mode.js";
import { riskOf } from "./risk.js";
import { predict } from "./trust.js";
import type { Candidate, DecisionContext } from "./context.js";
import type { Reason, Verdict } from "./stored.js";
import { waitOf, type Wait } from "./waiting.js";

export type { Reason } from "./stored.js";

export type Decision =
  | { kind: "act"; playbook: Playbook; step: Step; predicted: number; trials: number; reasons: Reason[] }
  /** Everything allows it but the time that it has to fire first: judged again then. */
  | ({ kind: "wait"; playbook: Playbook; step: Step; predicted: number; reasons: Reason[] } & Wait)
  /** Everything but the mode allows it: said to people, not done. */
  | { kind: "suggest"; playbook: Playbook; step: Step; predicted: number; reasons: Reason[] }
  | { kind: "escalate"; reasons: Reason[] }
  /** Nothing is done and nobody is told (mode, stop, lineage). */
  | { kind: "none"; why: string; reasons: Reason[] };

/** A playbook that stands for a person's request: only the move matters. */
const asked = (world: DecisionContext): Playbook[] =>
  world.asked?.approves
    ? [world.asked.approves]
    : world.asked
      ? [
          {
            name: "asked",
            description: `Asked for by @${world.asked.by}.`,
            origin: "repository",
            when: { confidence: 0, every_failed_job: false },
            unless: {},
            risk: "low",
            steps: [{ action: world.asked.move }],
            verify: {
              signal: signalsOf[world.asked.move][0] ?? "workflow_run",
              within: 3_600_000,
            },
            limits: {},
            otherwise: "escalate",
            examples: [],
          },
        ]
      : [];

/** Pure and total: the same incident and world give the same answer, always with reasons. */
export function decide(subject: Subject, world: DecisionContext): Decision {
  const judged = preferOwn(
    (world.asked ? asked(world) : world.playbooks).map((playbook) => judge(playbook, subject, world)),
  );
  const reasonsFor = (chosen: Judged | null): Reason[] =>
    judged.map((one) => ({
      playbook: one.playbook.name,
      action: one.step.action,
      chosen: one === chosen,
      verdicts: one.verdicts,
    }));

  const best = (of: readonly Judged[]): Judged | null => {
    // A repository's own playbook wins over a shipped one; among equals the likelier to help, then the less risky.
    const own = of.filter((one) => one.playbook.origin === "repository");
    return (own.length > 0 ? own : of).reduce<Judged | null>(
      (a, b) => (a && value(a) >= value(b) ? a : b),
      null,
    );
  };

  const allowed = best(judged.filter((one) => one.verdicts.every((verdict) => verdict.allowed)));
  if (allowed)
    return {
      kind: "act",
      playbook: allowed.playbook,
      step: allowed.step,
      predicted: allowed.predicted,
      trials: allowed.trials,
      reasons: reasonsFor(allowed),
    };

  const held = best(judged.filter((one) => refusedOnlyBy(["hold"], one)));
  const wait = held && waitOf({ kind: "wait", reasons: reasonsFor(held) });
  if (held && wait)
    return {
      kind: "wait",
      ...wait,
      playbook: held.playbook,
      step: held.step,
      predicted: held.predicted,
      reasons: reasonsFor(held),
    };

  if (world.stop)
    return {
      kind: "none",
      why:
        world.stop === "unreadable"
          ? "the kill switch could not be read"
          : `stopped by ${world.stop.by}: ${world.stop.reason}`,
      reasons: reasonsFor(null),
    };
  // What strangers' code does in its own pull requests is theirs to mend; an issue here would let anybody write one.
  if (subject.fork && !world.asked)
    return { kind: "none", why: "the code comes from a fork", reasons: reasonsFor(null) };
  if (world.own)
    return { kind: "none", why: "this failure comes from heal's own action", reasons: reasonsFor(null) };
  if (!allows(world.mode, "speak"))
    return { kind: "none", why: `mode is ${world.mode}`, reasons: reasonsFor(null) };

  // People are told at once.
  const modeOnly = best(judged.filter((one) => refusedOnlyBy(["mode", "hold"], one)));
  if (modeOnly)
    return {
      kind: "suggest",
      playbook: modeOnly.playbook,
      step: modeOnly.step,
      predicted: modeOnly.predicted,
      reasons: reasonsFor(modeOnly),
    };
  const matched = judged.filter((one) => one.matched);
  if (matched.length > 0 && matched.every((one) => one.playbook.otherwise === "ignore"))
    return { kind: "none", why: "the playbook says to ignore it otherwise", reasons: reasonsFor(null) };
  return { kind: "escalate", reasons: reasonsFor(null) };
}

interface Judged extends Candidate {
  matched: boolean;
  verdicts: Verdict[];
}

/**
 * What a repository wrote for this failure is not replaced by a shipped playbook of the same move, whose limits are others;
 * and not by any while it only waits for an approval, or for its time.
 */
function preferOwn(judged: Judged[]): Judged[] {
  const own = judged.filter((one) => one.matched && one.playbook.origin === "repository");
  return judged.map((one) => {
    const before =
      one.matched && one.playbook.origin === "shipped"
        ? own.find(
            (other) => other.step.action === one.step.action || refusedOnlyBy(["approval", "hold"], other),
          )
        : undefined;
    if (!before) return one;
    const reason = `the repository's own playbook ${before.playbook.name} stands for it`;
    return { ...one, verdicts: [{ guard: "match", allowed: false, reason }, ...one.verdicts.slice(1)] };
  });
}

const refusedOnlyBy = (of: readonly string[], { verdicts }: Judged): boolean => {
  const refusals = verdicts.filter(({ allowed }) => !allowed);
  return refusals.length > 0 && refusals.every(({ guard }) => of.includes(guard));
};

const riskCost = { low: 0, medium: 0.1, high: 0.3 };
const value = (one: Judged): number => one.predicted - riskCost[riskOf(one.playbook, one.step)];

function judge(playbook: Playbook, subject: Subject, world: DecisionContext): Judged {
  const step = playbook.steps[0] as Step;
  const seen = world.trust[step.action];
  const candidate: Candidate = {
    playbook,
    step,
    subject,
    predicted: predict(step.action, seen),
    trials: (seen?.successes ?? 0) + (seen?.failures ?? 0),
  };
  const fit = match(playbook, subject);
  if (!fit.matches)
    return {
      ...candidate,
      matched: false,
      verdicts: [{ guard: "match", allowed: false, reason: fit.reason }],
    };
  const verdicts = Object.entries(guards).map(([guard, ask]) => ({ guard, ...ask(candidate, world) }));
  return {
    ...candidate,
    matched: true,
    verdicts: [{ guard: "match", allowed: true, reason: "it is meant for this" }, ...verdicts],
  };
}

/** What was not tried and why, a line a playbook: the first refusal of each; what only the mode forbids would have been done. */
export function whyNot(reasons: readonly Reason[]): { playbook: string; action: string; why: string }[] {
  return reasons.flatMap(({ playbook, action, chosen, verdicts }) => {
    const refusal = verdicts.find((verdict) => !verdict.allowed)?.reason;
    if (chosen)
      return refusal === undefined ? [] : [{ playbook, action, why: `would be done, but ${refusal}` }];
    return [{ playbook, action, why: refusal ?? "another playbook was chosen" }];
  });
}
