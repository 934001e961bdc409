import { isSelfDetected } from "../../alerting/self-detected.js";
import { decide, type Decision } from "../../decision/decide.js";
import { spokenDecision } from "../../decision/spoken.js";
import { allows } from "../../decision/mode.js";
import type { Chosen, Request } from "../../decision/stored.js";
import { riskOf } from "../../decision/risk.js";
import { verificationOf } from "../../playbooks/schema.js";
import { waitOf } from "../../decision/waiting.js";
import type { DecisionContext } from "../../decision/context.js";
import type { DiagnosisRecord } from "../../diagnosis/record.js";
import { escapeText } from "../../diagnosis/markdown.js";
import { answerCommand } from "../../store/commands.js";
import { addDecision, addTimeline, decisionsOf } from "../../store/timeline.js";
import type { IncidentRow } from "../../store/incidents.js";
import { repositoryOf, type Next, type PipelineDeps, type Rules, type Step } from "../deps.js";
import { escalate, untilCalm } from "../escalate.js";
import { tellOfLong } from "../tell-of-long.js";
import { isCategoryOutdated } from "../outdated-category.js";
import { endIfOver } from "../self-resolution.js";
import { readWorld, redRunsOf, subjectOf } from "../decision-context.js";
import { begunBy } from "../moves/position.js";
import { approvedBy, withOffer } from "../offer.js";
import { diagnose } from "./diagnose.js";

/** What to do about what is known; another attempt is another log, so it is read first. */
export const decideNext: Step = async (row, deps) => {
  // While GitHub was away it may have ended by itself; what a person asked for is judged all the same.
  const over = row.requested ? null : await endIfOver(row, deps);
  if (over) return over;
  const record = row.diagnosis;
  if (record === null || (row.run !== null && record.attempt < row.run.attempt)) return diagnose(row, deps);
  if (await isCategoryOutdated(row, deps)) return diagnose(row, deps);
  return judge(row, record, await deps.rules.of(repositoryOf(row)), deps);
};

/** Judges all playbooks (or the one asked for), keeps the reasons, and goes the chosen way. */
async function judge(
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const request = row.requested;
  const read = await readWorld(row, record, rules, request, deps);
  const approval =
    request?.offer === undefined ? null : await approvedBy(request, read, { row, record, rules }, deps);
  if (request && approval && "refused" in approval)
    return untilCalm(notApproved(row, request, approval.refused, deps), row, deps);
  const world = approval && "asked" in approval ? { ...read, asked: approval.asked } : read;
  const subject = subjectOf(row, record, rules, await redRunsOf(row, rules, deps));
  const decision = withOffer(decide(subject, world), row);
  const next = await follow(decision, world, request, row, record, rules, deps);
  const now = world.now;
  const chosen = "playbook" in decision ? decision : null;
  // A repeat of the alert changes nothing, nor does another try to tell people.
  if (decision.kind === "wait" && (await isWaiting(row, decision.until, deps))) return next;
  if (!request && !next.progress && (await wasDecided(row, decision, deps))) return next;
  return {
    ...next,
    write: async (tx) => {
      await addDecision(tx, row.id, {
        kind: decision.kind,
        playbook: chosen?.playbook.name ?? null,
        action: chosen?.step.action ?? null,
        predicted: chosen?.predicted ?? null,
        reasons: decision.reasons,
        at: now,
      });
      await addTimeline(tx, row.id, {
        kind: "decided",
        actor: "heal",
        text: spokenDecision(decision),
        at: now,
      });
      await next.write?.(tx);
      if (request && decision.kind !== "act")
        await answerCommand(tx, request.commandId, refusalOf(decision), true, now);
    },
  };
}

