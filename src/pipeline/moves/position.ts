import { positionText } from "../../decision/spoken.js";
import { keyOfPlaybook } from "../../decision/steps.js";
import type { Begun, Chosen } from "../../decision/stored.js";
import type { Playbook } from "../../playbooks/schema.js";
import type { IncidentRow } from "../../store/incidents.js";
import { addTimeline } from "../../store/timeline.js";
import type { Next, PipelineDeps } from "../deps.js";

/** Where the playbook stands when its next step is chosen. What a person asked for outside of any leaves all as it is. */
export function begunBy(
  row: Pick<IncidentRow, "chosen" | "run">,
  playbook: Pick<Playbook, "name" | "origin" | "steps">,
  index: number,
): Pick<Chosen, "begun" | "position" | "key"> {
  const before = row.chosen?.begun ?? {};
  const key = keyOfPlaybook(playbook);
  const attempt = before[key]?.attempt ?? row.run?.attempt ?? 1;
  return {
    key,
    position: { at: index + 1, of: playbook.steps.length },
    begun: { ...before, [key]: { steps: [...playbook.steps], judged: index, attempt } },
  };
}

const moved = (chosen: Chosen, judged: (so: Begun) => number): Chosen => {
  const key = chosen.key;
  const so = key === undefined ? undefined : chosen.begun?.[key];
  if (key === undefined || so === undefined) return chosen;
  return { ...chosen, begun: { ...chosen.begun, [key]: { ...so, judged: judged(so) } } };
};

/** The step was judged: the next one has its turn, if there is one. */
export const judgedStep = (chosen: Chosen): Chosen => moved(chosen, ({ judged }) => judged + 1);

/** None of its steps has its turn any more. */
export const endedPlaybook = (chosen: Chosen): Chosen => moved(chosen, ({ steps }) => steps.length);

/** The step was passed, without a word on whether the failure is over. */
export const goOn = (
  chosen: Chosen,
  text: string,
  row: IncidentRow,
  { clock }: Pick<PipelineDeps, "clock">,
): Next => {
  const now = clock.now();
  return {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    answered: true,
    chosen: judgedStep(chosen),
    write: async (tx) =>
      void (await addTimeline(tx, row.id, { kind: "verified", actor: "heal", text, at: now })),
  };
};

/** There was nothing to do. */
export const passedOver = (
  chosen: Chosen,
  why: string,
  row: IncidentRow,
  deps: Pick<PipelineDeps, "clock">,
): Next => goOn(chosen, `${chosen.move}${positionText(chosen)}: nothing to do, as ${why}`, row, deps);
