import { limits } from "../../core/limits.js";
import { formatDuration, SECOND } from "../../core/clock.js";
import type { EffectResult, Plan } from "../../decision/plan.js";
import type { Chosen } from "../../decision/stored.js";
import { aboutMove } from "../../playbooks/moves.js";
import { escapeText } from "../../diagnosis/markdown.js";
import { answerCommand } from "../../store/commands.js";
import { addTimeline } from "../../store/timeline.js";
import type { ActingIncident, IncidentRow } from "../../store/incidents.js";
import { repositoryOf, type Next, type PipelineDeps, type Step } from "../deps.js";
import { fixStep } from "../fix/index.js";
import { isCategoryOutdated } from "../outdated-category.js";
import { diagnose } from "./diagnose.js";
import { flappingNow } from "../../alerting/flapping-groups.js";
import { overBecause } from "../self-resolution.js";
import { isPreparation, planOf } from "../moves/index.js";
import { positionText } from "../../decision/spoken.js";
import { endedPlaybook, passedOver } from "../moves/position.js";
import { tellAndGoOn, waitFor } from "../moves/telling.js";

/** Makes the move that was chosen. */
export const actOnChoice: Step<ActingIncident> = async (row, deps) => {
  const { chosen, diagnosis: record } = row;
  // What was to be done was for a trouble that nobody sees any more; what a person asked for is done all the same.
  if (chosen.asked === null && (await isCategoryOutdated(row, deps))) return diagnose(row, deps);
  const rules = await deps.rules.of(repositoryOf(row));
  if (chosen.move === "open-fix-pr") return fixStep(row, record, chosen, rules, deps);
  if (chosen.move === "wait") return waitFor(chosen, row, deps);
  if (chosen.move === "open-issue") return tellAndGoOn(row, record, chosen, rules, deps);
  const plan = await planOf(chosen.move, chosen, row, record, rules, deps);
  if (plan && "nothing" in plan) return passedOver(chosen, plan.nothing, row, deps);
  if (plan) return perform(plan, chosen, row, deps);
  // What the decision rested on is gone: judged again, and not at once, so that no two steps can chase each other.
  return {
    state: "diagnosing",
    nextStepAt: new Date(deps.clock.now().getTime() + 30 * SECOND),
    progress: false,
  };
};

/** It may have begun to flap since the decision. */
const flaps = async (row: IncidentRow, { db, clock }: PipelineDeps): Promise<string | null> => {
  const flapping = row.kind === "alert" ? await flappingNow(db, row.id, clock.now()) : null;
  return flapping && `the alert is ${flapping.text}`;
};

/** Makes the effect. */
async function perform(plan: Plan, chosen: Chosen, row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  // Limits may have held it up for long; what a person asked for is done all the same.
  const over = chosen.asked ? undefined : async () => (await overBecause(row, deps)) ?? flaps(row, deps);
  const result: EffectResult = await deps.effects.run(plan, over);
  const now = deps.clock.now();
  const by = chosen.asked ? `@${chosen.asked.by}` : `playbook ${chosen.playbook}`;
  if (result.state === "later") return { state: "acting", nextStepAt: result.retryAt, progress: false };
  if (result.state === "refused") return refused(result, chosen, row, deps);
  const { id } = result.effect;
  const chosenNow: Chosen = {
    ...chosen,
    deadline: new Date(now.getTime() + chosen.within).toISOString(),
    ...(chosen.move === "cancel-run" && id !== undefined ? { target: id } : {}),
  };
  const preparing = isPreparation(chosen);
  const looking = preparing ? "" : `; looking for ${formatDuration(chosen.within)} whether it helps`;
  return {
    state: "verifying",
    nextStepAt: preparing ? now : new Date(now.getTime() + Math.min(limits.verifyPollMs, chosen.within)),
    progress: true,
    action: chosen.move,
    answered: true,
    chosen: chosenNow,
    write: async (tx) => {
      const { done } = aboutMove[chosen.move];
      const text = `${done} (${by}${positionText(chosen)})${looking}`;
      const url = result.effect.url ?? null;
      await addTimeline(tx, row.id, { kind: "acted", actor: "heal", text, url, at: now });
      if (chosen.asked) await answerCommand(tx, chosen.asked.commandId, `Done: ${done}.`, false, now);
    },
  };
}

/** Decided anew, with that refusal among the reasons; a playbook ends where one of its steps was refused. */
function refused(
  { reason }: Extract<EffectResult, { state: "refused" }>,
  chosen: Chosen,
  row: IncidentRow,
  { clock }: PipelineDeps,
): Next {
  const now = clock.now();
  const text = `${chosen.move} was not done: `;
  return {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    answered: true,
    chosen: endedPlaybook(chosen),
    write: async (tx) => {
      await addTimeline(tx, row.id, { kind: "trouble", actor: "heal", text: `${text}${reason}`, at: now });
      if (chosen.asked)
        await answerCommand(tx, chosen.asked.commandId, `${text}${escapeText(reason)}`, true, now);
    },
  };
}
