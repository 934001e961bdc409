import { describe, expect, it } from "@jest/globals";
import { watch } from "../../../src/playbooks/watch.js";
import { FetchFailure, type FetchOptions, type Fetch } from "../../../src/monitoring/services/fetch.js";
import { runProbe, MAX_SERIES, type ProbeResult } from "../../../src/monitoring/services/probe.js";
import { createRates, type Rates } from "../../../src/monitoring/services/rates.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);

interface Told {
  type?: string;
  status?: number;
  body?: string;
  fails?: FetchFailure;
}
/** Answers as told, and remembers what was asked. */
const answering = ({ status = 200, body = "", type = "text/plain", fails }: Told = {}) => {
  const asked: { url: URL; ask: FetchOptions }[] = [];
  const fetch: Fetch = async (url, ask) => {
    asked.push({ url, ask });
    if (fails) throw fails;
    if (status === 200) ask.each?.(Buffer.from(body), type);
    return { status, type: "", seconds: 0.0123 };
  };
  return { fetch, asked };
};
const at = (entry: object, told: Told = {}, rates: Rates = createRates(), now = NOW): Promise<ProbeResult> =>
  runProbe(watch.parse(entry), 0, { fetch: answering(told).fetch, rates, now });

describe("a health address", () => {
  const entry = { health: "https://shop.example/health?key=1", timeout: "3s" };
  it.each([
    [200, "good", "shop.example/health answers in 12 ms"],
    [204, "good", "shop.example/health answers in 12 ms"],
    [301, "bad", "shop.example/health answered 301 (redirects are not followed)"],
    [404, "bad", "shop.example/health answered 404"],
    [503, "bad", "shop.example/health answered 503"],
  ])("that answers %s is %s", async (status, state, reason) =>
    expect(await at(entry, { status })).toMatchObject({ kind: "health", state, reason }),
  );

  it("has its own patience", async () => {
    const { fetch, asked } = answering();
    await runProbe(watch.parse(entry), 0, { fetch, rates: createRates(), now: NOW });
    expect(asked[0]?.ask).toEqual({ accept: "*/*", timeMs: 3_000 });
  });
});

it.each([
  [{ health: "http://a" }, false, "bad"],
  [{ health: "http://a" }, true, "unknown"],
  [{ metrics: "http://a", series: ["a"] }, false, "bad"],
  [{ metrics: "http://a", series: ["a"] }, true, "unknown"],
  [{ prometheus: "http://a", query: "up", name: "a" }, false, "unknown"],
])("%j without an answer (refused: %s) is %s", async (entry, refused, state) =>
  expect(await at(entry, { fails: new FetchFailure("why", refused) })).toMatchObject({
    state,
    reason: "why",
    values: [],
  }),
);

