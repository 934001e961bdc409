import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { HealError, reasonOf } from "../../core/errors.js";
import type { CliIo } from "../subcommand.js";

/** A file's bytes as they come (`-`: stdin), unpacked when they are gzip. Throws `HEAL_INPUT_UNREADABLE` while reading. */
export function open(file: string, io: Pick<CliIo, "stdin">): Readable {
  return Readable.from(unpacked(file === "-" ? io.stdin : createReadStream(file)));
}

async function* unpacked(source: Readable): AsyncGenerator<Buffer> {
  try {
    const chunks = (source as AsyncIterable<Buffer | string>)[Symbol.asyncIterator]();
    let head = Buffer.alloc(0);
    while (head.length < 2) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = Buffer.concat([head, Buffer.from(next.value)]);
    }
    const all = restOf(head, chunks);
    if (head[0] !== 0x1f || head[1] !== 0x8b) yield* all;
    else {
      // `pipeline` hands an error on either side to the reader of the unpacked stream.
      const packed = Readable.from(all);
      const plain = pipeline(packed, createGunzip(), () => packed.destroy());
      yield* plain as AsyncIterable<Buffer>;
    }
  } catch (error) {
    throw new HealError("HEAL_INPUT_UNREADABLE", reasonOf(error), { cause: error });
  }
}

async function* restOf(head: Buffer, chunks: AsyncIterator<Buffer | string>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
    yield Buffer.from(next.value);
}
