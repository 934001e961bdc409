import { z } from "zod";
import { type Clock, DAY, HOUR, MINUTE } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { inThisThread, INLINE_BODY_BYTES, type Offload } from "../core/offload.js";
import type { Queue } from "../queue/port.js";
import { getPosition, setPosition } from "../store/positions.js";
import type { Db } from "../store/db.js";
import { accept, getDelivery, parkUnread } from "../store/deliveries.js";
import { dueDeliveries, parkLost } from "../store/inbox.js";
import type { HookDeliveries, HookDelivery } from "../github/hooks-port.js";
import type { Log } from "./log.js";
import type { SourceRequest } from "./source.js";
import { github } from "./sources/github/index.js";
import { prepareBody } from "./tasks.js";

export interface SweepDeps {
  db: Db;
  queue: Pick<Queue, "wake">;
  clock: Clock;
  log: Log;
  /** Default: this thread. */
  offload?: Offload;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

/** GitHub keeps deliveries, and takes redeliveries, for 3 days (docs: redelivering webhooks). */
const WINDOW_MS = 3 * DAY;
/** An attempt shows up in the list after it ended, under the time at which it began. */
const OVERLAP_MS = HOUR;
/** Redeliveries are writes: at most this many in one sweep, the rest in the next (40 a minute are heal's share). */
const REDELIVERIES = 20;
const POSITION = "github-hook-deliveries";

const positionSchema = z.object({
  /** The page to go on with; null: from the newest. */
  cursor: z.string().nullable(),
  /** The newest attempt of the sweep under way. */
  newest: z.string().nullable(),
  /** Every failed attempt up to here is taken in. */
  through: z.string().nullable(),
});
type Position = z.output<typeof positionSchema>;

export interface SweepResult {
  seen: number;
  /** Fetched and accepted, or asked for again. */
  recovered: number;
  /** Left for the next sweep. */
  left: number;
  /** Among them are events that change which repositories heal sees, and how. */
  repositories: boolean;
}

const OF_REPOSITORIES = /^(?:repository|installation|installation_repositories)$/;

/**
 * Takes in what GitHub failed to deliver in the last 3 days: GitHub itself never tries again. After a kill the next
 * sweep goes on at the page; a page is done when all of it was tried, and only a whole list without a failure moves the
 * mark up to which nothing has to be looked at again. Throws when the list cannot be had: then nothing is concluded.
 */
export async function sweepGitHub(hooks: HookDeliveries, deps: SweepDeps): Promise<SweepResult> {
  const { db, clock, log } = deps;
  const kept = await getPosition(db, POSITION, positionSchema);
  let position: Position = kept ?? { cursor: null, newest: null, through: null };
  const oldest = Math.max(
    clock.now().getTime() - WINDOW_MS,
    position.through === null ? 0 : Date.parse(position.through) - OVERLAP_MS,
  );
  const result: SweepResult = { seen: 0, recovered: 0, left: 0, repositories: false };
  const asked = new Set<string>();
  let page = await resume(hooks, position.cursor, log);
  for (;;) {
    const first = page.deliveries[0];
    if (position.newest === null && first)
      position = { ...position, newest: first.deliveredAt.toISOString() };
    // GitHub lists the newest first; what happened first is taken in first.
    for (const delivery of [...page.deliveries].reverse()) {
      result.seen += 1;
      if (delivery.delivered || delivery.deliveredAt.getTime() < oldest) continue;
      if (asked.has(delivery.guid)) continue;
      const how = await recover(hooks, delivery, asked.size < REDELIVERIES, deps);
      if (how === "redelivered") asked.add(delivery.guid);
      if (how === "left") result.left += 1;
      else if (how !== "known") result.recovered += 1;
      if (how !== "known" && OF_REPOSITORIES.test(delivery.event)) result.repositories = true;
    }
    const last = page.deliveries.at(-1);
    if (page.next === null || last === undefined || last.deliveredAt.getTime() < oldest) break;
    position = { ...position, cursor: page.next };
    await setPosition(db, POSITION, position, clock.now());
    page = await hooks.list(page.next);
  }
  const through = result.left === 0 ? (position.newest ?? position.through) : position.through;
  await setPosition(db, POSITION, { cursor: null, newest: null, through } satisfies Position, clock.now());
  if (result.seen > 0) log.info(result, "looked for deliveries that GitHub could not make");
  return result;
}

/** A position that GitHub no longer knows is not worth a failed sweep: all of it is looked at again. */
async function resume(hooks: HookDeliveries, cursor: string | null, log: Log) {
  if (cursor === null) return hooks.list();
  try {
    return await hooks.list(cursor);
  } catch (error) {
    log.warn({ reason: reasonOf(error) }, "the position in GitHub's list is lost; starting from the newest");
    return hooks.list();
  }
}

async function recover(
  hooks: HookDeliveries,
  delivery: HookDelivery,
  mayWrite: boolean,
  { db, queue, clock, log, at, offload = inThisThread }: SweepDeps,
): Promise<"known" | "accepted" | "redelivered" | "left"> {
  if (await getDelivery(db, delivery.guid)) return "known";
  try {
    const json = await hooks.payload(delivery.id);
    if (json === null || json === undefined) {
      if (!mayWrite) return "left";
      await hooks.redeliver(delivery.id);
      return "redelivered";
    }
    const headers = { "x-github-delivery": delivery.guid, "x-github-event": delivery.event };
    const body = Buffer.from(JSON.stringify(json), "utf8");
    const now = clock.now();
    const named =
      body.length <= INLINE_BODY_BYTES
        ? { identity: github.identify({ headers, body, now }, json, {}), body }
        : await takeLarge({ headers, body, now }, offload);
    const { target, ...identity } = named.identity;
    const accepted = await accept(db, {
      ...identity,
      id: identity.key,
      targetId: target,
      source: github.name,
      headers,
      body: named.body,
      packed: named.body !== body,
      receivedAt: now,
    });
    at?.("swept in");
    if (accepted.repeated) return "known";
    await queue.wake({ task: "delivery", id: accepted.id }, { priority: identity.priority });
    return "accepted";
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_TOO_COSTLY") {
      const { guid: key, event } = delivery;
      const unread = { id: key, source: github.name, key, event, receivedAt: clock.now() };
      await parkUnread(db, unread, error.message);
      return "known";
    }
    log.warn(
      { delivery: delivery.guid, reason: reasonOf(error) },
      "a failed delivery could not be fetched yet",
    );
    return "left";
  }
}

/** Nobody waits for the answer here, so that a body that took too long when it came has its time. */
const LARGE_MS = MINUTE;

async function takeLarge(request: SourceRequest, offload: Offload) {
  const prepare = () => ({
    input: { ...request, source: { name: github.name }, facts: {}, read: false },
  });
  const taken = await offload.run(prepareBody, prepare, { timeoutMs: LARGE_MS, heavy: true });
  if (!taken.ok) throw new HealError("HEAL_PAYLOAD_INVALID", taken.reason);
  return { identity: taken.identity, body: taken.packed };
}

/** A worker that leaves work behind wakes the next; more wake-ups than that would be a line in which incidents wait. */
const WAKES = 20;

/** Wakes workers for rows whose wake-up was lost or whose worker died; the number of wake-ups. */
export async function sweepInbox(
  { db, queue, clock }: Pick<SweepDeps, "db" | "clock"> & { queue: Pick<Queue, "wakeAll"> },
  limit = WAKES,
): Promise<number> {
  await parkLost(db, clock.now());
  const due = await dueDeliveries(db, clock.now(), limit);
  await queue.wakeAll(due.map(({ id, priority }) => ({ wake: { task: "delivery", id }, priority })));
  return due.length;
}
