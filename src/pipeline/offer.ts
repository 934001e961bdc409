import { createHash } from "node:crypto";
import { HOUR } from "../core/clock.js";
import { decide, type Decision } from "../decision/decide.js";
import type { DecisionContext } from "../decision/context.js";
import { riskOf } from "../decision/risk.js";
import type { Request } from "../decision/stored.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { IncidentRow } from "../store/incidents.js";
import { canonical } from "../store/json.js";
import { decisionsOf } from "../store/timeline.js";
import { redRunsOf, subjectOf } from "./decision-context.js";
import type { PipelineDeps, Rules } from "./deps.js";

/** How long a suggestion can be approved. */
const OPEN_MS = 24 * HOUR;

type Suggestion = Extract<Decision, { kind: "suggest" }>;

/** By what an approval names a plan: what would be done, by which words of which playbook, at which commit and attempt. */
export function offerOf(
  row: IncidentRow,
  { playbook, step, index }: Pick<Suggestion, "playbook" | "step" | "index">,
): string {
  const { run } = row;
  const plan = {
    incident: row.id,
    playbook,
    step,
    ...(index === 0 ? {} : { index }),
    sha: run?.headSha,
    run: run?.runId,
    attempt: run?.attempt,
  };
  return createHash("sha256").update(canonical(plan)).digest("hex").slice(0, 8);
}

/** The decision with the offer of what it suggests. */
export const withOffer = (decision: Decision, row: IncidentRow): Decision =>
  decision.kind !== "suggest"
    ? decision
    : {
        ...decision,
        reasons: decision.reasons.map((reason) =>
          reason.chosen ? { ...reason, offer: offerOf(row, decision) } : reason,
        ),
      };

/** What an approval is for, if it is still what would be suggested; else why it is not. */
export async function approvedBy(
  request: Request,
  world: DecisionContext,
  { row, record, rules }: { row: IncidentRow; record: DiagnosisRecord; rules: Rules },
  deps: PipelineDeps,
): Promise<{ asked: NonNullable<DecisionContext["asked"]> } | { refused: string }> {
  const { db, clock } = deps;
  const subject = subjectOf(row, record, rules, await redRunsOf(row, rules, deps));
  const suggested = decide(subject, { ...world, asked: null });
  if (suggested.kind !== "suggest") return { refused: "heal suggests nothing here any more" };
  const offer = offerOf(row, suggested);
  if (request.offer !== offer)
    return {
      refused: `the plan has changed since; what heal suggests now is approved by /heal approve ${offer}`,
    };
  const since = (await decisionsOf(db, row.id)).filter(({ kind }) => kind === "suggest").at(-1)?.at;
  if (since === undefined || clock.now().getTime() - since.getTime() > OPEN_MS)
    return { refused: "the suggestion is older than a day; /heal retry or /heal fix ask for it anew" };
  const { playbook, step } = suggested;
  const risk = riskOf(playbook, step);
  // Whoever caused it approves only what can do no harm.
  if (risk !== "low" && row.run?.actor === request.by)
    return { refused: `the risk is ${risk}: somebody else than who set off the run has to approve it` };
  if (risk !== "low" && !request.mayApprove)
    return { refused: `the risk is ${risk}: approving it needs maintain access` };
  const { by, mayApprove } = request;
  return { asked: { by, mayApprove, move: step.action, approves: playbook } };
}
