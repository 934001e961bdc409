import { MINUTE, SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { mayRun, refuse, type Answer } from "../commands/command.js";
import { commands } from "../commands/index.js";
import { parseCommand, UNREAD } from "../commands/parse.js";
import { escapeText } from "../diagnosis/markdown.js";
import { refOfRow, repositoryKey } from "../events/event.js";
import type { Reaction } from "../github/port.js";
import { appendAudit } from "../store/audit.js";
import {
  claimCommand,
  endCommand,
  lastReplies,
  postponeCommand,
  renewCommand,
  type CommandRow,
} from "../store/commands.js";
import { checkById, refOfCheck, wantCheck } from "../store/commit-checks.js";
import { getIncident, incidentOfIssue, incidentOfPull, type IncidentRow } from "../store/incidents.js";
import { ClaimLost, type Renew } from "../store/lease.js";
import { standingOf } from "../store/repositories.js";
import type { PipelineDeps } from "./deps.js";

const TRIES = 5;
/** How long an answer may wait for what was asked for. */
const PATIENCE_MS = 10 * MINUTE;
/** One reply a thread a minute, so that a flood of comments does not become two. */
const QUIET_MS = MINUTE;

/** One command: who asks, may they, do it, answer. Tried again while GitHub is away. */
export async function commandStep(id: number, deps: PipelineDeps): Promise<void> {
  const now = deps.clock.now();
  const row = await claimCommand(deps.db, id, now, limits.stepLeaseMs);
  if (!row) return;
  const renew: Renew = (db, until) => renewCommand(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, () => work(row, deps))
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ command: id }, error.message);
    });
}

async function work(row: CommandRow, deps: PipelineDeps): Promise<void> {
  const { id } = row;
  const now = deps.clock.now();
  const later = async (at: Date) => {
    await postponeCommand(deps.db, row, at);
    await deps.queue.wake({ task: "command", id }, { at, priority: 0 });
  };
  try {
    const { state, refusal } = await standingOf(deps.db, refOfRow(row));
    // Nobody can be answered there either.
    if (state !== "active") return void (await endCommand(deps.db, row, "refused", refusal, null));
    const given =
      row.answer === null
        ? await carryOut(row, deps)
        : { kind: row.refused ? ("refuse" as const) : ("answer" as const), text: row.answer };
    if (given.kind === "pending") {
      await deps.queue.wake({ task: "incident", id: given.incident }, { priority: 0 });
      return await later(new Date(now.getTime() + 30 * SECOND));
    }
    const retryAt = await tell(row, given, deps);
    if (retryAt) await later(retryAt);
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    const retryable = !(error instanceof HealError) || error.retryable;
    deps.log.warn({ command: id, reason: reasonOf(error) }, "a command could not be carried out");
    if (retryable && row.attempts < TRIES)
      return later(new Date(now.getTime() + 2 * SECOND * 4 ** (row.attempts - 1)));
    await endCommand(deps.db, row, "failed", reasonOf(error), null);
  }
}

const unread =
  "This looks like a command, but not one that reads the same for everybody. Write it in a short comment of its own, in lower case and plain text, at the start of a line: `/heal status`. `/heal help` lists all.";

async function carryOut(row: CommandRow, deps: PipelineDeps): Promise<Answer> {
  const { db, clock, github } = deps;
  const repository = refOfRow(row);
  if (row.line === UNREAD) return refuse(unread);
  const { name, flags, rest } = parseCommand(row.line);
  const command = commands.find((one) => one.name === name);
  if (!command)
    return refuse(
      `There is no command \`${name.replace(/[^\w-]/g, "").slice(0, 30)}\`. \`/heal help\` lists all.`,
    );
  const role = await github.permission(repository, row.author).catch((error: unknown) => {
    // GitHub says 404 for somebody who is no collaborator.
    if (error instanceof HealError && error.code === "HEAL_GITHUB_GONE") return "none";
    throw error;
  });
  if (!mayRun(role, command.who))
    return refuse(
      `\`${command.usage}\` needs ${command.who} access to this repository; @${row.author} has ${escapeText(role)}.`,
    );
  const incident = await incidentOf(row, db);
  if (incident?.requested?.commandId === row.id) {
    const late = clock.now().getTime() - row.received_at.getTime() > PATIENCE_MS;
    return late
      ? refuse("heal has not come to it yet; the incident's page says why.")
      : { kind: "pending", incident: incident.id };
  }
  if (row.attempts === 1)
    await appendAudit(db, {
      at: clock.now(),
      actor: `@${row.author}`,
      kind: "command",
      subject: row.repository,
      detail: {
        command: name,
        ...(row.issue === null ? { check: row.check_id } : { issue: row.issue }),
        role,
      },
    });
  const { id, author, received_at: writtenAt } = row;
  // A button comes before any comment: a stop written since is later.
  const commentId = row.comment_id ?? 0;
  const context = { id, repository, commentId, writtenAt, incident, author, role, flags, rest };
  return command.run(context, deps);
}

const incidentOf = async (row: CommandRow, db: PipelineDeps["db"]): Promise<IncidentRow | null> =>
  row.issue === null
    ? row.incident_id === null
      ? null
      : getIncident(db, row.incident_id)
    : ((await incidentOfIssue(db, row.repository, row.issue)) ??
      (await incidentOfPull(db, row.repository, row.issue)));

/** Where the command stands: under its comment, or in the check run whose button it was. */
async function tell(
  row: CommandRow,
  given: Exclude<Answer, { kind: "pending" }>,
  deps: PipelineDeps,
): Promise<Date | null> {
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
  given: Exclude<Answer, { kind: "pending" }>,
  deps: PipelineDeps,
): Promise<Date | null> {
  const { db, effects, clock } = deps;
  const repository = refOfRow(row);
  const refused = given.kind === "refuse";
  const base = { repository, incidentId: null, since: row.received_at.toISOString() };
  const reaction: Reaction = refused ? "-1" : "+1";
  const reacted = await effects.run({
    ...base,
    action: "react",
    key: `react:${repositoryKey(repository)}:${row.comment_id}`,
    params: { commentId: row.comment_id, reaction },
  });
  if (reacted.state === "later") return reacted.retryAt;

  const last = await lastReplies(db, row.repository, row.issue);
  const now = clock.now();
  const quiet = (at: Date | null): boolean => at === null || now.getTime() - at.getTime() >= QUIET_MS;
  if (!quiet(last.any) && !(refused && quiet(last.refusal))) {
    await endCommand(db, row, "silent", given.text, null);
    return null;
  }
  const replied = await effects.run({
    ...base,
    action: "reply",
    key: `reply:${repositoryKey(repository)}:${row.comment_id}`,
    params: { number: row.issue, body: `@${row.author} ${given.text}`, answers: row.comment_id },
  });
  if (replied.state === "later") return replied.retryAt;
  await endCommand(
    db,
    row,
    refused ? "refused" : "answered",
    given.text,
    replied.state === "done" ? now : null,
  );
  return null;
}
