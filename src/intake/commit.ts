import { randomUUID } from "node:crypto";
import type { Db } from "../store/db.js";
import { MINUTE } from "../core/clock.js";
import { accept, acceptAll, isSaidAgain, type Accepted, type NewDelivery } from "../store/deliveries.js";
import { Inbox, type InboxLimits } from "./inbox.js";
import type { IncomingDelivery } from "./receive.js";
import { laterKeys } from "./secrets.js";

/** Stores deliveries as they come, many in one statement when many come at once. */
export function createAccept(
  db: Db,
  limits: Partial<InboxLimits> = {},
  at?: (point: string) => void,
): (delivery: IncomingDelivery) => Promise<Accepted> {
  const inbox = new Inbox<NewDelivery, Accepted>((rows) => acceptSorted(db, rows, at), limits);
  return ({ target, ...delivery }) =>
    inbox.accept({
      ...delivery,
      targetId: target,
      // GitHub's own id is what its pages name; other sources have none that people see.
      id: delivery.source === "github" ? delivery.key : randomUUID(),
    });
}

/** In the order of their keys, so that two writers never wait for each other in a circle. */
async function acceptSorted(
  db: Db,
  rows: readonly NewDelivery[],
  at?: (point: string) => void,
): Promise<Accepted[]> {
  const keys = rows.map(keyOf);
  const order = rows.map((_, i) => i).sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
  at?.("inserting");
  const accepted = await acceptAll(
    db,
    order.flatMap((i) => rows[i] ?? []),
  );
  at?.("inserted");
  const results: Accepted[] = [];
  for (const [position, i] of order.entries()) {
    const [row, result] = [rows[i], accepted[position]];
    if (row && result) results[i] = await unlessLater(db, row, result);
  }
  return results;
}

/** A sender's own retry comes within seconds, and before it says anything else. */
const RETRY_MS = MINUTE;

/** What a sender without ids says once more is another message when time went by, or something else was said in between. */
async function unlessLater(db: Db, row: NewDelivery, first: Accepted): Promise<Accepted> {
  let last = first;
  for (const key of laterKeys(row.key, row.receivedAt)) {
    const before = new Date(row.receivedAt.getTime() - RETRY_MS);
    if (!last.repeated || !(await isSaidAgain(db, { id: last.id, before }))) return last;
    last = await accept(db, { ...row, key });
  }
  return last;
}

const keyOf = ({ source, targetId = "", key }: NewDelivery): string => `${source}\n${targetId}\n${key}`;
