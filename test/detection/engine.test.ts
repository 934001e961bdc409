import { describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import type { Detection, Input, Measurement, Occurrence, Trial } from "../../src/detection/detection.js";
import { detect, newEngineState } from "../../src/detection/engine.js";
import type { Policy } from "../../src/detection/policy.js";
import { defaultPolicy } from "../../src/detection/policy.js";

const START = Date.UTC(2026, 2, 2);
const at = (minute: number): number => START + minute * MINUTE;

const occurrence = (minute: number, of: Partial<Occurrence> = {}): Occurrence => ({
  kind: "occurrence",
  id: `e${minute}`,
  status: "firing",
  severity: "error",
  fingerprint: "f",
  service: null,
  repository: "a/a",
  category: "test_failure",
  branch: "default",
  at: at(minute),
  ...of,
});
const trial = (minute: number, failed: boolean, of: Partial<Trial> = {}): Trial => ({
  kind: "trial",
  subject: "workflow:a/a/ci.yml",
  repository: "a/a",
  service: null,
  branch: "default",
  failed,
  at: at(minute),
  ...of,
});
/** Two days of a service's minutes; `factor` distorts them. */
const minutes = (
  until: number,
  factor: (minute: number) => number = () => 1,
  service = "pay",
): Measurement[] =>
  Array.from({ length: until }, (_, i) => ({
    kind: "measurement",
    subject: `metric:${service}/latency`,
    repository: null,
    service,
    value: (100 + ((i * 7919) % 11)) * factor(i),
    at: at(i),
  }));

function play(inputs: readonly Input[], policy: Partial<Policy> = {}): Detection[] {
  const state = newEngineState();
  return inputs.flatMap((input) => detect(state, input, { ...defaultPolicy, ...policy }));
}
const calls = (found: readonly Detection[]): string[] =>
  found.filter(({ requiresAttention }) => requiresAttention).map(({ detector }) => detector);

describe("detect: occurrences", () => {
  it.each<[string, Partial<Occurrence>, string[]]>([
    ["a new failure on the default branch", {}, ["pattern.new"]],
    ["a pull request's failure", { branch: "other" }, []],
    ["a single network failure", { category: "network" }, []],
    ["a known kind of flake", { category: "flaky_test" }, []],
    ["a warning", { severity: "warning" }, []],
    ["a critical alert", { severity: "critical", branch: null, repository: null }, ["threshold.severity"]],
    [
      "a critical alert without fingerprint",
      { severity: "critical", fingerprint: null },
      ["threshold.severity"],
    ],
    ["a failure without fingerprint", { fingerprint: null }, []],
  ])("%s calls for %j", (_name, of, expected) => {
    expect(calls(play([occurrence(0, of)]))).toEqual(expected);
  });

  it("says a detection with its subject, reason, score and numbers", () => {
    expect(play([occurrence(0)])).toEqual([
      {
        detector: "pattern.new",
        subject: "fingerprint:f",
        reason: "never seen before",
        score: 0.6,
        numbers: {},
        threshold: null,
        requiresAttention: true,
        silenced: null,
        at: at(0),
      },
    ]);
  });

  it("calls once for one failure in many repositories, though each is transient", () => {
    const hit = Array.from({ length: 9 }, (_, i) =>
      occurrence(i, { repository: `a/${i}`, category: "registry_outage" }),
    );
    expect(calls(play(hit))).toEqual(["pattern.spread"]);
  });

  it("calls when a closed failure is back; resolved is always passed on", () => {
    const story = [occurrence(0), occurrence(60, { status: "resolved" }), occurrence(3_000)];
    expect(play(story).map(({ detector, requiresAttention }) => [detector, requiresAttention])).toEqual([
      ["pattern.new", true],
      ["resolved", false],
      ["pattern.returned", true],
    ]);
  });

  it("passes resolved through a mute", () => {
    const silences = [{ from: 0, to: at(DAY), why: "mute" as const }];
    const found = play([occurrence(0), occurrence(1, { status: "resolved" })], { silences });
    expect(found.map(({ detector }) => detector)).toEqual(["pattern.new", "resolved"]);
    expect(found[0]).toMatchObject({ requiresAttention: false, silenced: "muted" });
  });

  it("does not fold a critical alert into a call about less", () => {
    const of = { service: "pay", repository: null, branch: null };
    const story = [
      occurrence(0, { ...of, fingerprint: "f" }),
      occurrence(1, { ...of, fingerprint: "g" }),
      occurrence(2, { ...of, fingerprint: "h", severity: "critical" }),
    ];
    expect(calls(play(story))).toEqual(["pattern.new", "threshold.severity"]);
  });

  it("calls once for a storm, and again for what comes after it", () => {
    const storm = Array.from({ length: 12 }, (_, i) => occurrence(i / 4, { fingerprint: `f${i}` }));
    const found = play([...storm, occurrence(90, { fingerprint: "later" })]);
    expect(calls(found)).toEqual([...new Array<string>(5).fill("pattern.new"), "storm", "pattern.new"]);
    expect(found.filter(({ silenced }) => silenced === "part of a storm")).toHaveLength(6);
  });

  it("calls nobody for a detector that only labels", () => {
    expect(calls(play([occurrence(0)], { labelOnly: new Set(["pattern.new"]) }))).toEqual([]);
  });
});

describe("detect: trials", () => {
  it("calls when a workflow of the default branch fails mostly, once, and says when it is over", () => {
    const story = [..."xxxxxx..............."].map((one, i) => trial(i * 5, one === "x"));
    const found = play(story);
    expect(found.map(({ detector, requiresAttention }) => [detector, requiresAttention])).toEqual([
      ["threshold.rate", true],
      ["resolved", false],
    ]);
    expect(found[0]).toMatchObject({ numbers: { rate: 1, samples: 3 }, reason: "100 % of 3 failed" });
  });

  it("leaves other branches alone", () => {
    expect(play([0, 1, 2, 3, 4].map((minute) => trial(minute, true, { branch: "other" })))).toEqual([]);
  });
});

describe("detect: measurements", () => {
  const from = 2_500;
  const doubled = (minute: number): number => (minute >= from ? 2 : 1);

  it("calls within five minutes of a lasting change, once", () => {
    const found = play(minutes(3_000, doubled)).filter(({ requiresAttention }) => requiresAttention);
    expect(found.map(({ detector }) => detector)).toEqual(["anomaly.deviation"]);
    expect(found[0]!.at - at(from)).toBeLessThanOrEqual(5 * MINUTE);
  });

  it("shows a single unusual value and calls nobody", () => {
    const found = play(minutes(3_000, (minute) => (minute === from ? 30 : 1)));
    expect(found.filter((one) => one.at === at(from))).toMatchObject([
      { detector: "anomaly.value", requiresAttention: false },
    ]);
    expect(calls(found)).toEqual([]);
  });

  it.each([
    ["the trouble is over before the window", 2_560, []],
    ["the trouble outlasts the window", 3_000, ["anomaly.deviation"]],
  ])("in maintenance, when %s, calls %j", (_name, until, expected) => {
    const silences = [
      { service: "pay", from: at(from - 5), to: at(from + 120), why: "maintenance" as const },
    ];
    const story = minutes(3_000, (minute) => (minute >= from && minute < until ? 2 : 1));
    const found = play(story, { silences });
    expect(calls(found)).toEqual(expected);
    expect(found.some(({ silenced }) => silenced === "in a maintenance window")).toBe(true);
    for (const one of found) if (one.requiresAttention) expect(one.at).toBeGreaterThanOrEqual(at(from + 120));
  });

  it("calls once for several metrics of a service", () => {
    const pair = minutes(3_000, doubled).flatMap((one) => [one, { ...one, subject: "metric:pay/errors" }]);
    expect(calls(play(pair))).toEqual(["anomaly.deviation"]);
  });
});

describe("detect: repetition", () => {
  it("says the same of the same subject again only after a while", () => {
    const burst = (start: number): Occurrence[] => [0, 1, 2, 3, 4, 5, 6].map((i) => occurrence(start + i));
    const surges = (gap: number): number =>
      play([...burst(0), ...burst(gap)]).filter(({ detector }) => detector === "pattern.surge").length;
    expect(surges((5 * HOUR) / MINUTE)).toBe(1);
    expect(surges((7 * HOUR) / MINUTE)).toBe(2);
  });
});
