import { SECOND } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import { received } from "../events/received.js";
import { evaluate } from "../alerting/evaluate.js";
import type { Observation } from "../alerting/subjects.js";
import type { Wake } from "../queue/port.js";
import type { Db } from "../store/db.js";
import { parkUnread, semanticTwin } from "../store/deliveries.js";
import { claim, CLAIM_MS, finish, renewDelivery, type Claim, type Finished } from "../store/inbox.js";
import { ClaimLost } from "../store/lease.js";
import { splitDelivery } from "../store/delivery-parts.js";
import type { PipelineDeps } from "./deps.js";
import { readIn } from "./read-in.js";
import { place, tellChanges } from "./repositories.js";
import { handle } from "./signals/index.js";
import type { SignalContext } from "./signals/handler.js";

/** Pauses after the 1st, 2nd, ... failure, as the inbox keeps them: five tries within a minute, then it is parked. */
const RETRY_MS = [1, 3, 8, 20].map((s) => s * SECOND);

/** Incidents wait behind so many, some hundred milliseconds. */
const IN_A_ROW = 20;

/**
 * Deliveries that are due, one after another. Which ones is the inbox's choice (commands first, repositories in turn), whatever
 * row the wake-up was for; a burst wakes a few workers and not one for each, so who leaves work behind wakes the next.
 */
export async function deliveryStep(deps: PipelineDeps): Promise<void> {
  let last: string | null = null;
  for (let i = 0; i < IN_A_ROW; i += 1) {
    await deps.ease?.();
    last = await nextDelivery(deps);
    if (last === null) return;
  }
  if (last !== null) await deps.queue.wake({ task: "delivery", id: last });
}

/** Reads one, writes what it means, all in one transaction; then wakes who has something to do. Gives its id; null: none is due. */
async function nextDelivery(deps: PipelineDeps): Promise<string | null> {
  const now = deps.clock.now();
  const [delivery] = await claim(deps.db, { now });
  if (!delivery) return null;
  deps.at?.("claimed");
  try {
    const wakes = await deps.leases.during(
      CLAIM_MS,
      (db, until) => renewDelivery(db, delivery, until),
      () => understand(delivery, deps),
    );
    for (const wake of wakes) await deps.queue.wake(wake, wake.task === "command" ? { priority: 0 } : {});
  } catch (error) {
    if (error instanceof ClaimLost) {
      deps.log.warn({ delivery: delivery.id }, error.message);
      return delivery.id;
    }
    deps.log.warn({ delivery: delivery.id, reason: reasonOf(error) }, "a delivery could not be processed");
    const state = await finish(deps.db, delivery, { state: "failed", reason: reasonOf(error) }, now);
    if (state !== "received") return delivery.id;
    const at = new Date(now.getTime() + (RETRY_MS[delivery.attempts - 1] ?? 0));
    await deps.queue.wake({ task: "delivery", id: delivery.id }, { at });
  }
  return delivery.id;
}

async function understand(delivery: Claim, deps: PipelineDeps): Promise<Wake[]> {
  const receivedAt = delivery.received_at;
  const reading = await readIn(delivery, deps);
  const wakes: Wake[] = [];
  if (reading.parts) {
    const split = await deps.db.tx((tx) => splitDelivery(tx, delivery, reading.parts));
    if (split === 0) throw new ClaimLost(`delivery ${delivery.id}`);
    return [{ task: "delivery", id: delivery.id }];
  }
  const { ignored, unreadable, unread = [], asOf = null, of, ...read } = reading;
  await deps.db.tx(async (tx) => {
    const end = async (outcome: Finished) => {
      const state = await finish(tx, delivery, outcome, deps.clock.now());
      if (state === null) throw new ClaimLost(`delivery ${delivery.id}`);
    };
    const clamped = read.signals.map((signal) => received(signal, receivedAt));
    const { signals, changes, incidents } = await place(tx, of, clamped, { asOf, receivedAt });
    wakes.push(...incidents.map((id) => ({ task: "incident", id }) as const));
    const told = () => tellChanges(tx, changes, deps);
    if (signals.length === 0) {
      await told();
      const reason = ignored ?? "nothing in it concerns heal";
      if (unreadable)
        deps.log.warn(
          { delivery: delivery.id, source: delivery.source, reason },
          "a delivery could not be read",
        );
      return end({ state: unreadable ? "parked" : "ignored", reason });
    }
    const twin = await semanticTwin(tx, delivery.id);
    if (twin) {
      await told();
      return end({ state: "ignored", reason: `the same event came before as ${twin.id}` });
    }
    let incident: number | null = null;
    const seen: Observation[] = [];
    const context: SignalContext = {
      tx,
      clock: deps.clock,
      rules: deps.rules,
      delivery,
      wake: (...more) => void wakes.push(...more),
      observe: (...more) => void seen.push(...more),
    };
    for (const signal of signals) incident = (await handle(signal, context)) ?? incident;
    // After all incidents are written: detectors' rows are taken last, by everybody.
    const detected = await evaluate(tx, seen, deps.clock.now());
    wakes.push(...detected.map((id) => ({ task: "incident", id }) as const));
    await told();
    if (unread.length > 0) await parkEvents(tx, delivery, unread);
    return end({ state: "done", incidentId: incident });
  });
  return wakes;
}

/** Events of a body that could not be read beside those that could: a row of its own, so that somebody sees them. */
const parkEvents = (
  tx: Db,
  { id, source, event, received_at: receivedAt }: Claim,
  reasons: readonly string[],
) =>
  parkUnread(
    tx,
    { id: `${id}:unread`, source, key: `unread:${id}`, event, receivedAt },
    `${reasons.length} of the events of ${id} could not be read: ${reasons.slice(0, 3).join("; ")}`,
  );
