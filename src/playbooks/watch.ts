import { z } from "zod";
import { duration, SECOND } from "../core/clock.js";

/** The longest timeout that may be set. */
export const MAX_TIMEOUT_MS = 10 * SECOND;

const address = z
  .string()
  .max(2_000)
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url !== null && ["https:", "http:"].includes(url.protocol) && url.username + url.password === "";
  }, "an http or https address, without a user name or a password in it");

/** https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels */
const series = z.string().regex(/^[a-z_:][\w:]{0,199}$/i, "a metric's name, such as http_requests_total");

const kinds = ["health", "metrics", "prometheus"] as const;
/** What stands beside each kind, and whether it must. */
const beside = {
  health: { timeout: false },
  metrics: { series: true },
  prometheus: { query: true, name: true },
} as const;

/** One way to look at a service: just one of `health`, `metrics` and `prometheus`. */
export const watch = z
  .strictObject({
    health: address.optional().describe("Asked every 30 s; anything but 2xx is trouble. No redirects."),
    timeout: z
      .union([z.string(), z.number()])
      .transform((text, context) => {
        const ms = duration(text);
        if (ms !== null && ms > 0 && ms <= MAX_TIMEOUT_MS) return ms;
        context.addIssue({ code: "custom", message: "a time up to 10s, such as 3s" });
        return z.NEVER;
      })
      .optional()
      .describe("Of `health`; default 10s."),
    metrics: address.optional().describe("A Prometheus text endpoint; counters become rates a second."),
    series: z.array(series).min(1).max(50).optional().describe("Names to read from `metrics`."),
    prometheus: address.optional().describe("A Prometheus server."),
    query: z.string().min(1).max(2_000).optional().describe("PromQL: a scalar or an instant vector."),
    name: series
      .optional()
      .describe(
        "Name of the query's series; `availability` (0 to 1), `error_ratio` (0 to 1) and `response_seconds` are understood.",
      ),
  })
  .superRefine((entry, context) => {
    const refuse = (message: string, ...path: string[]) =>
      context.addIssue({ code: "custom", message, path });
    const [kind, other] = kinds.filter((key) => entry[key] !== undefined);
    if (kind === undefined) return refuse("one of health, metrics and prometheus");
    if (other !== undefined) return refuse("belongs into an entry of its own", other);
    const wanted: Partial<Record<string, boolean>> = beside[kind];
    for (const key of ["timeout", "series", "query", "name"] as const) {
      if (entry[key] !== undefined && wanted[key] === undefined) refuse(`does not go with ${kind}`, key);
      if (entry[key] === undefined && wanted[key] === true) refuse(`${kind} needs ${key} beside it`);
    }
  });

export type Watch = z.output<typeof watch>;
