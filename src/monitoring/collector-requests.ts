import type { Registry } from "prom-client";
import type { AgentDeps } from "./agents/agent.js";

export type Requests = AgentDeps["requests"];

/** The collectors' requests since the start, as `/metrics` counts them. */
export const collectorRequests =
  (registry: Registry): Requests =>
  async () => {
    const { values = [] } = (await registry.getSingleMetric("heal_deliveries_total")?.get()) ?? {};
    return values.map(({ labels, value }) => ({ outcome: String(labels["outcome"]), value }));
  };