/** Nothing changes but that whoever asked is told why not. */
const notApproved = (row: IncidentRow, request: Request, why: string, { clock }: PipelineDeps): Next => ({
  state: row.state === "open" ? "diagnosing" : row.state,
  nextStepAt: row.state === "escalated" ? null : clock.now(),
  progress: true,
  answered: true,
  write: async (tx) =>
    void (await answerCommand(tx, request.commandId, `Not approved: ${escapeText(why)}.`, true, clock.now())),
});

/** The newest decision is to wait until then. */
const isWaiting = async (row: IncidentRow, until: Date, { db }: PipelineDeps): Promise<boolean> => {
  const last = (await decisionsOf(db, row.id)).at(-1);
  return last !== undefined && waitOf(last)?.until.getTime() === until.getTime();
};

/** The newest decision is the same. */
const wasDecided = async (row: IncidentRow, decision: Decision, { db }: PipelineDeps): Promise<boolean> => {
  const last = (await decisionsOf(db, row.id)).at(-1);
  const action = "step" in decision ? decision.step.action : null;
  return last?.kind === decision.kind && last.action === action;
};

async function follow(
  decision: Decision,
  world: DecisionContext,
  request: Request | null,
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const now = world.now;
  if (decision.kind === "act") {
    const chosen: Chosen = {
      move: decision.step.action,
      step: decision.step,
      playbook: decision.playbook.name,
      predicted: decision.predicted,
      ...verificationOf(decision.playbook, decision.step),
      risk: riskOf(decision.playbook, decision.step),
      ...chosenPosition(row, decision, request),
      limits: decision.playbook.limits,
      asked: request && {
        ...{ by: request.by, mayApprove: request.mayApprove, commandId: request.commandId },
        ...(request.offer === undefined ? {} : { offer: request.offer }),
      },
      decidedAt: now.toISOString(),
    };
    return { state: "acting", nextStepAt: now, progress: true, action: chosen.move, chosen };
  }
  if (decision.kind === "wait") {
    // People who have it read when something is done; an issue is opened for what waits long.
    const { told, at } =
      row.issue_number === null
        ? await tellOfLong(row, record, decision.reasons, rules, deps)
        : { told: await escalate(row, record, decision.reasons, rules, deps), at: null };
    if (told && told.state !== "escalated") return told;
    const nextStepAt = at && at < decision.until ? at : decision.until;
    return { ...told, state: "diagnosing", nextStepAt, progress: true };
  }
  // Nobody knows whether writing is stopped: asked again soon, and nothing is written till then.
  if (world.stop === "unreadable")
    return {
      state: row.state === "open" ? "diagnosing" : row.state,
      nextStepAt: new Date(now.getTime() + 30_000),
      progress: false,
    };
  // A refused request leaves the incident where it was.
  if (request && row.state === "escalated")
    return untilCalm({ state: "escalated", nextStepAt: null, progress: true, answered: true }, row, deps);
  // It burns whether or not heal may speak of it: it stays among what is open, and is told when heal may.
  const unspoken = world.stop !== null || !allows(world.mode, "speak");
  if (decision.kind === "none" && !(unspoken && row.kind === "alert" && !isSelfDetected(row)))
    return { state: "ignored", nextStepAt: null, progress: true, answered: true };
  const next = await escalate(row, record, decision.reasons, rules, deps);
  return { ...next, answered: true };
}

/** A person's request is outside of any playbook, but for the approval of one. */
const chosenPosition = (
  row: IncidentRow,
  { playbook, index }: Extract<Decision, { kind: "act" }>,
  request: Request | null,
): Partial<Chosen> =>
  request !== null && request.offer === undefined
    ? { ...(row.chosen?.begun ? { begun: row.chosen.begun } : {}) }
    : begunBy(row, playbook, index);

const refusalOf = (decision: Decision): string => {
  const refusals = decision.reasons.flatMap((reason) =>
    reason.verdicts.filter((verdict) => !verdict.allowed).map((verdict) => verdict.reason),
  );
  return `Not done: ${escapeText([...new Set(refusals)].join("; ") || "nothing allows it", 500)}`;
};
