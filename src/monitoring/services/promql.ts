import { z } from "zod";

/** https://prometheus.io/docs/prometheus/latest/querying/api/: values are [seconds, "text"]. */
const value = z
  .tuple([z.number(), z.string()])
  .transform(([, text]) => (text === "+Inf" ? Infinity : Number(text)));
const data = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("scalar"), result: value }),
  z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value })),
  }),
]);
const answer = z.object({ status: z.literal("success"), data });

export interface QueryValue {
  labels: Record<string, string>;
  value: number;
}

/** The values of an instant query's answer. Throws a sentence when it is none. */
export function readQuery(text: string): QueryValue[] {
  const read = answer.safeParse(json(text));
  if (!read.success) throw new Error("the query gives neither a scalar nor an instant vector");
  const { data: found } = read.data;
  if (found.resultType === "scalar") return [{ labels: {}, value: found.result }];
  return found.result.map(({ metric: { __name__: _, ...labels }, value: one }) => ({ labels, value: one }));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error("the answer is not JSON", { cause });
  }
}

/** The address of an instant query on a server that may stand below a path. */
export function queryUrl(server: string, query: string, seconds: number): URL {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/api/v1/query`;
  url.searchParams.set("query", query);
  // Prometheus stops working on it when nobody listens any more.
  url.searchParams.set("timeout", `${seconds}s`);
  return url;
}
