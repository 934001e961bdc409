import { ByteRedactor, createRedactor } from "../core/redact.js";
import { open } from "./series/open.js";
import { type CliIo, type Subcommand, writeData } from "./subcommand.js";
import { linesIn } from "./text/lines.js";
import { Output, reportUnreadable } from "./text/output.js";

export const redact: Subcommand = {
  name: "redact",
  summary: "Copies stdin to stdout with every secret replaced by [redacted:kind].",
  build(command, io, done) {
    command
      .argument("[file]", "a file instead of stdin; .gz, or - for stdin", "-")
      .action(async (file: string, flags: { json?: boolean }) => {
        try {
          await (flags.json ? rows(file, io) : bytes(file, io));
          done(0);
        } catch (error) {
          await reportUnreadable(io, file, error, flags.json);
          done(1);
        }
      });
  },
};

/** Written together: a write a line costs more than the line. */
const BATCH = 64 * 1024;

/** A filter: what is no secret passes as it is, byte by byte, in lines of any length. */
async function bytes(file: string, io: CliIo): Promise<void> {
  const redactor = new ByteRedactor();
  let [waiting, size]: [Buffer[], number] = [[], 0];
  const flush = async (): Promise<void> => {
    const batch = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting);
    [waiting, size] = [[], 0];
    if (batch.length > 0) await writeData(io.stdout, batch);
  };
  const add = async (pieces: Iterable<Buffer>): Promise<void> => {
    for (const piece of pieces) {
      waiting.push(piece);
      if ((size += piece.length) >= BATCH / 2) await flush();
    }
  };
  try {
    for await (const chunk of open(file, io)) await add(redactor.push(chunk as Buffer));
    await add(redactor.end());
  } finally {
    await flush();
  }
}

/** A row a line. */
async function rows(file: string, io: CliIo): Promise<void> {
  const redactor = createRedactor();
  const out = new Output(io, writeData);
  let line = 0;
  const notes: number[] = [];
  const add = async (texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      const cut = notes[line] ?? 0;
      line += 1;
      const note = cut > 0 ? ` [heal: ${cut} more characters of this line left out]` : "";
      await out.add(`${JSON.stringify({ line, text: text + note })}\n`);
    }
  };
  try {
    for await (const batch of linesIn(open(file, io)))
      for (const { text, cut } of batch) {
        notes.push(cut);
        await add(redactor.push(text));
      }
    await add(redactor.end());
  } finally {
    await out.flush();
  }
}
