import { limits } from "../../core/limits.js";
import { formatDuration, SECOND } from "../../core/clock.js";
import type { EffectResult, Plan } from "../../decision/plan.js";
import type { Chosen } from "../../decision/stored.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import { repositoryKey } from "../../events/event.js";
import { useOf, type Shared } from "../../decision/attempt.js";
import { consentFor } from "../../decision/risk.js";
import type { Move } from "../../playbooks/moves.js";
import { escapeText } from "../../diagnosis/markdown.js";
import { answerCommand } from "../../store/commands.js";
import { addTimeline } from "../../store/timeline.js";
import type { ActingIncident, IncidentRow } from "../../store/incidents.js";
import { repositoryOf, type Next, type PipelineDeps, type Rules, type Step } from "../deps.js";
import { factsAskedFor } from "../../recovery/dispatch-inputs.js";
import { fixStep } from "../fix/index.js";
import { isCategoryOutdated } from "../outdated-category.js";
import { diagnose } from "./diagnose.js";
import { flappingNow } from "../../alerting/flapping-groups.js";
import { overBecause } from "../self-resolution.js";
import { consentOf, sharedBy } from "../decision-context.js";

const words: Record<Move, string> = {
  "rerun-failed-jobs": "the failed jobs run again",
  "dispatch-workflow": "the recovery workflow was started",
  "open-fix-pr": "a fix is being made",
};

/** Makes the move that was chosen. */
export const actOnChoice: Step<ActingIncident> = async (row, deps) => {
  const { chosen, diagnosis: record } = row;
  // What was to be done was for a trouble that nobody sees any more; what a person asked for is done all the same.
  if (chosen.asked === null && (await isCategoryOutdated(row, deps))) return diagnose(row, deps);
  const rules = await deps.rules.of(repositoryOf(row));
  if (chosen.move === "open-fix-pr") return fixStep(row, record, chosen, rules, deps);
  const plan = await planOf(chosen, row, record, rules, deps);
  if (plan) return perform(plan, chosen, row, deps);
  // What the decision rested on is gone: judged again, and not at once, so that no two steps can chase each other.
  return {
    state: "diagnosing",
    nextStepAt: new Date(deps.clock.now().getTime() + 30 * SECOND),
    progress: false,
  };
};

/** The effect behind a chosen move; null for fixes, which are a way of their own. */
async function planOf(
  chosen: Chosen,
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  { github }: PipelineDeps,
): Promise<Plan | null> {
  const repository = repositoryOf(row);
  const { run } = row;
  const shared = sharedBy(row, record, rules);
  const use = useOf(chosen.step, shared);
  const base = {
    ...{ repository, incidentId: row.id, since: chosen.decidedAt, action: chosen.move },
    shared: { use, limits: chosen.limits ?? {}, asked: chosen.asked !== null },
    ...(chosen.asked?.offer === undefined ? {} : { approved: true }),
  };
  if (chosen.move === "rerun-failed-jobs" && run)
    return {
      ...base,
      // One rerun of one attempt, whoever wants it and in whatever incident.
      key: `rerun:${repositoryKey(repository)}:${run.runId}:${run.attempt}`,
      params: {
        runId: run.runId,
        attempt: run.attempt,
        url: run.url,
      },
    };
  // The owner may have taken the leave back since the decision.
  if (chosen.move !== "dispatch-workflow" || use.thing === null || !hasLeave(chosen, shared, rules))
    return null;
  const ref = await github.defaultBranch(repository);
  const text = await github.file(repository, `.github/workflows/${use.thing}`, ref);
  const given = chosen.step.inputs ?? {};
  const facts = factsAskedFor(text, { service: shared.service, incident: row.id }, given);
  return {
    ...base,
    key: `dispatch:${repositoryKey(repository)}:${row.id}`,
    params: { workflow: use.thing, ref, inputs: { ...facts, ...given } },
  };
}

const hasLeave = ({ step, asked }: Chosen, { recoveryWorkflow }: Shared, rules: Rules): boolean =>
  asked?.mayApprove === true ||
  consentFor(step, {
    offers: { recoveryWorkflow, fixProducers: [] },
    consent: consentOf(rules),
    asked: null,
  }) !== null;

/** It may have begun to flap since the decision. */
const flaps = async (row: IncidentRow, { db, clock }: PipelineDeps): Promise<string | null> => {
  const flapping = row.kind === "alert" ? await flappingNow(db, row.id, clock.now()) : null;
  return flapping && `the alert is ${flapping.text}`;
};

/** Makes the effect; what is refused is decided anew, with that refusal among the reasons. */
async function perform(plan: Plan, chosen: Chosen, row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  // Limits may have held it up for long; what a person asked for is done all the same.
  const over = chosen.asked ? undefined : async () => (await overBecause(row, deps)) ?? flaps(row, deps);
  const result: EffectResult = await deps.effects.run(plan, over);
  const now = deps.clock.now();
  const by = chosen.asked ? `@${chosen.asked.by}` : `playbook ${chosen.playbook}`;
  if (result.state === "later") return { state: "acting", nextStepAt: result.retryAt, progress: false };
  if (result.state === "refused")
    return {
      state: "diagnosing",
      nextStepAt: now,
      progress: true,
      answered: true,
      write: async (tx) => {
        await addTimeline(tx, row.id, {
          kind: "trouble",
          actor: "heal",
          text: `${chosen.move} was not done: ${result.reason}`,
          at: now,
        });
        if (chosen.asked)
          await answerCommand(
            tx,
            chosen.asked.commandId,
            `${chosen.move} was not done: ${escapeText(result.reason)}`,
            true,
            now,
          );
      },
    };
  return {
    state: "verifying",
    nextStepAt: new Date(now.getTime() + Math.min(limits.verifyPollMs, chosen.within)),
    progress: true,
    action: chosen.move,
    answered: true,
    chosen: { ...chosen, deadline: new Date(now.getTime() + chosen.within).toISOString() },
    write: async (tx) => {
      const text = `${words[chosen.move]} (${by}); looking for ${formatDuration(chosen.within)} whether it helps`;
      await addTimeline(tx, row.id, {
        kind: "acted",
        actor: "heal",
        text,
        url: result.effect.url ?? null,
        at: now,
      });
      if (chosen.asked)
        await answerCommand(tx, chosen.asked.commandId, `Done: ${words[chosen.move]}.`, false, now);
    },
  };
}
