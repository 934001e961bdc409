import { match, type Subject } from "../playbooks/match.js";
import { aboutMove, type Move } from "../playbooks/moves.js";
import type { Playbook, Step } from "../playbooks/schema.js";
import { guards } from "./guards/index.js";
import { allows } from "./mode.js";
import { riskOf } from "./risk.js";
import { helpingStep, turnOf } from "./steps.js";
import { predict } from "./trust.js";
import type { Candidate, DecisionContext } from "./context.js";
import type { Reason, Verdict } from "./stored.js";
import { waitOf, type Wait } from "./waiting.js";

export type { Reason } from "./stored.js";

export type Decision =
  | ({ kind: "act"; trials: number } & Proposal)
  /** Everything allows it but the time that it has to fire first: judged again then. */
  | ({ kind: "wait" } & Proposal & Wait)
  /** Everything allows it but the mode, or that nobody has approved it: said to people, not done. */
  | ({ kind: "suggest" } & Proposal)
  | { kind: "escalate"; reasons: Reason[] }
  /** Nothing is done and nobody is told (mode, stop, lineage). */
  | { kind: "none"; why: string; reasons: Reason[] };

interface Proposal {
  playbook: Playbook;
  step: Step;
  /** Of the step among the playbook's, from 0. */
  index: number;
  predicted: number;
  reasons: Reason[];
}

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
              signal: aboutMove[world.asked.move].signals[0] ?? "workflow_run",
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
    // What is under way goes on first; a repository's own playbook wins over a shipped one; among equals the likelier to help.
    const [goingOn, own] = [of.filter((one) => one.goesOn), of.filter(isOwn)];
    return (
      [goingOn, own, of].find((some) => some.length > 0)?.reduce((a, b) => (isBefore(a, b) ? a : b)) ?? null
    );
  };
  const proposal = (one: Judged): Proposal => {
    const { playbook, step, index, predicted } = one;
    return { playbook, step, index, predicted, reasons: reasonsFor(one) };
  };

  const allowed = best(judged.filter((one) => one.verdicts.every((verdict) => verdict.allowed)));
  if (allowed) return { kind: "act", trials: allowed.trials, ...proposal(allowed) };

  const held = best(judged.filter((one) => refusedOnlyBy(["hold"], one)));
  const wait = held && waitOf({ kind: "wait", reasons: reasonsFor(held) });
  if (held && wait) return { kind: "wait", ...wait, ...proposal(held) };

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
  const unapproved = best(judged.filter((one) => refusedOnlyBy(["mode", "approval", "hold"], one)));
  if (unapproved) return { kind: "suggest", ...proposal(unapproved) };
  const matched = judged.filter((one) => one.matched);
  if (matched.length > 0 && matched.every((one) => one.playbook.otherwise === "ignore"))
    return { kind: "none", why: "the playbook says to ignore it otherwise", reasons: reasonsFor(null) };
  return { kind: "escalate", reasons: reasonsFor(null) };
}

interface Judged extends Candidate {
  /** The move that is to help: of a wait, the one behind it. */
  helping: Move;
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
        ? own.find((other) => other.helping === one.helping || refusedOnlyBy(["approval", "hold"], other))
        : undefined;
    if (!before) return one;
    const reason = `the repository's own playbook ${before.playbook.name} stands for it`;
    return { ...one, verdicts: [{ guard: "match", allowed: false, reason }, ...one.verdicts.slice(1)] };
  });
}

const isOwn = ({ playbook }: Judged): boolean => playbook.origin === "repository";

const refusedOnlyBy = (of: readonly string[], { verdicts }: Judged): boolean => {
  const refusals = verdicts.filter(({ allowed }) => !allowed);
  return refusals.length > 0 && refusals.every(({ guard }) => of.includes(guard));
};

const riskCost = { low: 0, medium: 0.1, high: 0.3 };
const value = (one: Judged): number => one.predicted - riskCost[riskOf(one.playbook, one.step)];

/** What is as likely and as risky by its move: the one whose author calls it less risky, then the first. */
const isBefore = (a: Judged, b: Judged): boolean =>
  value(a) === value(b) ? riskCost[a.playbook.risk] <= riskCost[b.playbook.risk] : value(a) > value(b);

/** Nobody has to let heal do it. */
const actsAlone = ({ mode, asked }: DecisionContext): boolean => allows(mode, "act") && asked === null;

function judge(playbook: Playbook, subject: Subject, world: DecisionContext): Judged {
  const turn = turnOf(playbook, world.begun, actsAlone(world));
  const { step, index, attempt, refusal } = turn;
  const helping = helpingStep(playbook, turn).action;
  const seen = world.trust[helping];
  const candidate = {
    helping,
    playbook,
    step,
    index,
    goesOn: attempt !== null && index > 0,
    subject,
    predicted: predict(helping, seen),
    trials: (seen?.successes ?? 0) + (seen?.failures ?? 0),
  };
  // Its own first steps may have made the later attempts.
  const fit = match(playbook, attempt === null ? subject : { ...subject, attempt });
  const unfit = fit.matches ? refusal : fit.reason;
  if (unfit !== null)
    return { ...candidate, matched: false, verdicts: [{ guard: "match", allowed: false, reason: unfit }] };
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
