import { commandOf } from "../../commands/parse.js";
import { addCommand } from "../../store/commands.js";
import type { Handler } from "./handler.js";

/** A comment that is a command becomes a row of its own, so that GitHub being away delays no delivery. */
export const comment: Handler<"comment"> = async (signal, { tx, clock, wake }) => {
  if (signal.bot) return null;
  const line = commandOf(signal.body);
  const command = line === null ? null : await addCommand(tx, { ...signal, line, now: clock.now() });
  if (command) wake({ task: "command", id: command.id });
  return null;
};
