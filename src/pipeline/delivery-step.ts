import { SECOND } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Wake } from "../queue/port.js";
import { claim, CLAIM_MS, finish, release, renewDeliveries, type Claim } from "../store/inbox.js";
import { ClaimLost } from "../store/lease.js";
import { orderingKeyOf, understand, type Understood } from "./understand.js";
import { collectedLanes } from "./collected-lanes.js";
import type { PipelineDeps } from "./deps.js";
import { Rounds } from "./rounds.js";

/** Pauses after the 1st, 2nd, ... failure, as the inbox keeps them: five tries within a minute, then it is parked. */
const RETRY_MS = [1, 3, 8, 20].map((s) => s * SECOND);

/** Claims in a row; incidents wait behind them, some hundred milliseconds. */
const IN_A_ROW = 4;

/** What a claim, a lock of the repository and the detectors' rows cost is paid once for so many. */
const BATCH = 16;

/**
 * Deliveries that are due, a batch after another. Which ones is the inbox's choice (commands first, repositories in turn), whatever
 * row the wake-up was for; a burst wakes a few workers and not one for each, so who leaves work behind wakes the next.
 */
export async function deliveryStep(deps: PipelineDeps, rounds = new Rounds()): Promise<void> {
  if (await rounds.isCovered()) return;
  await rounds.during(async () => {
    let last: string | null = null;
    let kept: Wake[] = [];
    try {
      for (let i = 0; i < IN_A_ROW; i += 1) {
        await deps.ease?.();
        rounds.claiming();
        const batch = await nextBatch(deps);
        last = batch.last;
        kept.push(...batch.wakes);
        if (last === null) return;
        // Of a burst, what is the same in several batches is woken once; a person does not wait.
        if (!batch.full || kept.some(({ task }) => task === "command")) {
          await wakeThem(kept, deps);
          kept = [];
        }
      }
    } finally {
      await wakeThem(kept, deps);
    }
    if (last !== null) await deps.queue.wake({ task: "delivery", id: last });
  });
}

interface Batch {
  /** The id of the last; null: none is due. */
  last: string | null;
  /** As many as a batch holds: more may wait. */
  full: boolean;
  /** Who has something to do now. */
  wakes: readonly Wake[];
}

/** Claims some, and writes what they mean. */
async function nextBatch(deps: PipelineDeps): Promise<Batch> {
  const collected = await collectedLanes(deps);
  const batch = await claim(deps.db, { now: deps.clock.now(), limit: BATCH, lanes: collected });
  const wakes: Wake[] = [];
  if (batch.length === 0) return { last: null, full: false, wakes };
  deps.at?.("claimed");
  const lanes = new Map<string, Claim[]>();
  for (const delivery of batch)
    lanes.set(orderingKeyOf(delivery), [...(lanes.get(orderingKeyOf(delivery)) ?? []), delivery]);
  // Renewed until all are done, whichever they are: what has ended is not claimed any more.
  await deps.leases.during(
    CLAIM_MS,
    (db, until) => renewDeliveries(db, batch, until),
    async () => {
      for (const lane of lanes.values()) await work(lane, wakes, deps);
    },
  );
  return { last: batch.at(-1)?.id ?? null, full: batch.length === BATCH, wakes };
}

/** All deliveries of a repository in one transaction; where that fails, each in its own, so that one spoils no other. */
async function work(lane: readonly Claim[], wakes: Wake[], deps: PipelineDeps): Promise<{ split: boolean }> {
  let understood: Understood;
  try {
    understood = await understand(lane, deps);
  } catch (error) {
    const [first, ...others] = lane;
    if (!first) return { split: false };
    if (others.length === 0) {
      await fail(first, error, deps);
      return { split: false };
    }
    deps.log.debug(
      { deliveries: lane.length, reason: reasonOf(error) },
      "deliveries are processed one by one",
    );
    if (!(await work([first], wakes, deps)).split) return work(others, wakes, deps);
    await release(deps.db, others);
    return { split: true };
  }
  wakes.push(...understood.wakes);
  return { split: understood.split };
}

async function wakeThem(wakes: readonly Wake[], deps: PipelineDeps): Promise<void> {
  if (wakes.length === 0) return;
  const all = wakes.map((wake) => ({ wake, ...(wake.task === "command" ? { priority: 0 } : {}) }));
  await deps.queue.wakeAll(all).catch((error: unknown) => {
    // What is written says what there is to do.
    deps.log.warn({ wakes: all.length, reason: reasonOf(error) }, "wake-ups lost; the sweep will find them");
  });
}

async function fail(delivery: Claim, error: unknown, deps: PipelineDeps): Promise<void> {
  if (error instanceof ClaimLost) return deps.log.warn({ delivery: delivery.id }, error.message);
  deps.log.warn({ delivery: delivery.id, reason: reasonOf(error) }, "a delivery could not be processed");
  const now = deps.clock.now();
  const state = await finish(deps.db, delivery, { state: "failed", reason: reasonOf(error) }, now);
  if (state !== "received") return;
  const at = new Date(now.getTime() + (RETRY_MS[delivery.attempts - 1] ?? 0));
  await deps.queue.wake({ task: "delivery", id: delivery.id } satisfies Wake, { at });
}
