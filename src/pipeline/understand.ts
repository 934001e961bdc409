import { received } from "../events/received.js";
import { evaluate } from "../alerting/evaluate.js";
import type { Observation } from "../alerting/subjects.js";
import type { BodyReading } from "../intake/tasks.js";
import type { Wake } from "../queue/port.js";
import { understoodBefore } from "../store/deliveries.js";
import type { Db } from "../store/db.js";
import { finishAll, holdLane, type Claim, type Ended } from "../store/inbox.js";
import { ClaimLost } from "../store/lease.js";
import { splitDelivery } from "../store/delivery-parts.js";
import type { PipelineDeps } from "./deps.js";
import { readIn } from "./read-in.js";
import { createPlacing, tellChanges } from "./repositories.js";
import { handle } from "./signals/index.js";
import type { SignalContext } from "./signals/handler.js";

/** Who is woken once everything is written. */
export type Understood = readonly Wake[];

/** Deliveries of one repository, or of one source where none is named, are written one after another. */
export const laneOf = ({ repository, source }: Claim): string => repository ?? source;

/** Reads deliveries of one lane, and writes what they mean, all in one transaction. */
export async function understand(lane: readonly Claim[], deps: PipelineDeps): Promise<Understood> {
  const read: { delivery: Claim; reading: BodyReading }[] = [];
  for (const delivery of lane) read.push({ delivery, reading: await readIn(delivery, deps) });
  const wakes: Wake[] = [];
  await deps.db.tx(async (tx) => {
    if (lane[0]) await holdLane(tx, laneOf(lane[0]));
    const twins = await understoodBefore(tx, lane);
    const placing = createPlacing(tx);
    const seen: Observation[] = [];
    const ended: Ended[] = [];
    const open = { wakes, twins, placing, seen };
    for (const { delivery, reading } of read) {
      const end = await write(tx, delivery, reading, open, deps);
      if (end) ended.push(end);
    }
    // After all incidents are written: detectors' rows are taken last, by everybody.
    const detected = await evaluate(tx, seen, deps.clock.now());
    wakes.push(...detected.map((id) => ({ task: "incident", id }) as const));
    await tellChanges(tx, placing.changes, deps);
    await finishAll(tx, ended, deps.clock.now());
  });
  return wakes;
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
  const { ignored, asOf = null, of } = reading;
  const clamped = reading.signals.map((signal) => received(signal, receivedAt));
  const { signals, incidents } = await placing.place(of, clamped, { asOf, receivedAt });
  wakes.push(...incidents.map((id) => ({ task: "incident", id }) as const));
  const ignore = (reason: string): Ended => ({ claimed: delivery, outcome: { state: "ignored", reason } });
  if (signals.length === 0) return ignore(ignored ?? "nothing in it concerns heal");
  const said = delivery.semantic_key;
  const twin = said === null ? undefined : twins.get(said);
  if (twin !== undefined) return ignore(`the same event came before as ${twin}`);
  const context: SignalContext = {
    tx,
    clock: deps.clock,
    rules: deps.rules,
    delivery,
    wake: (...more) => void wakes.push(...more),
    observe: (...more) => void seen.push(...more),
  };
  let incidentId: number | null = null;
  for (const signal of signals) incidentId = (await handle(signal, context)) ?? incidentId;
  if (said !== null) twins.set(said, delivery.id);
  return { claimed: delivery, outcome: { state: "done", incidentId } };
}
