import yauzl from "yauzl";
import { HealError, reasonOf } from "../core/errors.js";

/** Bytes that all entries together may unpack to: past this it is a bomb, not a log. */
export const UNPACKED_LIMIT = 512 * 1024 * 1024;
const MAX_ENTRIES = 20_000;

/** An entry of a run-log archive: a job's whole log, or one step's. */
export interface ArchiveEntry {
  path: string;
  job: string;
  /** Number and name of the step; absent in a job's whole log. */
  step?: { number: number; name: string };
  bytes: number;
  read(): Promise<Buffer>;
}

/** True for a zip's first bytes. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7);

/**
 * The entries of a run-log archive as GitHub returns it: `N_job.txt` and `job/N_step.txt`. Throws `HEAL_LOG_CUT` when
 * the directory at the end is missing, `HEAL_ARCHIVE_INVALID` for unsafe names, bombs and broken archives.
 */
export async function openArchive(bytes: Buffer): Promise<ArchiveEntry[]> {
  const zip = await open(bytes);
  const entries: ArchiveEntry[] = [];
  let unpacked = 0;
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count += 1;
      unpacked += entry.uncompressedSize;
      if (count > MAX_ENTRIES || unpacked > UNPACKED_LIMIT)
        throw new HealError(
          "HEAL_ARCHIVE_INVALID",
          "the archive unpacks to more than 512 MiB or 20,000 entries",
        );
      const named = nameOf(entry.fileName);
      if (named)
        entries.push({
          ...named,
          path: entry.fileName,
          bytes: entry.uncompressedSize,
          read: () => content(zip, entry),
        });
    }
  } catch (error) {
    throw error instanceof HealError ? error : cutOr(error);
  }
  return entries;
}

async function open(bytes: Buffer): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.fromBufferPromise(bytes, { lazyEntries: true });
  } catch (error) {
    throw cutOr(error);
  }
}

/** A missing directory means that the tail never arrived; anything else means that the archive is not to be trusted. */
function cutOr(error: unknown): HealError {
  const reason = reasonOf(error);
  const cut =
    /end of central directory|unexpected EOF|unexpected end|invalid local file header|invalid distance|incorrect data check/i;
  return new HealError(cut.test(reason) ? "HEAL_LOG_CUT" : "HEAL_ARCHIVE_INVALID", reason, { cause: error });
}

/** `3_build (11).txt` and `build (11)/4_Run tests.txt`; anything else is not a log. */
function nameOf(path: string): Pick<ArchiveEntry, "job" | "step"> | null {
  const match = /^(?:([^/]{1,400})\/)?(-?\d{1,6})_([^/]{1,400})\.txt$/.exec(path);
  if (!match) return null;
  const [, folder, number, name] = match;
  return folder === undefined
    ? { job: name ?? "" }
    : { job: folder, step: { number: Number(number), name: name ?? "" } };
}

async function content(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  try {
    const chunks: Buffer[] = [];
    // yauzl stops with an error when more comes out than the directory promised.
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (error) {
    throw cutOr(error);
  }
}

/** A job of an archive: its steps in order, or its whole log when the archive has no folder for it. */
export interface ArchivedJob {
  job: string;
  whole: ArchiveEntry | null;
  steps: ArchiveEntry[];
}

/** Entries by job. A whole log belongs to the folder whose name it begins with (GitHub cuts long ones). */
export function jobsOf(entries: readonly ArchiveEntry[]): ArchivedJob[] {
  const jobs = new Map<string, ArchivedJob>();
  for (const entry of entries) {
    if (!entry.step) continue;
    const job = jobs.get(entry.job) ?? { job: entry.job, whole: null, steps: [] };
    job.steps.push(entry);
    jobs.set(entry.job, job);
  }
  for (const entry of entries) {
    if (entry.step) continue;
    const known = [...jobs.values()].find(({ job, whole }) => whole === null && job.startsWith(entry.job));
    if (known) known.whole = entry;
    else if (!jobs.has(entry.job)) jobs.set(entry.job, { job: entry.job, whole: entry, steps: [] });
  }
  for (const { steps } of jobs.values()) steps.sort((a, b) => (a.step?.number ?? 0) - (b.step?.number ?? 0));
  return [...jobs.values()];
}
