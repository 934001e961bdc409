import type { Risk } from "../diagnosis/category.js";
import { aboutMove } from "../playbooks/moves.js";
import type { Playbook, Step } from "../playbooks/schema.js";
import type { DecisionContext } from "./context.js";

const risks: readonly Risk[] = ["low", "medium", "high"];

/** The worst of several. */
export const worst = (of: readonly Risk[]): Risk => risks.findLast((risk) => of.includes(risk)) ?? "low";

/** The stricter of what the playbook says of itself and what its move can do at worst. */
export function riskOf({ risk }: Pick<Playbook, "risk">, { action }: Step): Risk {
  const worst = aboutMove[action].risk;
  return risks.indexOf(risk) >= risks.indexOf(worst) ? risk : worst;
}

type Offering = Pick<DecisionContext, "offers" | "consent" | "asked">;

/** Producers that the step wants and the repository offers, in the repository's order. */
export const producersOffered = (
  { producers }: Step,
  { offers }: Pick<DecisionContext, "offers">,
): string[] => offers.fixProducers.filter((name) => producers === undefined || producers.includes(name));

/** Of those, the ones that may work without another approval. */
export const producersAllowed = (step: Step, world: Offering): string[] =>
  producersOffered(step, world).filter(
    (name) =>
      world.asked?.mayApprove === true ||
      world.consent.actions.includes(step.action) ||
      world.consent.producers.includes(name),
  );

/** Where the owner gave leave for a step of medium risk, in words; null: nowhere. */
export function consentFor(step: Step, world: Offering): string | null {
  const { consent, offers } = world;
  if (consent.actions.includes(step.action)) return `heal.yml names it in actions`;
  if (step.action === "dispatch-workflow") {
    const workflow = step.workflow ?? offers.recoveryWorkflow;
    return workflow !== null && workflow === offers.recoveryWorkflow
      ? `heal.yml names ${workflow} as the service's recovery_workflow`
      : null;
  }
  if (step.action !== "open-fix-pr") return null;
  const producers = producersAllowed(step, world);
  return producers.length > 0 ? `fix.producers gives leave to ${producers.join(", ")}` : null;
}

/** What the owner can write to give leave, for the refusal's words. */
export function consentHint(step: Step): string {
  const byAction = `actions: { ${step.action}: act }`;
  if (step.action === "dispatch-workflow") return `the service's recovery_workflow, or ${byAction}`;
  return step.action === "open-fix-pr" ? `fix.producers, or ${byAction}` : byAction;
}
