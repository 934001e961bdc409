import { setImmediate } from "node:timers/promises";
import { maySecrets } from "../core/redact.js";
import { Scan } from "./scan.js";

/** Of the event loop, for all pieces of a body together. */
const LOOK_MS = 500;
/** With what is looked at again of the piece before, a string that V8 keeps among the small ones. */
const LOOK_BYTES = 24 * 1024;

/**
 * Whether a large body may hold a secret, which makes it slow to redact. Throws what the parser would say of one that is too
 * costly to parse: a look of milliseconds, a piece at a time, instead of a thread's turn. What takes longer to look at than
 * `LOOK_MS` takes long to redact, too.
 */
export async function lookAt(
  bytes: Buffer,
  search = maySecrets(),
  now = () => performance.now(),
): Promise<boolean> {
  const scan = new Scan(Infinity);
  let spentMs = 0;
  for (let from = 0; from < bytes.length; from += LOOK_BYTES) {
    const piece = bytes.subarray(from, from + LOOK_BYTES);
    scan.push(piece);
    if (spentMs < LOOK_MS) {
      const started = now();
      search.push(piece);
      spentMs += now() - started;
    }
    await setImmediate();
  }
  return search.found() || spentMs >= LOOK_MS;
}
