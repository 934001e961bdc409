import { HealError } from "../core/errors.js";
import { listDeliveries, type DeliveryState } from "../store/deliveries.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { moment } from "./format.js";

const states: readonly DeliveryState[] = ["received", "processing", "done", "ignored", "parked"];

/** `/deliveries`: what came in, and what became of it. */
export const deliveriesPage =
  ({ db, clock }: DashboardDeps): PageLoader =>
  async ({ url }) => {
    const now = clock.now();
    const asked = (name: string) => url.searchParams.get(name) || undefined;
    const wanted = asked("state");
    const state = states.find((known) => known === wanted);
    if (wanted !== undefined && state === undefined)
      throw new HealError("HEAL_INPUT_INVALID", `state is one of ${states.join(", ")}`);
    const page = await listDeliveries(db, { state, cursor: asked("cursor") });
    const more = (cursor: string | null) => {
      const query = new URLSearchParams();
      if (state !== undefined) query.set("state", state);
      if (cursor !== null) query.set("cursor", cursor);
      return query.size === 0 ? "/deliveries" : `/deliveries?${query.toString()}`;
    };
    return {
      view: "deliveries",
      title: "Deliveries",
      section: "deliveries",
      data: {
        deliveries: page.deliveries.map((row) => ({
          id: row.id,
          source: row.source,
          what: row.action === null ? row.event : `${row.event} · ${row.action}`,
          repository: row.repository ?? "",
          state: row.state,
          reason: row.reason ?? "",
          attempts: row.attempts,
          incident: row.incident_id,
          at: moment(row.received_at, now),
        })),
        states: states.map((name) => ({ name, selected: name === state })),
        filtered: state !== undefined,
        next: page.next === null ? null : more(page.next),
        first: asked("cursor") === undefined ? null : more(null),
      },
    };
  };
