import type { Clock } from "../../core/clock.js";
import type { Signal } from "../../events/signal.js";
import type { Observation } from "../../alerting/subjects.js";
import type { Wake } from "../../queue/port.js";
import type { Db } from "../../store/db.js";
import { pingIncident } from "../../store/incidents.js";
import type { Claim } from "../../store/inbox.js";
import type { PipelineDeps } from "../deps.js";

/** What a handler may touch: the delivery's one transaction, and what is done once it is committed. */
export interface SignalContext {
  tx: Db;
  clock: Clock;
  rules: Pick<PipelineDeps["rules"], "forget">;
  delivery: Pick<Claim, "id" | "received_at">;
  /** Woken after the commit. */
  wake: (...wakes: Wake[]) => void;
  /** For the detectors, whose rows are taken after those of all incidents. */
  observe: (...observations: Observation[]) => void;
  /** Subjects of a parent that were observed in this transaction already; their rows do not tell yet. */
  observed: (parent: string) => string[];
}

export type SignalOf<Kind extends Signal["kind"]> = Extract<Signal, { kind: Kind }>;

/** Writes what a signal means. Resolves to the incident it belongs to; null: to none. */
export type Handler<Kind extends Signal["kind"]> = (
  signal: SignalOf<Kind>,
  context: SignalContext,
) => Promise<number | null>;

/** These incidents have something to look at. */
export async function ping(ids: Iterable<number>, { tx, clock, wake }: SignalContext): Promise<void> {
  for (const id of ids) {
    await pingIncident(tx, id, clock.now());
    wake({ task: "incident", id });
  }
}
