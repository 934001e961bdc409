import { crc32, inflateRawSync } from "node:zlib";

export interface RawFile {
  /** As it stands in the zip: deflated unless `stored`. */
  data: Buffer;
  /** What the directory says that it unpacks to. */
  size: number;
  /** One directory entry for each, all at the same local header. */
  names: readonly string[];
  stored?: boolean;
  flags?: number;
  /** Where the directory says that the local header stands; default: where it is. */
  at?: number;
  /** The name in front of the data; default: the directory's first. */
  localName?: string;
  /** Of the unpacked data; default: the right one. */
  crc?: number;
  /** As Unix has it, with the kind of file. */
  mode?: number;
}

/** A zip byte by byte, so that its directory can lie in every way (PKWARE APPNOTE, 4.3). */
export function rawZip(files: readonly RawFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let count = 0;
  for (const { data, size, names, stored, flags = 0, at, localName, crc, mode = 0 } of files) {
    const facts = Buffer.alloc(22);
    facts.writeUInt16LE(flags, 0);
    facts.writeUInt16LE(stored ? 0 : 8, 2);
    facts.writeUInt32LE(crc ?? crc32(stored ? data : inflateRawSync(data)), 8);
    facts.writeUInt32LE(data.length, 12);
    facts.writeUInt32LE(size, 16);
    const name = Buffer.from(localName ?? names[0] ?? "");
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), facts, Buffer.alloc(2), name, data]);
    local.writeUInt16LE(name.length, 26);
    for (const each of names) {
      const entry = Buffer.alloc(46);
      entry.writeUInt32LE(0x02014b50, 0);
      entry.writeUInt16LE(20, 6);
      facts.copy(entry, 8, 0, 20);
      entry.writeUInt16LE(Buffer.byteLength(each), 28);
      entry.writeUInt16LE(mode, 40);
      entry.writeUInt32LE(at ?? offset, 42);
      directory.push(entry, Buffer.from(each));
      count += 1;
    }
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
