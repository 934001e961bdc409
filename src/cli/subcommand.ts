import type { Command } from "commander";
import type { Readable, Writable } from "node:stream";
import { displayText } from "../core/text.js";

/** What a subcommand may touch of the world; tests hand in strings and collectors. */
export interface CliIo {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  env: Readonly<Record<string, string | undefined>>;
}

/** 0 done, 1 failed, 2 bad usage. */
export type ExitCode = 0 | 1 | 2;

/** One `heal <name>`: one file in this folder, one line in `registry.ts`. `--help` and `--json` come from the frame. */
export interface Subcommand {
  readonly name: string;
  /** One sentence for `heal --help` and the README's table. */
  readonly summary: string;
  /** Adds arguments and options to the prepared commander command; its action must end in `done(code)`. */
  build(command: Command, io: CliIo, done: (code: ExitCode) => void): void;
}

/** A line of `registry.ts`: what `heal --help` says of a subcommand, without reading its file. */
export interface Listed extends Pick<Subcommand, "name" | "summary"> {
  load(): Promise<Subcommand>;
}

/** One JSON object a line on stdout: the only thing written there with `--json`. Waits when the pipe is full. */
export function writeJson(io: CliIo, value: unknown): Promise<void> {
  return writeData(io.stdout, `${JSON.stringify(value)}\n`);
}

/** For people: logs, names and messages of strangers say nothing to the terminal itself. */
export const write = (stream: Writable, text: string): Promise<void> => writeData(stream, displayText(text));

/** For programs: as it is. */
export function writeData(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}

/** A name or message that must not look like lines of ours. */
export const inOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
