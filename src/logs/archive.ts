import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import { HealError, reasonOf } from "../core/errors.js";

/** What an archive may hold; every bound is checked against its directory before a byte is inflated. */
export interface ArchiveLimits {
  entries: number;
  /** Bytes that one entry may unpack to. */
  entryBytes: number;
  /** Bytes that all entries together may unpack to: past this it is a bomb. */
  totalBytes: number;
  /** Bytes out for each byte of the archive; asked of archives that unpack to more than `ratioFrom` bytes. */
  ratio: number;
  ratioFrom: number;
}

const MIB = 1024 * 1024;
/**
 * A run's logs. Deflate gives at most 1,032 bytes for one (zlib's technical details); logs with times stay below 50, and one
 * line over and over is still a log, so the ratio counts from the size of one job's longest log.
 */
export const LOG_ARCHIVE: ArchiveLimits = {
  entries: 20_000,
  entryBytes: 512 * MIB,
  totalBytes: 512 * MIB,
  ratio: 200,
  ratioFrom: 64 * MIB,
};

/** A file of an archive whose directory was found within its limits. */
export interface ZipEntry {
  /** As the directory names it: relative, without `..`. Two entries may have one name. */
  path: string;
  bytes: number;
  /** Throws `HEAL_LOG_CUT` or `HEAL_ARCHIVE_INVALID` when the data is not what the directory promised. */
  read(): Promise<Buffer>;
}

/** An entry of a run-log archive: a job's whole log, or one step's. */
export interface ArchiveEntry extends ZipEntry {
  job: string;
  /** Number and name of the step; absent in a job's whole log. */
  step?: { number: number; name: string };
}

/** True for a zip's first bytes. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7);

/**
 * The files of a zip, none of them inflated yet. Throws `HEAL_LOG_CUT` when the directory at the end is missing,
 * `HEAL_ARCHIVE_INVALID` for unsafe names, entries that are encrypted, are links or have two names, entries that share bytes
 * (one small piece inflated a thousand times), and for what passes a limit.
 */
export async function openZip(bytes: Buffer, limits: ArchiveLimits): Promise<ZipEntry[]> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true }).catch((error: unknown) => {
    throw cutOr(error);
  });
  // The number in the directory's end is only a promise, so what is read is counted as well.
  if (zip.entryCount > limits.entries) throw invalid(`the archive has more than ${limits.entries} entries`);
  const found: yauzl.Entry[] = [];
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      found.push(entry);
      total += entry.uncompressedSize;
      if (found.length > limits.entries) throw invalid(`the archive has more than ${limits.entries} entries`);
      if (entry.uncompressedSize > limits.entryBytes)
        throw invalid(`an entry unpacks to more than ${mib(limits.entryBytes)}`);
      if (total > limits.totalBytes)
        throw invalid(`the archive unpacks to more than ${mib(limits.totalBytes)}`);
      if (total > limits.ratioFrom && total > limits.ratio * bytes.length)
        throw invalid(`the archive unpacks to more than ${limits.ratio} times its size`);
      if (entry.isEncrypted()) throw invalid("the archive has encrypted entries");
      if (!isPlain(entry)) throw invalid("an entry of the archive is neither a file nor a folder");
    }
  } catch (error) {
    throw error instanceof HealError ? error : cutOr(error);
  }
  if (shareBytes(found)) throw invalid("entries of the archive share the same bytes");
  for (const entry of found)
    if (!namedAlike(bytes, entry)) throw invalid("an entry of the archive has two names");
  return found
    .filter(({ fileName }) => !fileName.endsWith("/"))
    .map((entry) => ({
      path: entry.fileName,
      bytes: entry.uncompressedSize,
      read: () => content(zip, entry),
    }));
}

/** The entries of a run-log archive as GitHub returns it: `N_job.txt` and `job/N_step.txt`. Throws what `openZip` throws. */
export async function openArchive(bytes: Buffer): Promise<ArchiveEntry[]> {
  const entries = await openZip(bytes, LOG_ARCHIVE);
  return entries.flatMap((entry) => {
    const named = nameOf(entry.path);
    return named ? [{ ...entry, ...named }] : [];
  });
}

/** Bytes of a local header before its name; name and extra field only add to them (PKWARE APPNOTE, 4.3.7). */
const LOCAL_HEADER = 30;

function shareBytes(entries: readonly yauzl.Entry[]): boolean {
  const ordered = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  return ordered.some((entry, i) => {
    const next = ordered[i + 1];
    const end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.compressedSize;
    return next !== undefined && next.relativeOffsetOfLocalHeader < end;
  });
}

/** Unix's kind of file in the upper half (S_IFMT), as Info-ZIP writes it; 0 where the archive's maker knows none. */
const KIND = 0o170000;
const PLAIN: readonly number[] = [0, 0o100000, 0o040000];

/** No link, device or pipe, whichever system says to have made it. */
const isPlain = ({ externalFileAttributes }: yauzl.Entry): boolean =>
  PLAIN.includes((externalFileAttributes >>> 16) & KIND);

/**
 * The name in front of the bytes is the directory's: who reads the archive from its beginning sees the same. One that is not
 * all there is left to reading, which says that it was cut.
 */
function namedAlike(bytes: Buffer, { relativeOffsetOfLocalHeader: at, fileNameRaw }: yauzl.Entry): boolean {
  const name = at + LOCAL_HEADER;
  if (name + fileNameRaw.length > bytes.length || bytes.readUInt32LE(at) !== LOCAL_SIGNATURE) return true;
  return (
    bytes.readUInt16LE(at + 26) === fileNameRaw.length &&
    fileNameRaw.equals(bytes.subarray(name, name + fileNameRaw.length))
  );
}
const LOCAL_SIGNATURE = 0x04034b50;

const mib = (bytes: number): string => `${Math.round((bytes / MIB) * 100) / 100} MiB`;

const invalid = (reason: string): HealError => new HealError("HEAL_ARCHIVE_INVALID", reason);

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
    let sum = 0;
    // yauzl stops with an error when more comes out than the directory promised.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      chunks.push(chunk as Buffer);
      sum = crc32(chunk as Buffer, sum);
    }
    if (sum !== entry.crc32) throw invalid("an entry of the archive has another checksum");
    return Buffer.concat(chunks);
  } catch (error) {
    throw error instanceof HealError ? error : cutOr(error);
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
