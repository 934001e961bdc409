import { percent } from "../core/format.js";
import { onlyPrepares } from "../playbooks/moves.js";
import { verificationOf } from "../playbooks/schema.js";
import type { Decision } from "./decide.js";
import type { Chosen } from "./stored.js";

type Proposed = Extract<Decision, { kind: "act" | "wait" | "suggest" }>;

/** `, step 2 of 3`; nothing is said of a playbook of one step. */
export const positionText = ({ position }: Pick<Chosen, "position">): string =>
  position === undefined || position.of === 1 ? "" : `, step ${position.at} of ${position.of}`;

const byPlaybook = ({ playbook, step, index }: Proposed): string => {
  const of = positionText({ position: { at: index + 1, of: playbook.steps.length } });
  return `${step.action} by playbook ${playbook.name}${of}`;
};

const refusedBecause = ({ reasons }: Decision): string => {
  const verdicts = reasons.find(({ chosen }) => chosen)?.verdicts ?? [];
  return (
    verdicts
      .filter(({ allowed }) => !allowed)
      .map(({ reason }) => reason)
      .join("; ") || "nobody approved it"
  );
};

/** A decision as an incident's story says it. */
export function spokenDecision(decision: Decision): string {
  switch (decision.kind) {
    case "act":
      return onlyPrepares(decision.step.action, verificationOf(decision.playbook, decision.step).signal)
        ? byPlaybook(decision)
        : `${byPlaybook(decision)}, predicted success ${percent(decision.predicted)}`;
    case "wait":
      return `${byPlaybook(decision)} waits: ${decision.why}`;
    case "suggest":
      return `${byPlaybook(decision)} would be right, but ${refusedBecause(decision)}`;
    case "escalate":
      return "No safe action: a person is needed";
    case "none":
      return `Nothing is done: ${decision.why}`;
  }
}
