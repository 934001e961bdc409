import { open } from "node:fs/promises";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { HealError, reasonOf } from "../../core/errors.js";
import type { Example } from "../../diagnosis/diagnose-logs.js";
import { isZip } from "../../logs/archive.js";
import type { CliIo } from "../subcommand.js";

/** A zip is read whole (its directory is at the end); anything else is streamed. */
export type OpenLog =
  | { kind: "archive"; bytes: Buffer }
  | { kind: "text"; stream: AsyncIterable<Buffer>; unpacked: boolean };

/** Bytes of a zip that are read into memory; GitHub's archives are a few megabytes. */
const ARCHIVE_LIMIT = 256 * 1024 * 1024;
/** Characters of a baseline or an example that are read. */
const TEXT_LIMIT = 64 * 1024 * 1024;

/**
 * Opens a log by its content, not its name: zip, gzip or text; `-` is stdin. Throws `HEAL_INPUT_UNREADABLE`; the stream
 * throws it too, and `HEAL_LOG_CUT` when gzip data ends early.
 */
export async function openLog(file: string, io: CliIo): Promise<OpenLog> {
  const source = await sourceOf(file, io);
  const bytes = source[Symbol.asyncIterator]();
  const first = await bytes.next();
  const head: Buffer = first.done ? Buffer.alloc(0) : first.value;
  const whole = prefixed(head, bytes);
  if (isZip(head))
    return { kind: "archive", bytes: await collect(whole, ARCHIVE_LIMIT, "HEAL_ARCHIVE_INVALID") };
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: "text", stream: gunzipped(whole), unpacked: true };
  return { kind: "text", stream: whole, unpacked: false };
}

async function sourceOf(file: string, io: CliIo): Promise<AsyncIterable<Buffer>> {
  if (file === "-") return io.stdin as AsyncIterable<Buffer>;
  try {
    const handle = await open(file, "r");
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new HealError("HEAL_INPUT_UNREADABLE", `${file} is a directory`);
    }
    return handle.createReadStream({ highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (error) {
    if (error instanceof HealError) throw error;
    throw new HealError("HEAL_INPUT_UNREADABLE", reasonOf(error), { cause: error });
  }
}

async function* prefixed(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield Buffer.from(head);
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    yield Buffer.from(next.value);
  }
}

async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const feeding = feed(packed, gunzip);
  try {
    for await (const bytes of gunzip) yield bytes as Buffer;
    await feeding;
  } catch (error) {
    const reason = reasonOf(error);
    const cut = /unexpected end of file|incorrect data check|invalid/.test(reason);
    throw new HealError(cut ? "HEAL_LOG_CUT" : "HEAL_INPUT_UNREADABLE", reason, { cause: error });
  } finally {
    gunzip.destroy();
  }
}

async function feed(packed: AsyncIterable<Buffer>, into: ReturnType<typeof createGunzip>): Promise<void> {
  for await (const bytes of packed) {
    if (into.destroyed) return;
    if (!into.write(bytes))
      await new Promise<void>((resolve) => void into.once("drain", resolve).once("close", resolve));
  }
  into.end();
}

async function collect(
  stream: AsyncIterable<Buffer>,
  limit: number,
  code: "HEAL_ARCHIVE_INVALID" | "HEAL_INPUT_INVALID",
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > limit) throw new HealError(code, `more than ${limit / 1024 / 1024} MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A whole text file, `.gz` unpacked; at most 64 MiB. Throws `HEAL_INPUT_UNREADABLE`, `HEAL_INPUT_INVALID`. */
export async function textOf(file: string, io: CliIo): Promise<string> {
  const log = await openLog(file, io);
  if (log.kind === "archive") throw new HealError("HEAL_INPUT_INVALID", `${file} is a zip, a text is wanted`);
  return (await collect(log.stream, TEXT_LIMIT, "HEAL_INPUT_INVALID")).toString("utf8");
}

/** Earlier labelled logs, `{log, start_line, end_line}` a line; paths are relative to the file. */
export async function examplesOf(file: string, io: CliIo): Promise<Example[]> {
  const examples: Example[] = [];
  for (const [at, row] of (await textOf(file, io)).split("\n").entries()) {
    if (row.trim() === "") continue;
    const { log, start_line, end_line } = exampleRow(row, at + 1);
    examples.push({ text: await textOf(path.resolve(path.dirname(file), log), io), start_line, end_line });
  }
  return examples;
}

function exampleRow(row: string, line: number): { log: string; start_line: number; end_line: number } {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch (error) {
    throw new HealError("HEAL_INPUT_INVALID", `examples, line ${line}: ${reasonOf(error)}`, {
      line,
      cause: error,
    });
  }
  const { log, start_line, end_line } = (value ?? {}) as Record<string, unknown>;
  if (typeof log === "string" && typeof start_line === "number" && typeof end_line === "number")
    return { log, start_line, end_line };
  throw new HealError("HEAL_INPUT_INVALID", `examples, line ${line}: wants {log, start_line, end_line}`, {
    line,
  });
}
