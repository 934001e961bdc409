import { isMap, isSeq } from "yaml";
import { HealError } from "../core/errors.js";
import { readYaml } from "../playbooks/yaml.js";

/** A workflow that people write has a few. */
const ALIASES = 20;

/** What heal can tell a workflow that it starts: from `heal.yml` and its own numbers, never a sender's words. */
export interface DispatchFacts {
  /** The configured service; null: the failure belongs to none. */
  service: string | null;
  /** heal's number of the incident. */
  incident: number;
  /** The commit to go back to; a workflow that is no rollback is told none. */
  ref?: string;
}

/**
 * The facts that a workflow asks for by an input of their name (`on.workflow_dispatch.inputs`), and that no step sets itself.
 * GitHub refuses a dispatch with an input that the workflow does not declare, or with a `choice` that is not among its options
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs).
 */
export function factsAskedFor(
  workflow: string | null,
  facts: DispatchFacts,
  set: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = workflow === null ? new Map<string, readonly string[] | null>() : declaredInputs(workflow);
  const known = { service: facts.service, incident: String(facts.incident), ref: facts.ref ?? null };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) => {
      const options = declared.get(name);
      if (value === null || options === undefined || name in set) return [];
      return options === null || options.includes(value) ? [[name, value]] : [];
    }),
  );
}

/** Each declared input with its options; null: any text. A workflow that is no YAML declares none: GitHub says what is wrong. */
function declaredInputs(text: string): Map<string, readonly string[] | null> {
  const found = new Map<string, readonly string[] | null>();
  try {
    const { document } = readYaml(text, "workflow", "HEAL_CONFIG_INVALID", ALIASES);
    const inputs = document.getIn(["on", "workflow_dispatch", "inputs"]);
    if (!isMap(inputs)) return found;
    for (const { key, value } of inputs.items) {
      const [type, options]: unknown[] = isMap(value) ? [value.get("type"), value.get("options")] : [];
      // A number, a boolean or an environment takes no words of heal's.
      if (type === undefined || type === "string" || type === "choice")
        found.set(String(key), isSeq(options) ? options.items.map(String) : null);
    }
  } catch (error) {
    if (!(error instanceof HealError)) throw error;
  }
  return found;
}
