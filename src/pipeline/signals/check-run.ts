import { commandOfButton, planOfApproval } from "../../events/check.js";
import { checkByRunId, incidentsOfCommit, wantCheck, refOfCheck, unseal } from "../../store/commit-checks.js";
import { rerunConfigCheck } from "../../store/config-checks.js";
import { addPressed } from "../../store/commands.js";
import { finalStates } from "../../events/incident.js";
import type { Db } from "../../store/db.js";
import { lastOffer } from "../../store/timeline.js";
import type { Handler } from "./handler.js";

/** A button is a command for each incident of the commit that is not over. GitHub may name a check run that is not heal's. */
export const checkRun: Handler<"check-run"> = async (signal, { tx, clock, delivery, wake }) => {
  const { repository, checkRunId, button, author, bot, at } = signal;
  if (bot) return null;
  const now = clock.now();
  const config = button === null ? await rerunConfigCheck(tx, repository, checkRunId, now) : null;
  if (config !== null) wake({ task: "config-check", id: config });
  const check = await checkByRunId(tx, repository, checkRunId);
  if (!check) return null;
  if (button === null) await unseal(tx, check.id);
  const line = button === null ? null : commandOfButton(button);
  const open = (await incidentsOfCommit(tx, check)).filter(
    ({ state, merged_into: into }) => !finalStates.includes(state) && into === null,
  );
  for (const { id: incident } of open) {
    if (line === null || !(await concerns(tx, incident, line))) continue;
    const pressed = { check, incident, pressed: delivery.id, author, line, at, now };
    const command = await addPressed(tx, pressed);
    if (command) wake({ task: "command", id: command.id });
  }
  const id = await wantCheck(tx, { repository: refOfCheck(check), headSha: check.head_sha, now });
  wake({ task: "check", id });
  return open.at(-1)?.id ?? null;
};

/** An approval is for the incident whose offer it names. */
const concerns = async (tx: Db, incident: number, line: string): Promise<boolean> => {
  const plan = planOfApproval(line);
  return plan === null || (await lastOffer(tx, incident))?.offer === plan;
};
