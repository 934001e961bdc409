import { buffer } from "node:stream/consumers";
import { isZip, jobsOf, openArchive } from "../../logs/archive.js";
import { open } from "../series/open.js";
import type { CliIo } from "../subcommand.js";

/** A log's bytes; `path` is the entry's name when the log came as an archive. */
export interface LogPart {
  path?: string;
  bytes: AsyncIterable<Buffer>;
}

/** The parts of a log: one for a file, `.gz` or stdin (`-`); one an entry for GitHub's zip. */
export async function* logParts(file: string, io: CliIo): AsyncGenerator<LogPart> {
  const chunks = (open(file, io) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return;
  const all = (async function* () {
    yield first.value;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  })();
  if (!isZip(first.value)) {
    yield { bytes: all };
    return;
  }
  for (const { steps, whole } of jobsOf(await openArchive(await buffer(all))))
    for (const entry of steps.length > 0 ? steps : whole ? [whole] : [])
      yield { path: entry.path, bytes: once(entry.read()) };
}

async function* once(bytes: Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await bytes;
}
