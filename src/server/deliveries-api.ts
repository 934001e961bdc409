import { HealError } from "../core/errors.js";
import { sendJson } from "../intake/answer.js";
import type { Route } from "./route.js";

export const deliveryStates = ["received", "processing", "done", "ignored", "parked"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** A row of the inbox without its body. */
export interface DeliveryRow {
  id: string;
  source: string;
  event: string;
  action: string | null;
  receivedAt: Date;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  incidentId: number | null;
}

export interface DeliveriesDeps {
  /** By the id answered, or by GitHub's delivery id. */
  get: (id: string) => Promise<DeliveryRow | null>;
  /** Newest first. Throws `HEAL_INPUT_INVALID` on a cursor that is none of ours. */
  list: (filter: {
    delivery?: string;
    state?: DeliveryState;
    cursor?: string;
  }) => Promise<{ deliveries: DeliveryRow[]; next: string | null }>;
}

export const deliveryRoutes = ({ get, list }: DeliveriesDeps): Route[] => [
  {
    method: "GET",
    path: "/api/v1/deliveries",
    access: "api",
    handler: async ({ res, url }) => {
      const asked = (name: string) => url.searchParams.get(name) || undefined;
      const state = asked("state");
      if (state !== undefined && !isState(state))
        throw new HealError("HEAL_INPUT_INVALID", `state is one of ${deliveryStates.join(", ")}`);
      const page = await list({ delivery: asked("delivery"), state, cursor: asked("cursor") });
      sendJson(res, 200, { deliveries: page.deliveries.map(view), next: page.next });
    },
  },
  {
    method: "GET",
    path: "/api/v1/deliveries/:id",
    access: "api",
    handler: async ({ res, params }) => {
      const row = await get(params.id ?? "");
      if (row) sendJson(res, 200, view(row));
      else sendJson(res, 404, { error: "not_found", message: "there is no such delivery" });
    },
  },
];

const isState = (text: string): text is DeliveryState => (deliveryStates as readonly string[]).includes(text);

const view = (row: DeliveryRow) => ({
  delivery: row.id,
  source: row.source,
  event: row.event,
  action: row.action,
  received_at: row.receivedAt.toISOString(),
  state: row.state,
  reason: row.reason,
  attempts: row.attempts,
  incident: row.incidentId,
});
