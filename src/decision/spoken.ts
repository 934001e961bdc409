import { percent } from "../core/format.js";
import type { Decision } from "./decide.js";

/** A decision as an incident's story says it. */
export function spokenDecision(decision: Decision): string {
  switch (decision.kind) {
    case "act":
      return `${decision.step.action} by playbook ${decision.playbook.name}, predicted success ${percent(decision.predicted)}`;
    case "wait":
      return `${decision.step.action} by playbook ${decision.playbook.name} waits: ${decision.why}`;
    case "suggest":
      return `${decision.step.action} by playbook ${decision.playbook.name} would be right, but the mode forbids acting`;
    case "escalate":
      return "No safe action: a person is needed";
    case "none":
      return `Nothing is done: ${decision.why}`;
  }
}
