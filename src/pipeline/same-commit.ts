import { finalStates } from "../events/incident.js";
import { refOfRow } from "../events/event.js";
import { addPressed, countOfComment, type CommandRow } from "../store/commands.js";
import { checkById, incidentsOfCommit, wantCheck } from "../store/commit-checks.js";
import type { IncidentRow } from "../store/incidents.js";
import type { PipelineDeps } from "./deps.js";

/** A comment on a pull request is for all runs of the commit that failed, as the button of its check run is. */
const pressedBy = ({ id }: CommandRow): string => `comment:${id}`;

/** Asks the same of the commit's other incidents; the check run tells what came of it. */
export async function askOthers(
  row: CommandRow,
  incident: IncidentRow,
  { db, clock, queue }: Pick<PipelineDeps, "db" | "clock" | "queue">,
): Promise<void> {
  const [repository, { run }] = [refOfRow(row), incident];
  if (!run || row.issue === null || row.issue === incident.issue_number) return;
  const now = clock.now();
  const added = await db.tx(async (tx) => {
    const others = (
      await incidentsOfCommit(tx, { repository: repository.fullName, head_sha: run.headSha })
    ).filter((one) => one.id !== incident.id && one.merged_into === null && !finalStates.includes(one.state));
    if (others.length === 0) return [];
    const check = await checkById(tx, await wantCheck(tx, { repository, headSha: run.headSha, now }));
    if (!check) return [];
    const { author, line, received_at: at } = row;
    const ids: number[] = [];
    for (const other of others) {
      const asked = { check, incident: other.id, pressed: pressedBy(row), author, line, at, now };
      const command = await addPressed(tx, asked);
      if (command) ids.push(command.id);
    }
    return ids;
  });
  for (const id of added) await queue.wake({ task: "command", id }, { priority: 0 });
}

/** What is added to the answer; empty: nothing else was asked. */
export async function othersText(row: CommandRow, { db }: Pick<PipelineDeps, "db">): Promise<string> {
  const n = row.issue === null ? 0 : await countOfComment(db, pressedBy(row));
  if (n === 0) return "";
  return ` The same was asked for ${n} other failed ${n === 1 ? "run" : "runs"} of this commit; the check run \`heal\` tells what came of it.`;
}
