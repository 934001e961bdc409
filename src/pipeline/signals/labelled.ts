import { addLabelled } from "../../store/commands.js";
import type { Handler } from "./handler.js";

/** The stop label is a command of whoever set it: what they may do is asked of GitHub when it is carried out. */
export const labelled: Handler<"labelled"> = async (signal, { tx, clock, delivery, wake }) => {
  if (signal.bot) return null;
  const command = await addLabelled(tx, {
    ...signal,
    author: signal.by,
    line: `/heal stop the label ${signal.label}`,
    pressed: delivery.id,
    now: clock.now(),
  });
  if (command) wake({ task: "command", id: command.id });
  return null;
};
