import { MINUTE } from "../core/clock.js";
import type { Answer } from "../commands/command.js";
import type { EffectResult } from "../decision/plan.js";
import { refOfRow, repositoryKey } from "../events/event.js";
import type { Reaction } from "../github/port.js";
import { endCommand, lastReplies, type CommandRow } from "../store/commands.js";
import { checkById, refOfCheck, wantCheck } from "../store/commit-checks.js";
import type { PipelineDeps } from "./deps.js";
import { othersText } from "./same-commit.js";

/** One reply a thread a minute, so that a flood of comments does not become two. */
const QUIET_MS = MINUTE;

type Told = Exclude<Answer, { kind: "pending" }>;
type Written = CommandRow & { issue: number; comment_id: number };

/** Comments on lines are counted apart from those of threads. */
const nameOf = ({ comment_id: id, review }: Written): string => (review ? `review-${id}` : `${id}`);

const react = (
  row: Written,
  reaction: Reaction,
  { effects }: Pick<PipelineDeps, "effects">,
  what = "",
): Promise<EffectResult> => {
  const repository = refOfRow(row);
  return effects.run({
    ...{ repository, incidentId: null, since: row.received_at.toISOString(), action: "react" },
    key: `react:${repositoryKey(repository)}:${nameOf(row)}${what}`,
    params: { commentId: row.comment_id, review: row.review, reaction },
  });
};

/** What takes longer than a moment was read; that it cannot be shown holds nothing up. */
export async function showWorking(row: CommandRow, deps: PipelineDeps): Promise<void> {
  const { issue, comment_id: comment } = row;
  if (row.attempts === 1 && issue !== null && comment !== null)
    await react({ ...row, issue, comment_id: comment }, "eyes", deps, ":read");
}

/** Where the command stands: under its comment, or in the check run whose button it was. */
export async function tell(row: CommandRow, given: Told, deps: PipelineDeps): Promise<Date | null> {
  const { issue, comment_id: comment } = row;
  if (issue !== null && comment !== null) return reply({ ...row, issue, comment_id: comment }, given, deps);
  const check = row.check_id === null ? null : await checkById(deps.db, row.check_id);
  const now = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await endCommand(tx, row, given.kind === "refuse" ? "refused" : "answered", given.text, null);
    if (check) await wantCheck(tx, { repository: refOfCheck(check), headSha: check.head_sha, now });
  });
  if (check) await deps.queue.wake({ task: "check", id: check.id });
  return null;
}

/** A reaction always, a reply when the thread is quiet; a refusal is always explained, once a minute. */
async function reply(
  row: CommandRow & { issue: number; comment_id: number },
  given: Told,
  deps: PipelineDeps,
): Promise<Date | null> {
  const { db, effects, clock } = deps;
  const repository = refOfRow(row);
  const refused = given.kind === "refuse";
  const wrong = given.kind === "refuse" && given.wrong === true;
  const base = { repository, incidentId: null, since: row.received_at.toISOString() };
  const reacted = await react(row, wrong ? "confused" : refused ? "-1" : "+1", deps);
  if (reacted.state === "later") return reacted.retryAt;

  const last = await lastReplies(db, row.repository, row.issue);
  const now = clock.now();
  const quiet = (at: Date | null): boolean => at === null || now.getTime() - at.getTime() >= QUIET_MS;
  // What was written wrongly is told however much was just said: nobody else will.
  const first = wrong ? quiet(last.wrong) : refused && quiet(last.refusal);
  if (!quiet(last.any) && !first) {
    await endCommand(db, row, "silent", given.text, null);
    return null;
  }
  const replied = await effects.run({
    ...base,
    action: "reply",
    key: `reply:${repositoryKey(repository)}:${nameOf(row)}`,
    params: {
      number: row.issue,
      body: `@${row.author} ${given.text}${await othersText(row, deps)}`,
      // One on a line is in another list than the thread's.
      ...(row.review ? {} : { answers: row.comment_id }),
    },
  });
  if (replied.state === "later") return replied.retryAt;
  await endCommand(
    db,
    row,
    refused ? "refused" : "answered",
    given.text,
    replied.state === "done" ? now : null,
    wrong,
  );
  return null;
}
