import { refOfRow } from "../../events/event.js";
import { reasonOf } from "../../core/errors.js";
import { limits } from "../../core/limits.js";
import type { Chosen, StoredDiagnosis } from "../../decision/stored.js";
import { producersAllowed } from "../../decision/risk.js";
import { branchOf } from "../../fix/prompt.js";
import { isAgents, stopAgentRun } from "../../fix/stop-agent-run.js";
import { learnOutcome } from "../../learning/outcome.js";
import { answerCommand } from "../../store/commands.js";
import { fixesOf, openFix, updateFix, type FixRow } from "../../store/fixes.js";
import { addTimeline } from "../../store/timeline.js";
import type { IncidentRow } from "../../store/incidents.js";
import { repositoryOf, runOf, type Next, type PipelineDeps, type Rules } from "../deps.js";
import type { FixContext, FixStep } from "./context.js";
import { produceByAgent } from "./agent.js";
import { commitFixerPatch, produceByWorkflow } from "./workflow.js";
import { checkPull } from "./pull.js";
import { prove } from "./prove.js";
import { isWhole } from "./judge.js";
import { flagTarget, readWorld } from "../decision-context.js";

type FixStage = (fix: FixRow, context: FixContext) => Promise<FixStep>;

/**
 * What is done in a state of a fix; null: it is over, and the next producer has its turn.
 *
 *   producing ─► checking ─► proving ─► proven ─► merged
 *       │           ▲  │        │         │
 *       │           └──┼─ pushed to ──────┤        (failed, rejected, closed: from everywhere)
 */
const stages: Readonly<Record<FixRow["state"], FixStage | null>> = {
  producing: (fix, context) =>
    isAgents(fix.producer) ? produceByAgent(fix, context) : produceByWorkflow(fix, context),
  checking: (fix, context) =>
    fix.pull_request === null ? commitFixerPatch(fix, context) : checkPull(fix, context),
  proving: prove,
  proven: prove,
  merged: null,
  closed: null,
  rejected: null,
  failed: null,
};

/** One look at the fix under way. A failed one gives way to the next producer. */
export async function fixStep(
  row: IncidentRow,
  record: StoredDiagnosis,
  chosen: Chosen,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const context: FixContext = { row, record, chosen, rules, deps };
  const current =
    (await fixesOf(deps.db, row.id)).findLast((fix) => stages[fix.state] !== null) ?? (await begin(context));
  const stage = current && stages[current.state];
  if (!current || !stage) return exhausted(context);
  const step = (await switchedOff(current, context)) ?? (await stage(current, context));
  const now = deps.clock.now();
  if (step.to === "wait")
    return { state: step.state ?? row.state, nextStepAt: step.at, progress: true, action: "open-fix-pr" };
  if (step.to === "merged")
    return {
      state: "recovered",
      nextStepAt: null,
      progress: true,
      write: async (tx) => {
        await updateFix(tx, current.id, { state: "merged" });
        await learnOutcome(tx, row, {
          action: "open-fix-pr",
          verdict: "successful",
          reason: step.reason,
          at: now,
        });
        await addTimeline(tx, row.id, {
          kind: "recovered",
          actor: "heal",
          text: step.reason,
          url: current.url,
          at: now,
        });
      },
    };
  return {
    state: "acting",
    nextStepAt: now,
    progress: true,
    write: async (tx) => {
      await updateFix(tx, current.id, { state: step.to, reason: step.reason });
      await learnOutcome(tx, row, {
        action: "open-fix-pr",
        verdict: step.untried ? "inconclusive" : "failed",
        reason: `${current.producer}: ${step.reason}`,
        at: now,
      });
      await addTimeline(tx, row.id, {
        kind: "fix",
        actor: current.producer,
        text: `Fix ${step.to}: ${step.reason}`,
        url: step.url ?? current.url,
        at: now,
      });
    },
  };
}

/** A fix without a pull request ends where fixes are off; its agent's run is stopped as far as its vendor lets it be. */
async function switchedOff(fix: FixRow, { row, deps }: FixContext): Promise<FixStep | null> {
  const on = await deps.flags.enabled("self_healing.codegen_integration", flagTarget(repositoryOf(row)));
  if (on || fix.pull_request !== null) return null;
  await stopAgentRun(fix, deps.agent).catch((error: unknown) =>
    deps.log.warn({ fix: fix.id, reason: reasonOf(error) }, "the agent's run could not be stopped"),
  );
  return { to: "failed", untried: true, reason: "fixes are off (self_healing.codegen_integration)" };
}

/** The next producer that serves this failure here and has not had its turn; null: there is none left. */
async function begin({ row, record, chosen, rules, deps }: FixContext): Promise<FixRow | null> {
  const run = runOf(row);
  const asked = chosen.asked && { ...chosen.asked, move: chosen.move };
  const world = await readWorld(row, record, rules, asked, deps);
  if (world.off.codegen) return null;
  const [producer] = producersAllowed(chosen.step, world);
  if (producer === undefined) return null;
  const now = deps.clock.now();
  const n = (await fixesOf(deps.db, row.id)).length + 1;
  const repository = refOfRow(row);
  const checks = repository && (await deps.github.checks(repository, run.headSha));
  // What still runs may yet pass: then the base is read again when the fix is judged.
  const before = checks && isWhole(checks) ? checks.checks : null;
  const newestPull = repository && isAgents(producer) ? await deps.github.newestPull(repository) : 0;
  return deps.db.tx(async (tx) => {
    const patience = isAgents(producer) ? limits.agentDeadlineMs : limits.fixWorkflowDeadlineMs;
    const fix = await openFix(tx, {
      incidentId: row.id,
      repository: row.repository ?? "",
      producer,
      baseSha: run.headSha,
      baseBranch: run.branch,
      branch: branchOf(row.id, n),
      before,
      newestPull,
      now,
      deadline: new Date(now.getTime() + patience),
    });
    await addTimeline(tx, row.id, {
      kind: "fix",
      actor: producer,
      text: `A fix is asked of ${producer}`,
      at: now,
    });
    if (chosen.asked)
      await answerCommand(tx, chosen.asked.commandId, `A fix is asked of ${producer}.`, false, now);
    return fix;
  });
}

/** Nobody is left who could fix it: decided anew, where the reasons are kept. */
function exhausted({ row, deps }: FixContext): Next {
  const now = deps.clock.now();
  return {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    answered: true,
    write: async (tx) => {
      await addTimeline(tx, row.id, {
        kind: "fix",
        actor: "heal",
        text: "No producer of fixes is left",
        at: now,
      });
    },
  };
}
