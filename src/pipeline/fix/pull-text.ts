import { percent } from "../../core/format.js";
import { resultsSection, withResults } from "../../fix/pull-request.js";
import type { Proof } from "../../fix/proof.js";
import type { Pull } from "../../github/port.js";
import type { FixRow } from "../../store/fixes.js";
import { commentPlan } from "../plans.js";
import { runOf } from "../deps.js";
import type { FixContext } from "./context.js";
import { keyOf, pullPlan, repositoryOf } from "./plan.js";

/** Writes checks and the before/after table into the pull request's own text; what others wrote there stays. */
export async function writeResults(
  fix: FixRow,
  pull: Pull,
  result: Proof | null,
  context: FixContext,
): Promise<Date | null> {
  const { record, deps } = context;
  const { producer, checks, head_sha: headSha } = fix;
  const section = resultsSection({ producer, checks, headSha, proof: result });
  const intro = `heal diagnosed **${record.category}** (confidence ${percent(record.confidence)}). To undo: close this pull request, or revert its merge commit.`;
  const text =
    pull.body.includes("### Diagnosis") || pull.body.includes(intro)
      ? pull.body
      : `${pull.body}\n\n### Diagnosis\n\n${intro}`;
  const body = withResults(text, section);
  if (body === pull.body) return null;
  const what = `text-${result?.verdict ?? "checked"}`;
  const updated = await deps.effects.run(pullPlan(fix, context, "update-pull-request", what, pull, { body }));
  return updated.state === "later" ? updated.retryAt : null;
}

/** One line on the pull request whose run failed, so that its author finds the fix. */
export async function tellAboutFix(fix: FixRow, number: number, context: FixContext): Promise<void> {
  const { row, deps } = context;
  for (const pull of runOf(row).pullRequests.slice(0, 3))
    await deps.effects.run(
      commentPlan(
        row,
        repositoryOf(context),
        pull,
        `**heal:** a fix for the failed checks is proposed in #${number}; it waits for CI.`,
        keyOf("told", fix, pull),
      ),
    );
}
