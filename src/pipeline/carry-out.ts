import { MINUTE } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { nearest } from "../core/nearest.js";
import { mayRun, refuse, wrong, type Answer, type HealCommand } from "../commands/command.js";
import { commands } from "../commands/index.js";
import { parseCommand, SEEN, UNREAD, type ParsedCommand } from "../commands/parse.js";
import { escapeText } from "../diagnosis/markdown.js";
import { refOfRow } from "../events/event.js";
import { actionNamed } from "../recovery/actions/index.js";
import { appendAudit } from "../store/audit.js";
import type { CommandRow } from "../store/commands.js";
import { getIncident, incidentOfIssue, incidentOfPull, type IncidentRow } from "../store/incidents.js";
import type { PipelineDeps } from "./deps.js";
import { judgeNow } from "./judge-now.js";
import { askOthers } from "./same-commit.js";
import { takeUp, type Silent } from "./take-up.js";

export const TRIES = 5;
/** How long an answer may wait for what was asked for. */
const PATIENCE_MS = 10 * MINUTE;

type Outcome = Answer | Silent;

const unread =
  "This looks like a command, but not one that reads the same for everybody. Write it in a short comment of its own, in lower case and plain text, at the start of a line: `/heal status`. `/heal help` lists all.";

/** Does what a command asks for, if its author may. */
export async function carryOut(row: CommandRow, deps: PipelineDeps): Promise<Outcome> {
  if (row.line === UNREAD) return wrong(unread);
  if (row.line === SEEN) return takeUp(row, await roleOf(row, deps), await incidentOf(row, deps.db), deps);
  const parsed = parseCommand(row.line);
  const command = commands.find((one) => one.name === parsed.name);
  if (!command) return unknownCommand(parsed.name);
  const [option] = parsed.unknown;
  // Whoever wants heal stopped wants that most of all.
  if (option !== undefined && command.name !== "stop") return unknownOption(option, command);
  const role = await roleOf(row, deps);
  if (role === null)
    return refuse(
      `GitHub does not tell what access @${row.author} has here, so nothing was done. Try again later.`,
    );
  if (!mayRun(role, command.who))
    return refuse(
      `\`${command.usage}\` needs ${command.who} access to this repository; @${row.author} has ${escapeText(role)}.`,
    );
  return run(command, parsed, role, row, deps);
}

async function run(
  command: HealCommand,
  { name, dryRun, rest }: ParsedCommand,
  role: string,
  row: CommandRow,
  deps: PipelineDeps,
): Promise<Answer> {
  const { db, clock } = deps;
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
        ...(dryRun ? { dryRun } : {}),
        ...(row.issue === null ? { check: row.check_id } : { issue: row.issue }),
        role,
      },
    });
  const { id, author, received_at: writtenAt } = row;
  // A button comes before any comment: a stop written since is later.
  const comment = { id: row.comment_id ?? 0, review: row.review };
  const context = { id, repository: refOfRow(row), comment, writtenAt, incident, author, role, dryRun, rest };
  const undoOf = (action: string): string | null => actionNamed(action)?.undo ?? null;
  if (command.name === "retry" && incident && !dryRun) await askOthers(row, incident, deps);
  return command.run(context, { ...deps, judge: judgeNow(deps), undoOf });
}

/** GitHub's answer at this moment; null: it gives none, which lets nobody do anything. */
async function roleOf(row: CommandRow, { github }: Pick<PipelineDeps, "github">): Promise<string | null> {
  try {
    return await github.permission(refOfRow(row), row.author);
  } catch (error) {
    if (!(error instanceof HealError)) throw error;
    // GitHub says 404 for somebody who is no collaborator.
    if (error.code === "HEAL_GITHUB_GONE") return "none";
    if (error.retryable && row.attempts < TRIES) throw error;
    return null;
  }
}

const names = commands.map(({ name }) => name);

function unknownCommand(name: string): Answer {
  const shown = name.replace(/[^\w-]/g, "").slice(0, 30);
  const close = nearest(name, names);
  const meant = close === undefined ? "" : ` Did you mean \`/heal ${close}\`?`;
  return wrong(`There is no command \`${shown || "?"}\`.${meant} \`/heal help\` lists all.`);
}

function unknownOption(option: string, { name, changes }: HealCommand): Answer {
  const shown = option.replace(/[^\w-]/g, "").slice(0, 30);
  const meant = changes ? ` Did you mean \`/heal ${name} --dry-run\`?` : "";
  return wrong(`There is no option \`${shown}\`, so nothing was done.${meant} \`/heal help\` lists all.`);
}

export const incidentOf = async (row: CommandRow, db: PipelineDeps["db"]): Promise<IncidentRow | null> =>
  row.issue === null
    ? row.incident_id === null
      ? null
      : getIncident(db, row.incident_id)
    : ((await incidentOfIssue(db, row.repository, row.issue)) ??
      (await incidentOfPull(db, row.repository, row.issue)));
