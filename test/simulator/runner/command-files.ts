import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class CommandFileError extends Error {}

const NAMES = ["output", "env", "path", "state", "step_summary"] as const;
export type CommandFile = (typeof NAMES)[number];

/** The fresh files that one step writes its outputs, environment, path, state and summary into. */
export class CommandFiles {
  private readonly folder: string;

  constructor(temp: string) {
    this.folder = join(temp, "_runner_file_commands", randomUUID());
    mkdirSync(this.folder, { recursive: true });
    for (const name of NAMES) writeFileSync(this.path(name), "");
  }

  get environment(): Record<string, string> {
    return Object.fromEntries(NAMES.map((name) => [`GITHUB_${name.toUpperCase()}`, this.path(name)]));
  }

  text(name: CommandFile): string {
    return readFileSync(this.path(name), "utf8");
  }

  /** Throws CommandFileError with GitHub's words. */
  pairs(name: CommandFile): Record<string, string> {
    return parsePairs(this.text(name));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private path(name: CommandFile): string {
    return join(this.folder, name);
  }
}

/** Reads `name=value` and `name<<END` blocks. */
export function parsePairs(text: string): Record<string, string> {
  const pairs: [string, string][] = [];
  const lines = text.split(/\r?\n/);
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    at += 1;
    if (line === "") continue;
    const [equals, heredoc] = [line.indexOf("="), line.indexOf("<<")];
    if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, at);
      if (end < 0) throw new CommandFileError(`Invalid value. Matching delimiter not found '${delimiter}'`);
      pairs.push([line.slice(0, heredoc), lines.slice(at, end).join("\n")]);
      at = end + 1;
    } else if (equals > 0) pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
    else throw new CommandFileError(`Invalid format '${line}'`);
  }
  return Object.fromEntries(pairs);
}
