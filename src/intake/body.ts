import type { IncomingMessage } from "node:http";
import { type MemoryBudget, SMALL } from "./memory-budget.js";

type Refusal = "too-large" | "shredded" | "crowded-out" | "cut-off";

export type Body =
  | {
      ok: true;
      /** In shared memory: good until `keep` or `release`. */
      bytes: Buffer;
      /** The body in memory of its own, for a sender that has proven itself; the shared memory is free again. */
      keep: () => Buffer;
      /** Memory of its own without a copy, if there is room for one more such body: others are read meanwhile. */
      own: () => void;
      /** The same wherever it is, for one thread's work: memory that may be moved to it. */
      give: () => Buffer;
      release: () => void;
      /** How long it stood still because others had the memory for large bodies. */
      waitedMs: number;
    }
  | { ok: false; why: Refusal };

/** First allocation when the length is not told; it doubles from there. */
const FIRST_BYTES = 16 * 1024;
/** What Node reads of a socket at once, nearly: the head of a chunk and the like take a few bytes of it. */
const READ_BYTES = 60 * 1024;
/** Every piece costs some 300 bytes until it is copied: more pieces than this must hold 64 bytes on average. */
const PIECES = 1_000;
const PIECE_BYTES = 64;

/**
 * Reads a body of at most `cap` bytes into one buffer, so that a body sent byte by byte costs no more memory than one sent
 * at once. While memory is short the socket is not read, at most for `waitMs`. Never throws.
 */
export function readBody(
  req: IncomingMessage,
  cap: number,
  budget: MemoryBudget,
  waitMs = Infinity,
): Promise<Body> {
  const told = Number(req.headers["content-length"] ?? Number.NaN);
  if (told > cap) return Promise.resolve({ ok: false, why: "too-large" });
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    let length = 0;
    let pieces = 0;
    let settled = false;
    let waitedMs = 0;
    const fail = (why: Refusal) => {
      if (settled) return;
      stop();
      lease.release();
      resolve({ ok: false, why });
    };
    const lease = budget.open(() => fail("crowded-out"));
    const append = (chunk: Buffer) => {
      chunk.copy(bytes, length);
      length += chunk.length;
    };
    const moveTo = (buffer: Buffer) => {
      bytes.copy(buffer, 0, 0, length);
      bytes = buffer;
    };
    /** libuv reads a busy socket 32 times in one turn of the loop, 2 MB, in which nobody else is served. */
    const breathe = (piece: number) => {
      req.pause();
      const since = performance.now();
      setImmediate(() => {
        if (settled) return;
        // Whoever has more ready than is read at once is not the one that is slow.
        if (piece >= READ_BYTES) lease.excuse(performance.now() - since);
        req.resume();
      });
    };
    const onData = (chunk: Buffer) => {
      const needed = length + chunk.length;
      pieces += 1;
      if (needed > cap) return fail("too-large");
      if (pieces > PIECES && needed < pieces * PIECE_BYTES) return fail("shredded");
      if (needed <= bytes.length) {
        append(chunk);
        if (bytes.length > SMALL) breathe(chunk.length);
        return;
      }
      if (needed <= SMALL) {
        const size = Math.min(
          SMALL,
          Math.max(needed, bytes.length * 2, Math.min(told || FIRST_BYTES, FIRST_BYTES)),
        );
        if (!lease.grow(size)) return fail("crowded-out");
        moveTo(Buffer.allocUnsafeSlow(size));
        return append(chunk);
      }
      req.pause();
      const since = performance.now();
      const patience = waitMs === Infinity ? undefined : setTimeout(() => fail("crowded-out"), waitMs);
      void lease.slot().then((slot) => {
        clearTimeout(patience);
        if (settled) return;
        waitedMs = performance.now() - since;
        if (slot === null) return fail("crowded-out");
        moveTo(slot);
        lease.grow(0);
        append(chunk);
        req.resume();
      });
    };
    const onEnd = () => {
      stop();
      lease.complete();
      const whole = bytes.subarray(0, length);
      const keep = () => {
        const own = bytes.length > SMALL ? Buffer.from(whole) : whole;
        lease.release();
        return own;
      };
      const give = () => {
        lease.own(true);
        return whole;
      };
      const own = () => lease.own(false);
      resolve({ ok: true, bytes: whole, keep, own, give, release: () => lease.release(), waitedMs });
    };
    const onClose = () => fail("cut-off");
    const stop = () => {
      settled = true;
      req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      // An error after this is the sender going away; nobody waits for the body any more.
      req.on("error", () => undefined);
    };
    req.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}
