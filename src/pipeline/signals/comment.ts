import { commandOf, SEEN } from "../../commands/parse.js";
import type { Db } from "../../store/db.js";
import { acknowledgementOf } from "../../store/acknowledgements.js";
import { addCommand } from "../../store/commands.js";
import { incidentOfIssue } from "../../store/incidents.js";
import type { Handler, SignalOf } from "./handler.js";

/**
 * A comment that is a command becomes a row of its own, so that GitHub being away delays no delivery; so does one by which its
 * author may have taken an incident up, as it has to be asked who may.
 */
export const comment: Handler<"comment"> = async (signal, { tx, clock, wake }) => {
  if (signal.bot) return null;
  const line = commandOf(signal.body) ?? ((await mayAcknowledge(signal, tx)) ? SEEN : null);
  const command = line === null ? null : await addCommand(tx, { ...signal, line, now: clock.now() });
  if (command) wake({ task: "command", id: command.id });
  return null;
};

/** It stands under the issue of what people were called about, and nobody has taken that up. */
async function mayAcknowledge(
  { pullRequest, repository, issue }: SignalOf<"comment">,
  tx: Db,
): Promise<boolean> {
  if (pullRequest) return false;
  const incident = await incidentOfIssue(tx, repository.fullName, issue);
  if (!incident || incident.state !== "escalated") return false;
  return (await acknowledgementOf(tx, incident.id)) === null;
}
