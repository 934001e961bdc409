import { SECOND } from "../core/clock.js";
import { readBody, readInParts, type BodyReading } from "../intake/tasks.js";
import type { Claim } from "../store/inbox.js";
import type { PipelineDeps } from "./deps.js";

/** Bodies up to this size are read here; the worst of them takes some 40 ms. */
const READ_HERE = 32 * 1024;
const READ_MS = 30 * SECOND;

/** What a stored delivery means; a large body is read in another thread. */
export async function readIn(
  delivery: Claim,
  { sources, offload }: Pick<PipelineDeps, "sources" | "offload">,
): Promise<BodyReading> {
  const { body, source: name, event, action, headers, received_at: receivedAt } = delivery;
  const stored = { event, action, headers, receivedAt };
  if (body.length <= READ_HERE) return readInParts({ ...stored, source: name, body }, sources);
  const setup = sources.find((one) => one.name === name)?.setup;
  const prepare = () => ({ input: { ...stored, source: { name, setup }, body } });
  return offload.run(readBody, prepare, { timeoutMs: READ_MS });
}
