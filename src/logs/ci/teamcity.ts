import type { Grammar } from "./mark.js";

/** A message's level and its block, in front of every line of a log as it is downloaded (docs: Build Log). */
const edge = /^(?:[WEFi]? ?:)?\s{0,12}(?:\[[^\]]{1,80}\] )?\s{0,12}/;

/** TeamCity: each step is announced by its number, starts a command, and says how that ended. */
export const teamcity: Grammar = (line) => {
  const own = line.slice(edge.exec(line)?.[0].length ?? 0);
  const step = /^Step \d{1,3}\/\d{1,3}: (\S.{0,200})$/.exec(own);
  if (step) return { kind: "open", name: step[1] ?? "" };
  const command = /^Starting: (\S.{0,1000})$/.exec(own)?.[1];
  if (command !== undefined) return { kind: "command", command: unwrapped(command) };
  const exit = /^Process exited with code (\d{1,10})(?: \(Step: .{1,200}\))?$/.exec(own)?.[1];
  if (exit === undefined) return null;
  return exit === "0" ? { kind: "passed", of: "step" } : { kind: "failed", exit: Number(exit) };
};

/** What a shell is given to run. */
const unwrapped = (command: string): string =>
  /^\/bin\/(?:ba)?sh -c "(.{1,900})"$/.exec(command)?.[1] ?? command;
