import { isDeepStrictEqual } from "node:util";
import { aboutMove } from "../playbooks/moves.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Step } from "../playbooks/step.js";
import type { Begun } from "./stored.js";

/** A repository's playbook may have a shipped one's name. */
export const keyOfPlaybook = ({ origin, name }: Pick<Playbook, "origin" | "name">): string =>
  `${origin}:${name}`;

/** The step of a playbook whose turn it is. */
export interface Turn {
  step: Step;
  /** From 0. */
  index: number;
  /** Why no step has its turn; null: this one has. */
  refusal: string | null;
  /** The attempt when the playbook began; null: it begins now. */
  attempt: number | null;
}

/**
 * One after another, each once: what was judged is behind it. `waits`: heal does it by itself; a person who lets it be done has
 * chosen the moment, and what a playbook would wait for at its beginning is passed.
 */
export function turnOf(playbook: Playbook, begun: Readonly<Record<string, Begun>>, waits = true): Turn {
  const { steps } = playbook;
  const [first] = steps;
  if (!first) throw new Error(`the playbook ${playbook.name} has no steps`);
  const so = begun[keyOfPlaybook(playbook)];
  if (!so) {
    const index = waits
      ? 0
      : Math.max(
          0,
          steps.findIndex(({ action }) => action !== "wait"),
        );
    return { step: steps[index] ?? first, index, refusal: null, attempt: null };
  }
  const { attempt, judged } = so;
  const step = steps[judged];
  if (!isDeepStrictEqual(so.steps, steps))
    return { step: step ?? first, index: judged, refusal: "it was changed since its first step", attempt };
  if (step) return { step, index: judged, refusal: null, attempt };
  // Of one step the guards say whether it may be taken again; what leaves no intent of its own may not.
  if (steps.length === 1 && !aboutMove[first.action].tells)
    return { step: first, index: 0, refusal: null, attempt: null };
  const all = steps.length === 1 ? "its step was" : `all of its ${steps.length} steps were`;
  const refusal = `${all} taken for this incident already`;
  return { step: steps.at(-1) ?? first, index: judged, refusal, attempt };
}

/** By what the chances of a step are judged: to wait helps nothing by itself, the step behind it may. */
export const helpingStep = ({ steps }: Pick<Playbook, "steps">, { step, index }: Turn): Step =>
  step.action === "wait" ? (steps.slice(index).find(({ action }) => action !== "wait") ?? step) : step;
