import { readComment } from "./comment/read.js";

/** Stored for a comment that looks like a command and is none, so that its author is told. No command has this name. */
export const UNREAD = "/heal ?";

/** The commands of a comment, in its order. */
export const commandLines = (body: string): string[] => readComment(body).commands;

/** What to do about a comment: its first command, or saying that none could be read; null: nothing. */
export function commandOf(body: string): string | null {
  const { commands, unread } = readComment(body);
  return commands[0] ?? (unread ? UNREAD : null);
}

/** `/heal retry --dry-run now` -> name, flags, the rest. */
export function parseCommand(line: string): { name: string; flags: string[]; rest: string } {
  const [, name = "help", ...words] = line.split(/[ \t]+/);
  const flags = words.filter((word) => word.startsWith("--"));
  return { name: name.toLowerCase(), flags, rest: words.filter((word) => !word.startsWith("--")).join(" ") };
}
