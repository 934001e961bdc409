import { received } from "../events/received.js";
import { evaluate } from "../alerting/evaluate.js";
import { spansOf } from "../alerting/spans.js";
import type { Observation } from "../alerting/subjects.js";
import type { BodyReading } from "../intake/tasks.js";
import type { Wake } from "../queue/port.js";
import { parkUnread, understoodBefore } from "../store/deliveries.js";
import type { Db } from "../store/db.js";
import { finishAll, lockOrderingKey, release, type Claim, type Ended } from "../store/inbox.js";
import { ClaimLost } from "../store/lease.js";
import { splitDelivery } from "../store/delivery-parts.js";
import type { PipelineDeps } from "./deps.js";
import { readIn } from "./read-in.js";
import { createPlacing, tellChanges } from "./repositories.js";
import { handle } from "./signals/index.js";
import type { SignalContext } from "./signals/handler.js";

export interface Understood {
  /** Who is woken once everything is written. */
  wakes: readonly Wake[];
  /** The last gave way to its parts. What came after it was given back: it is not to pass them. */
  split: boolean;
}

/** Deliveries of one repository, or of one source where none is named, are written one after another. */
export const orderingKeyOf = ({ repository, source }: Claim): string => repository ?? source;

/** Reads deliveries of one lane, and writes what they mean, all in one transaction. */
export async function understand(lane: readonly Claim[], deps: PipelineDeps): Promise<Understood> {
  const read: { delivery: Claim; reading: BodyReading }[] = [];
  for (const delivery of lane) {
    const reading = await readIn(delivery, deps);
    read.push({ delivery, reading });
    if (reading.parts) break;
  }
  const left = lane.slice(read.length);
  const wakes: Wake[] = [];
  await deps.db.tx(async (tx) => {
    const [, twins] = await Promise.all([
      lane[0] && lockOrderingKey(tx, orderingKeyOf(lane[0])),
      understoodBefore(tx, lane),
    ]);
    const placing = createPlacing(tx);
    const seen: Observation[] = [];
    const ended: Ended[] = [];
    const open = { wakes, twins, placing, seen };
    for (const { delivery, reading } of read) {
      const end = await write(tx, delivery, reading, open, deps);
      if (end) ended.push(end);
    }
    // After all incidents are written: detectors' rows are taken last, by everybody.
    for (const span of spansOf(seen)) {
      const detected = await evaluate(tx, span, deps.clock.now());
      wakes.push(...detected.map((id) => ({ task: "incident", id }) as const));
    }
    await tellChanges(tx, placing.changes, deps);
    await Promise.all([finishAll(tx, ended, deps.clock.now()), release(tx, left)]);
  });
  return { wakes, split: read.some(({ reading }) => reading.parts) };
}

/** Of the one transaction of a lane. */
interface Open {
  wakes: Wake[];
  /** By what they say. */
  twins: Map<string, string>;
  placing: ReturnType<typeof createPlacing>;
  seen: Observation[];
}

/** What one delivery says. Null: it gave way to its parts, and ends with the last of them. */
async function write(
  tx: Db,
  delivery: Claim,
  reading: BodyReading,
  { wakes, twins, placing, seen }: Open,
  deps: PipelineDeps,
): Promise<Ended | null> {
  if (reading.parts) {
    if ((await splitDelivery(tx, delivery, reading.parts)) === 0)
      throw new ClaimLost(`delivery ${delivery.id}`);
    wakes.push({ task: "delivery", id: delivery.id });
    return null;
  }
  const receivedAt = delivery.received_at;
  const { ignored, unreadable, unread = [], asOf = null, of } = reading;
  const end = (state: "ignored" | "parked", reason: string): Ended => ({
    claimed: delivery,
    outcome: { state, reason },
  });
  const said = delivery.semantic_key;
  const twin = said === null ? undefined : twins.get(said);
  if (twin !== undefined) return end("ignored", `the same event came before as ${twin}`);
  const clamped = reading.signals.map((signal) => received(signal, receivedAt));
  const { signals, incidents } = await placing.place(of, clamped, { asOf, receivedAt });
  wakes.push(...incidents.map((id) => ({ task: "incident", id }) as const));
  if (signals.length === 0) {
    const reason = ignored ?? "nothing in it concerns heal";
    if (!unreadable) return end("ignored", reason);
    const { id, source } = delivery;
    deps.log.warn({ delivery: id, source, reason }, "a delivery could not be read");
    return end("parked", reason);
  }
  const context: SignalContext = {
    tx,
    clock: deps.clock,
    rules: deps.rules,
    delivery,
    wake: (...more) => void wakes.push(...more),
    observe: (...more) => void seen.push(...more),
    observed: (parent) =>
      seen.flatMap((one) => (one.parent === parent && one.input.kind === "trial" ? [one.input.subject] : [])),
  };
  let incidentId: number | null = null;
  for (const signal of signals) incidentId = (await handle(signal, context)) ?? incidentId;
  if (unread.length > 0) await parkEvents(tx, delivery, unread);
  if (said !== null) twins.set(said, delivery.id);
  return { claimed: delivery, outcome: { state: "done", incidentId } };
}

/** Events of a body that could not be read beside those that could: a row of its own, so that somebody sees them. */
const parkEvents = (
  tx: Db,
  { id, source, event, received_at: receivedAt }: Claim,
  reasons: readonly string[],
): Promise<number> =>
  parkUnread(
    tx,
    { id: `${id}:unread`, source, key: `unread:${id}`, event, receivedAt },
    `${reasons.length} of the events of ${id} could not be read: ${reasons.slice(0, 3).join("; ")}`,
  );
