import type { IncomingMessage } from "node:http";
import type { Budget } from "./budget.js";

export type Body =
  | { ok: true; bytes: Buffer; release: () => void }
  | { ok: false; why: "too-large" | "crowded-out" | "cut-off" };

/** First allocation when the length is not told; it doubles from there. */
const FIRST_BYTES = 16 * 1024;

/**
 * Reads a body of at most `cap` bytes into one growing buffer, so that a body sent byte by byte costs no more memory
 * than one sent at once. The caller releases the budget when the sender is known. Never throws.
 */
export function readBody(req: IncomingMessage, cap: number, budget: Budget): Promise<Body> {
  const told = Number(req.headers["content-length"] ?? Number.NaN);
  if (told > cap) return Promise.resolve({ ok: false, why: "too-large" });
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let length = 0;
    const fail = (why: "too-large" | "crowded-out" | "cut-off") => {
      stop();
      lease.release();
      resolve({ ok: false, why });
    };
    const lease = budget.open(() => fail("crowded-out"));
    const onData = (chunk: Buffer) => {
      const needed = length + chunk.length;
      if (needed > cap) return fail("too-large");
      if (needed > bytes.length) {
        const size = Math.min(
          cap,
          Math.max(needed, bytes.length * 2, Math.min(told || FIRST_BYTES, FIRST_BYTES)),
        );
        if (!lease.grow(size)) return fail("crowded-out");
        const grown = Buffer.allocUnsafeSlow(size);
        bytes.copy(grown, 0, 0, length);
        bytes = grown;
      }
      chunk.copy(bytes, length);
      length = needed;
    };
    const onEnd = () => {
      stop();
      resolve({ ok: true, bytes: bytes.subarray(0, length), release: () => lease.release() });
    };
    const onClose = () => fail("cut-off");
    const stop = () => {
      req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      // An error after this is the sender going away; nobody waits for the body any more.
      req.on("error", () => undefined);
    };
    req.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}
