import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { reasonOf } from "../core/errors.js";
import { type Log, silentLog } from "../intake/log.js";
import type { IntakeMetrics } from "../intake/metrics.js";
import type { Route } from "./route.js";

export interface Metrics {
  readonly registry: Registry;
  readonly intake: IntakeMetrics;
}

/** Read when somebody scrapes; one that fails leaves its last value. */
export type Gauges = Readonly<Record<string, { help: string; read: () => Promise<number> | number }>>;

/** GitHub wants its answer within 10 s; the buckets are finest where heal should be. */
const ACK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(gauges: Gauges = {}, log: Log = silentLog): Metrics {
  const registry = new Registry();
  // In ms; with the default of 10 the timer alone costs an idle process most of what it takes of a core.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const deliveries = new Counter({
    name: "heal_deliveries_total",
    help: "Requests to the collectors, by what became of them.",
    labelNames: ["source", "outcome"],
    registers: [registry],
  });
  const ack = new Histogram({
    name: "heal_ack_seconds",
    help: "From a delivery's first header to its answer.",
    labelNames: ["source"],
    buckets: ACK_BUCKETS,
    registers: [registry],
  });
  for (const [name, { help, read }] of Object.entries(gauges))
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        try {
          this.set(await read());
        } catch (error) {
          log.warn({ metric: name, reason: reasonOf(error) }, "a gauge could not be read");
        }
      },
    });
  return {
    registry,
    intake: {
      request(source, outcome, seconds) {
        deliveries.inc({ source, outcome });
        ack.observe({ source }, seconds);
      },
    },
  };
}

/** Names of repositories and services can stand in it: read like the API (Prometheus: `authorization` of a scrape config). */
export const metricsRoute = ({ registry }: Pick<Metrics, "registry">): Route => ({
  method: "GET",
  path: "/metrics",
  access: "api",
  handler: async ({ res }) => {
    const text = await registry.metrics();
    res.writeHead(200, { "content-type": registry.contentType });
    res.end(text);
  },
});
