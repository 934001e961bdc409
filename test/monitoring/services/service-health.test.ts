import { describe, expect, it } from "@jest/globals";
import { assessService, errorRatioOf } from "../../../src/monitoring/services/service-health.js";
import { MAX_SERIES, type ProbeResult, type ProbeValue } from "../../../src/monitoring/services/probe.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const value = (name: string, n: number, labels: Record<string, string> = {}): ProbeValue => ({
  name,
  labels,
  value: n,
  at: NOW,
});
const look = (
  kind: ProbeResult["kind"],
  state: ProbeResult["state"],
  more: Partial<ProbeResult> = {},
): ProbeResult => ({
  kind,
  state,
  reason: `${kind} is ${state}`,
  seconds: state === "good" ? 0.1 : null,
  values: [],
  notes: [],
  ...more,
});
const told = (name: string, ...of: number[]): ProbeResult =>
  look("prometheus", "good", { values: of.map((one, i) => value(name, one, { i: String(i) })) });
const health = (state: ProbeResult["state"], seconds?: number) =>
  look("health", state, seconds === undefined ? {} : { seconds });
const numbers = (looks: ProbeResult[], objective?: number) =>
  Object.fromEntries(assessService(looks, objective, NOW).values.map(({ name, value: n }) => [name, n]));

describe("judge", () => {
  it.each<[string, ProbeResult[], number | undefined, string]>([
    ["all well", [health("good")], undefined, "ok"],
    ["its only health address bad", [health("bad")], undefined, "down"],
    ["one of two bad", [health("good"), health("bad")], undefined, "degraded"],
    ["both bad", [health("bad"), health("bad")], undefined, "down"],
    ["a health address that heal does not ask", [health("unknown")], undefined, "silent"],
    ["one asked, one refused", [health("good"), health("unknown")], undefined, "degraded"],
    ["its exporter away", [look("metrics", "bad")], undefined, "down"],
    ["its exporter away, and it answers", [health("good"), look("metrics", "bad")], undefined, "degraded"],
    [
      "its exporter there, and it does not answer",
      [health("bad"), look("metrics", "good")],
      undefined,
      "down",
    ],
    ["its Prometheus away", [look("prometheus", "unknown")], undefined, "silent"],
    [
      "its Prometheus away, and it answers",
      [health("good"), look("prometheus", "unknown")],
      undefined,
      "degraded",
    ],
    ["availability 1", [told("availability", 1)], undefined, "ok"],
    ["availability 0", [told("availability", 0)], undefined, "down"],
    ["one of three targets down", [told("availability", 1, 0.5, 1)], undefined, "degraded"],
    ["within its objective", [told("availability", 0.995)], 0.99, "ok"],
    ["below its objective", [told("availability", 0.98)], 0.99, "degraded"],
    ["availability 0, and it answers", [health("good"), told("availability", 0)], undefined, "down"],
    ["few errors", [told("error_ratio", 0.4)], undefined, "ok"],
    ["half errors", [told("error_ratio", 0.5)], undefined, "degraded"],
    ["errors within 14.4 times the budget", [told("error_ratio", 0.0143)], 0.999, "ok"],
    ["errors beyond it", [told("error_ratio", 0.0145)], 0.999, "degraded"],
    ["a loose objective", [told("error_ratio", 0.5)], 0.5, "degraded"],
    ["no errors at all", [told("error_ratio", 0)], 0.999999, "ok"],
    ["no traffic", [told("error_ratio", NaN)], 0.999, "ok"],
    ["numbers that are none", [health("good"), told("availability", -1, 2, NaN, Infinity)], undefined, "ok"],
  ])("with %s", (_, looks, objective, state) =>
    expect(assessService(looks, objective, NOW).state).toBe(state),
  );

  it("names the trouble first, and what was left out", () => {
    const looks = [
      health("good"),
      look("metrics", "bad", { reason: "a answered 500", notes: ["a line cannot be read: 3 refused"] }),
      told("error_ratio", 0.25),
    ];
    expect(assessService(looks, 0.999, NOW).reason).toBe(
      "error ratio 25 %, too much for an objective of 99.9 %; a answered 500; a line cannot be read: 3 refused",
    );
    const fine = [
      look("health", "good", { reason: "a answers in 9 ms" }),
      told("error_ratio", 0.0001),
      told("queue", 1, 2),
    ];
    expect(assessService(fine, undefined, NOW).reason).toBe(
      "a answers in 9 ms; error ratio 0.01 %; 2 series",
    );
  });

  it.each<[string, ProbeResult[], Record<string, number>]>([
    ["an answer", [health("good", 0.2)], { availability: 1, response_seconds: 0.2 }],
    ["none", [health("bad")], { availability: 0 }],
    [
      "the slowest of two",
      [health("good", 0.2), health("good", 0.3)],
      { availability: 1, response_seconds: 0.3 },
    ],
    ["a refusal: nothing", [health("unknown")], {}],
    ["an exporter", [look("metrics", "good", { seconds: 0.1 })], { availability: 1, response_seconds: 0.1 }],
    [
      "Prometheus' word over heal's, where it is worse",
      [health("good", 0.2), told("availability", 0.5)],
      { availability: 0.5, response_seconds: 0.2 },
    ],
    [
      "heal's over Prometheus', where that is worse",
      [health("bad"), told("availability", 1)],
      { availability: 0 },
    ],
    [
      "Prometheus' seconds",
      [health("good", 0.2), told("response_seconds", 1, 3)],
      { availability: 1, response_seconds: 3 },
    ],
    ["a worst ratio", [told("error_ratio", 0.1, 0.2)], { error_ratio: 0.2 }],
    ["a series beside them", [told("queue", 7)], { queue: 7 }],
  ])("measures %s", (_, looks, expected) => expect(numbers(looks)).toEqual(expected));

  it("keeps no more series than one component may have", () => {
    const looks = [1, 2, 3].map(() => told("queue", ...Array.from({ length: 40 }, (_, i) => i)));
    const { values, reason } = assessService(looks, undefined, NOW);
    expect([values.length, reason]).toEqual([
      MAX_SERIES,
      `${MAX_SERIES} series; more than ${MAX_SERIES} series: 20 refused`,
    ]);
  });
});

describe("ratioOf", () => {
  const rate = (n: number, labels: Record<string, string>, name = "http_requests_per_second") =>
    value(name, n, labels);
  it.each<[string, ProbeValue[], number | null]>([
    ["5xx among all", [rate(8, { code: "200" }), rate(1, { code: "404" }), rate(1, { code: "500" })], 0.1],
    ["classes", [rate(3, { status: "2xx" }), rate(1, { status: "5xx" })], 0.25],
    ["no traffic", [rate(0, { code: "200" })], null],
    ["no status", [rate(1, { code: "ok" }), rate(1, {})], null],
    ["a gauge", [value("http_requests", 5, { code: "500" })], null],
    [
      "a histogram: its count alone",
      [
        rate(9, { code: "200" }, "d_seconds_count_per_second"),
        rate(1, { code: "500" }, "d_seconds_count_per_second"),
        rate(99, { code: "500" }, "d_seconds_sum_per_second"),
        rate(99, { code: "500", le: "1" }, "d_seconds_bucket_per_second"),
      ],
      0.1,
    ],
  ])("of %s", (_, values, expected) => expect(errorRatioOf(values)).toBe(expected));
});
