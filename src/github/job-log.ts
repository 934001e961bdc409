import { HealError, reasonOf } from "../core/errors.js";
import { statusOf } from "./errors.js";
import { openDownload } from "./download.js";
import type { LogBytes } from "./port.js";

/** A log that is blank for longer than this is taken for one. */
const BLANK = 64 * 1024;
const notBlank = /\S/;

/**
 * Opens the log of a job. `link` asks GitHub where it lies. Null when GitHub no longer has it; throws `HEAL_LOG_LATE` when it
 * may only not be written yet.
 */
export async function openJobLog(
  jobId: number,
  link: () => Promise<URL>,
  timeoutMs: number,
): Promise<LogBytes | null> {
  const late = (why: string, cause?: unknown) =>
    new HealError("HEAL_LOG_LATE", `the log of job ${jobId} is not there: ${why}`, { cause });
  let url: URL;
  try {
    url = await link();
  } catch (error) {
    // 410: past its retention. 404 says as well that it is not written yet.
    if (statusOf(error) === 410) return null;
    throw statusOf(error) === 404 ? late(reasonOf(error), error) : error;
  }
  const body = await openDownload(url, timeoutMs).catch((error: unknown) => {
    // The link lives a minute (docs: Download job logs for a workflow run); the next look gets a new one.
    throw statusOf(error) === 403 ? late(reasonOf(error), error) : error;
  });
  // The storage says `BlobNotFound` while the log is not written yet, or gives an empty one.
  if (!body) throw late("the storage has none");
  const { bytes, blank } = await looked(body);
  if (blank) throw late("it is empty");
  return bytes;
}

/** The same bytes, and whether there is nothing in them. */
async function looked(body: AsyncIterable<Buffer>): Promise<{ bytes: LogBytes; blank: boolean }> {
  const rest = body[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  for (let size = 0; size < BLANK; ) {
    const next = await rest.next();
    if (next.done) return { bytes: followed(head, rest), blank: true };
    head.push(next.value);
    size += next.value.length;
    if (notBlank.test(next.value.toString("utf8"))) break;
  }
  return { bytes: followed(head, rest), blank: false };
}

async function* followed(head: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
