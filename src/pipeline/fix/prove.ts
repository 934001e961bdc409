import { MINUTE, SECOND } from "../../core/clock.js";
import { escapeText } from "../../diagnosis/markdown.js";
import type { Proof } from "../../fix/proof.js";
import type { Pull } from "../../github/port.js";
import { updateFix, type FixRow } from "../../store/fixes.js";
import { addTimeline } from "../../store/timeline.js";
import { soon, type FixContext, type FixStep } from "./context.js";
import { judgeHead } from "./judge.js";
import { keyOf, planFor, pullPlan, repositoryOf } from "./plan.js";
import { merged, startOver } from "./pull.js";
import { writeResults } from "./pull-text.js";

/** A run's end wakes the fix; other Apps' checks and statuses are only found by looking. */
const WATCH_MS = 10 * MINUTE;

/** The repository's CI is the judge: green makes the pull request ready, red ends it, a merge ends the incident. */
export async function prove(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { deps, row } = context;
  const repository = repositoryOf(context);
  const pull = await deps.github.pull(repository, fix.pull_request as number);
  if (!pull) return { to: "failed", reason: "the pull request is gone" };
  if (pull.merged) return merged(fix, pull);
  if (pull.state === "closed")
    return { to: "closed", reason: `pull request ${pull.number} was closed without a merge` };
  if (fix.head_sha !== pull.headSha || fix.base_branch !== pull.baseRef) return startOver(fix, pull, context);
  const { result, after } = await judgeHead(fix, pull, context);
  if (fix.state === "proven") return watch(fix, pull, result, context);
  const late = deps.clock.now() >= fix.deadline;
  if (result.verdict === "pending" && !late)
    return { to: "wait", at: soon(deps, 30 * SECOND), state: "verifying" };
  await updateFix(deps.db, fix.id, { after });
  const later = await writeResults(fix, pull, result, context);
  if (later) return { to: "wait", at: later, state: "verifying" };
  const again: FixStep = { to: "wait", at: soon(deps, SECOND), state: "verifying" };
  if (result.verdict === "pending" || result.verdict === "unproven") {
    // Left to people, as a draft: nothing of it is known to be wrong. Agents open theirs as they like.
    if (!pull.draft) {
      const draft = await deps.effects.run(pullPlan(fix, context, "convert-to-draft", "unproven", pull));
      if (draft.state === "later") return { to: "wait", at: draft.retryAt, state: "verifying" };
      if (draft.state === "refused" && draft.code === "HEAL_HEAD_MOVED") return again;
    }
    const late = result.verdict === "pending" ? "CI did not answer in time: " : "";
    return { to: "failed", reason: `${late}${result.reason}`, url: pull.url };
  }
  if (result.verdict === "red") {
    const closed = await deps.effects.run(pullPlan(fix, context, "close-pull-request", "closed", pull));
    if (closed.state === "later") return { to: "wait", at: closed.retryAt, state: "verifying" };
    if (closed.state === "refused" && closed.code === "HEAL_HEAD_MOVED") return again;
    return { to: "failed", reason: result.reason, url: pull.url };
  }
  if (pull.draft) {
    const ready = await deps.effects.run(pullPlan(fix, context, "mark-ready", "ready", pull));
    if (ready.state === "later") return { to: "wait", at: ready.retryAt, state: "verifying" };
    if (ready.state === "refused")
      return ready.code === "HEAL_HEAD_MOVED" ? again : { to: "failed", reason: ready.reason, url: pull.url };
  }
  await deps.db.tx(async (tx) => {
    await updateFix(tx, fix.id, { state: "proven" });
    await addTimeline(tx, row.id, {
      kind: "verified",
      actor: "heal",
      text: `CI is green on fix pull request ${pull.number}: it is ready for review`,
      url: pull.url,
      at: deps.clock.now(),
    });
  });
  return { to: "wait", at: soon(deps, WATCH_MS), state: "verifying" };
}

/** While people look at a proven fix its checks may be run again, or come late: what no longer holds is taken back. */
async function watch(fix: FixRow, pull: Pull, result: Proof, context: FixContext): Promise<FixStep> {
  const { deps } = context;
  if (result.verdict === "green" || result.verdict === "pending")
    return { to: "wait", at: soon(deps, WATCH_MS), state: "verifying" };
  const said = { ...result, reason: `It was proven, and is a draft again: ${result.reason}` };
  if (!pull.draft) {
    const back = await deps.effects.run(pullPlan(fix, context, "convert-to-draft", "unproven", pull));
    if (back.state === "later") return { to: "wait", at: back.retryAt, state: "verifying" };
    if (back.state === "refused" && back.code === "HEAL_HEAD_MOVED")
      return { to: "wait", at: soon(deps, SECOND), state: "verifying" };
    if (back.state === "refused") said.reason = `It was proven, and is not any more: ${result.reason}`;
  }
  const later = await writeResults(fix, pull, said, context);
  if (later) return { to: "wait", at: later, state: "verifying" };
  const told = await deps.effects.run(
    planFor(fix, context, "comment", keyOf("unproven-told", fix, pull.headSha), {
      number: pull.number,
      body: `**heal:** ${escapeText(said.reason, 600)}. heal vouches for nothing in this pull request.`,
    }),
  );
  if (told.state === "later") return { to: "wait", at: told.retryAt, state: "verifying" };
  return { to: "failed", reason: said.reason, url: pull.url };
}