describe("an exporter", () => {
  const entry = { metrics: "http://shop.example/metrics", series: ["jobs_total", "queue_depth"] };
  const series = async (rates: Rates, body: string, now = NOW) => {
    const { values, notes } = await at(entry, { body }, rates, now);
    return { values: values.map(({ name, value }) => [name, value]), notes };
  };

  it("gives gauges as they are and counters as rates, from the second look on", async () => {
    const rates = createRates();
    const body = (n: number) => `jobs_total{a="1"} ${n}\nqueue_depth 3\nother 1\n`;
    expect(await series(rates, body(100))).toEqual({ values: [["queue_depth", 3]], notes: [] });
    expect(await series(rates, body(160), after(30))).toEqual({
      values: [
        ["jobs_per_second", 2],
        ["queue_depth", 3],
      ],
      notes: [],
    });
    expect((await series(rates, body(15), after(60))).values[0]).toEqual(["jobs_per_second", 0.5]);
  });

  it("says what it refuses and what is not there", async () => {
    const rates = createRates();
    await series(rates, "jobs_total 5 1000");
    expect(await series(rates, "jobs_total 6 1000\njobs_total{a= 1\njobs_total 7")).toEqual({
      values: [],
      notes: [
        "a line cannot be read: 1 refused",
        "a series stands there twice: 1 refused",
        "a value no newer than the last: 1 refused",
        "not there: queue_depth",
      ],
    });
    expect((await series(rates, "jobs_total NaN\nqueue_depth 1 1e300")).notes).toEqual([
      "a counter that is no number from 0 on: 1 refused",
      "a time that is none: 1 refused",
    ]);
  });

  it("takes a value that an exporter only repeats once", async () => {
    const rates = createRates();
    const body = `queue_depth 1 ${NOW.getTime() - 5_000}\njobs_total 1`;
    expect((await series(rates, body)).values).toEqual([["queue_depth", 1]]);
    expect(await series(rates, body, after(30))).toEqual({
      values: [["jobs_per_second", 0]],
      notes: ["a value no newer than the last: 1 refused"],
    });
  });

  it("keeps the time that an exporter gives", async () => {
    const { values } = await at(entry, { body: `queue_depth 1 ${NOW.getTime() - 5_000}` });
    expect(values).toEqual([{ name: "queue_depth", labels: {}, value: 1, at: after(-5) }]);
  });

  it("that speaks OpenMetrics gives its times in seconds", async () => {
    const type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    const { values } = await at(entry, { type, body: `queue_depth 1 ${NOW.getTime() / 1_000 - 5}\n# EOF` });
    expect(values).toMatchObject([{ at: after(-5) }]);
  });

  it("keeps so many series", async () => {
    const body = Array.from({ length: 10_000 }, (_, i) => `queue_depth{i="${i}"} 1`).join("\n");
    const { values, notes } = await at(entry, { body });
    expect([values.length, notes[0]]).toEqual([MAX_SERIES, "more than 100 series: 9900 refused"]);
  });

  it("that answers anything but 200 is bad", async () =>
    expect(await at(entry, { status: 404 })).toMatchObject({
      state: "bad",
      reason: "shop.example/metrics answered 404",
    }));

  it("keeps letters that stand on the edge of two pieces", async () => {
    const bytes = Buffer.from('queue_depth{a="é"} 1\n');
    const fetch: Fetch = async (_url, { each }) => {
      for (const byte of bytes) each?.(Buffer.from([byte]), "");
      return { status: 200, type: "", seconds: 0 };
    };
    const { values } = await runProbe(watch.parse(entry), 0, { fetch, rates: createRates(), now: NOW });
    expect(values[0]?.labels).toEqual({ a: "é" });
  });
});

describe("a query", () => {
  const entry = { prometheus: "http://prometheus.example", query: "sum(up)", name: "availability" };
  const vector = (...values: string[]) =>
    JSON.stringify({
      status: "success",
      data: {
        resultType: "vector",
        result: values.map((one, i) => ({ metric: { i: String(i) }, value: [1, one] })),
      },
    });

  it("gives its values under its name", async () => {
    const { fetch, asked } = answering({ body: vector("1", "0.5") });
    const look = await runProbe(watch.parse(entry), 0, { fetch, rates: createRates(), now: NOW });
    expect(look).toMatchObject({
      state: "good",
      values: [
        { name: "availability", labels: { i: "0" }, value: 1, at: NOW },
        { name: "availability", labels: { i: "1" }, value: 0.5, at: NOW },
      ],
    });
    expect(asked[0]?.url.href).toBe("http://prometheus.example/api/v1/query?query=sum%28up%29&timeout=9s");
  });

  it.each<[string, Told, object, string, string]>([
    [
      "a query that is wrong",
      { status: 400 },
      entry,
      "unknown",
      "Prometheus refuses the query of availability",
    ],
    ["a server in trouble", { status: 503 }, entry, "unknown", "prometheus.example answered 503"],
    ["an answer that is none", { body: "<html>" }, entry, "unknown", "the answer is not JSON"],
    ["nobody who knows", { body: vector() }, entry, "unknown", "its availability is not known to Prometheus"],
    [
      "no traffic",
      { body: vector() },
      { ...entry, name: "error_ratio" },
      "good",
      "0 series of error_ratio in 12 ms",
    ],
  ])("with %s", async (_, told, of, state, reason) =>
    expect(await at(of, told)).toMatchObject({ state, reason }),
  );

  it("keeps so many series", async () => {
    const { values, notes } = await at(entry, { body: vector(...Array.from({ length: 150 }, () => "1")) });
    expect([values.length, notes]).toEqual([MAX_SERIES, ["more than 100 series: 50 refused"]]);
  });
});
