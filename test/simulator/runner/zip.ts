import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";
import { ZipFile } from "yazl";

export interface Entry {
  name: string;
  content: Buffer;
}

/** A zip with a fixed time, so that equal files make equal bytes. */
export async function zip(entries: Entry[]): Promise<Buffer> {
  const file = new ZipFile();
  for (const { name, content } of entries) file.addBuffer(content, name, { mtime: new Date(0) });
  file.end();
  return buffer(file.outputStream);
}

/** All files of a zip. Names that would leave a folder are refused (yauzl checks them). */
export async function unzip(bytes: Buffer): Promise<Entry[]> {
  const file = await fromBufferPromise(bytes, { lazyEntries: true });
  const entries: Entry[] = [];
  for await (const entry of file.eachEntry()) {
    if (entry.fileName.endsWith("/")) continue;
    entries.push({ name: entry.fileName, content: await buffer(await file.openReadStreamPromise(entry)) });
  }
  return entries;
}
