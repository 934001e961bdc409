import { SECOND } from "../core/clock.js";
import { readBody, readInParts, type BodyReading } from "../intake/tasks.js";
import type { Claim } from "../store/inbox.js";
import type { PipelineDeps } from "./deps.js";

const READ_MS = 30 * SECOND;

/** What a stored delivery means; a large body is read in another thread. */
export async function readIn(
  delivery: Claim,
  { sources, offload }: Pick<PipelineDeps, "sources" | "offload">,
): Promise<BodyReading> {
  const { body, packed, source: name, event, action, headers, received_at: receivedAt } = delivery;
  const stored = { event, action, headers, receivedAt };
  if (!packed) return readInParts({ ...stored, source: name, body }, sources);
  const setup = sources.find((one) => one.name === name)?.setup;
  const prepare = () => ({ input: { ...stored, source: { name, setup }, packed: body } });
  return offload.run(readBody, prepare, { timeoutMs: READ_MS, heavy: true });
}
