import { HealError, reasonOf } from "../../core/errors.js";
import type { CliIo } from "../subcommand.js";
import { inOneLine, write, writeJson } from "../subcommand.js";

/** Written together: a write a line costs more than the line. */
const BATCH = 64 * 1024;

/** Collects output and writes it in pieces; waits when the reader is slow. `to` is for people unless it is told otherwise. */
export class Output {
  #pending: string[] = [];
  #size = 0;

  constructor(
    private readonly io: CliIo,
    private readonly to: typeof write = write,
  ) {}

  async add(text: string): Promise<void> {
    this.#pending.push(text);
    this.#size += text.length;
    if (this.#size >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#pending.join("");
    this.#pending = [];
    this.#size = 0;
    if (text !== "") await this.to(this.io.stdout, text);
  }
}

/** Says on the right stream that a file could not be read, with the place in it when there is one. */
export async function reportUnreadable(
  io: CliIo,
  file: string,
  error: unknown,
  json: boolean | undefined,
): Promise<void> {
  const { code, at } = error instanceof HealError ? error : { code: "HEAL_INPUT_UNREADABLE", at: {} };
  const message = reasonOf(error);
  if (json) return writeJson(io, { file, error: { code, message, ...at } });
  const place = at.line === undefined ? "" : `:${at.line}:${at.column ?? 1}`;
  return write(io.stderr, `${inOneLine(file)}${place}: ${code}: ${inOneLine(message)}\n`);
}
