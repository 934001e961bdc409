import { HealError } from "../core/errors.js";
import { sendJson } from "../intake/answer.js";
import type { Db } from "../store/db.js";
import { type Delivery, type DeliveryState, getDelivery, listDeliveries } from "../store/deliveries.js";
import type { Route } from "./route.js";

const states: readonly DeliveryState[] = ["received", "processing", "done", "ignored", "parked"];

/** The inbox as its senders may look at it: what became of a delivery, and why. */
export const deliveryRoutes = (db: Db): Route[] => [
  {
    method: "GET",
    path: "/api/v1/deliveries",
    access: "api",
    handler: async ({ res, url }) => {
      const asked = (name: string) => url.searchParams.get(name) || undefined;
      const wanted = asked("state");
      const state = states.find((known) => known === wanted);
      if (wanted !== undefined && state === undefined)
        throw new HealError("HEAL_INPUT_INVALID", `state is one of ${states.join(", ")}`);
      const page = await listDeliveries(db, { delivery: asked("delivery"), state, cursor: asked("cursor") });
      sendJson(res, 200, { deliveries: page.deliveries.map(view), next: page.next });
    },
  },
  {
    method: "GET",
    path: "/api/v1/deliveries/:id",
    access: "api",
    handler: async ({ res, params }) => {
      const row = await getDelivery(db, params.id ?? "");
      if (row) sendJson(res, 200, view(row));
      else sendJson(res, 404, { error: "not_found", message: "there is no such delivery" });
    },
  },
];

const view = (row: Delivery) => ({
  delivery: row.id,
  source: row.source,
  event: row.event,
  action: row.action,
  received_at: row.received_at.toISOString(),
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  incident: row.incident_id,
});
