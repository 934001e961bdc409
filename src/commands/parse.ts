import { readComment } from "./comment/read.js";

/** Stored for a comment that looks like a command and is none, so that its author is told. No command has this name. */
export const UNREAD = "/heal ?";

/** Stored for a person's word under an incident's issue that is no command: whoever may has taken it up. No command has this name. */
export const SEEN = "/heal !";

/** The commands of a comment, in its order. */
export const commandLines = (body: string): string[] => readComment(body).commands;

/** What to do about a comment: its first command, or saying that none could be read; null: nothing. */
export function commandOf(body: string): string | null {
  const { commands, unread } = readComment(body);
  return commands[0] ?? (unread ? UNREAD : null);
}

/** As telephones write it too: two hyphens become a dash. */
const DRY_RUN = /^[-\u2010-\u2015\u2212]{1,2}dry[-\u2010-\u2015_]?run$/i;
const OPTION = /^--[a-z]/i;

export interface ParsedCommand {
  name: string;
  dryRun: boolean;
  /** Options that no command has. */
  unknown: string[];
  rest: string;
}

/** `/heal retry --dry-run now` -> its name, its options, the rest. */
export function parseCommand(line: string): ParsedCommand {
  const [, name = "help", ...words] = line.split(/[ \t]+/);
  const isDryRun = (word: string): boolean => DRY_RUN.test(word);
  const isOption = (word: string): boolean => isDryRun(word) || OPTION.test(word);
  return {
    name: name.toLowerCase(),
    dryRun: words.some(isDryRun),
    unknown: words.filter((word) => isOption(word) && !isDryRun(word)),
    rest: words.filter((word) => !isOption(word)).join(" "),
  };
}
