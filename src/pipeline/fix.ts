import { MINUTE } from "../core/clock.js";
import { limits } from "../core/limits.js";
import { producersAllowed } from "../decision/risk.js";
import type { RunFacts } from "../events/event.js";
import { branchOf } from "../fix/prompt.js";
import { learnOutcome } from "../learning/outcome.js";
import { answerCommand } from "../store/commands.js";
import { fixesOf, openFix, updateFix, type FixRow } from "../store/fixes.js";
import { addTimeline } from "../store/history.js";
import type { IncidentRow } from "../store/incidents.js";
import { toIncident } from "../store/incidents.js";
import type { Chosen } from "./act.js";
import type { Kept } from "./close.js";
import type { Next, PipelineDeps, Rules } from "./deps.js";
import { produceByAgent } from "./fix-agent.js";
import { commitFixerPatch, produceByWorkflow } from "./fix-workflow.js";
import { checkPull } from "./fix-pull.js";
import { prove } from "./fix-prove.js";
import { isWhole } from "./fix-judge.js";
import { readWorld } from "./world.js";

/** Everything one step of a fix needs. */
export interface FixContext {
  row: IncidentRow;
  record: Kept;
  chosen: Chosen;
  rules: Rules;
  deps: PipelineDeps;
}

/**
 * What one step of a fix found. `wait`: look again then; `failed`/`rejected`: this producer is done, the next one's turn;
 * `merged`: people took it.
 */
export type FixStep =
  | { to: "wait"; at: Date; state?: "verifying" }
  /** `untried`: nobody worked on it (no quota, a dead vendor), which says nothing about the failure. */
  | { to: "failed" | "rejected" | "closed"; reason: string; url?: string | null; untried?: true }
  | { to: "merged"; reason: string };

const over: readonly FixRow["state"][] = ["merged", "closed", "rejected", "failed"];

/** One look at the fix under way: producing ─► checking ─► proving ─► proven ─► merged. A failed one gives way to the next producer. */
export async function fixStep(
  row: IncidentRow,
  record: Kept,
  chosen: Chosen,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const context: FixContext = { row, record, chosen, rules, deps };
  const current =
    (await fixesOf(deps.db, row.id)).findLast((fix) => !over.includes(fix.state)) ?? (await begin(context));
  if (current === null) return exhausted(context);
  const step = await go(current, context);
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

const isAgents = (producer: string): boolean => producer === "codegen";

const go = (fix: FixRow, context: FixContext): Promise<FixStep> => {
  switch (fix.state) {
    case "producing":
      return isAgents(fix.producer) ? produceByAgent(fix, context) : produceByWorkflow(fix, context);
    case "checking":
      return fix.pull_request === null ? commitFixerPatch(fix, context) : checkPull(fix, context);
    default:
      return prove(fix, context);
  }
};

/** The next producer that serves this failure here and has not had its turn; null: there is none left. */
async function begin({ row, record, chosen, rules, deps }: FixContext): Promise<FixRow | null> {
  const run = row.run as RunFacts;
  const asked = chosen.asked && { ...chosen.asked, move: chosen.move };
  const world = await readWorld(row, record, rules, asked, deps);
  const [producer] = producersAllowed(chosen.step, world);
  if (producer === undefined) return null;
  const now = deps.clock.now();
  const n = (await fixesOf(deps.db, row.id)).length + 1;
  const { repository } = toIncident(row);
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

export const soon = (deps: PipelineDeps, ms = MINUTE): Date => new Date(deps.clock.now().getTime() + ms);
