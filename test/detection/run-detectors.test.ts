import { describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import type { Input, Measurement, Requests, Trial } from "../../src/detection/detection.js";
import { runDetectors } from "../../src/detection/run-detectors.js";
import { defaultPolicy } from "../../src/detection/policy.js";
import { health } from "../../src/detection/test-health.js";
import { newSubjectState } from "../../src/detection/subject-state.js";

const START = Date.UTC(2026, 2, 2);
const at = (minute: number): number => START + minute * MINUTE;

function play(inputs: readonly Input[]) {
  const state = newSubjectState();
  return { state, found: inputs.flatMap((input) => runDetectors(state, input, defaultPolicy)) };
}

describe("an error budget", () => {
  const look = (minute: number, bad: number): Requests => ({
    kind: "requests",
    subject: "budget:a/a/pay",
    repository: "a/a",
    service: "pay",
    objective: 0.999,
    all: 1,
    bad,
    at: at(minute),
  });

  it("calls when it burns 14.4 times too fast in the long and in the short window, and says when it is over", () => {
    const story = Array.from({ length: 240 }, (_, i) => look(i / 2, i >= 120 && i < 130 ? 1 : 0));
    const { found } = play(story);
    expect(found[0]).toMatchObject({
      detector: "threshold.burn-fast",
      notify: true,
      numbers: { factor: 14.4, objective: 0.999 },
      threshold: "14.4 times over 1h and 5m, objective 0.999",
    });
    expect(found.map(({ detector }) => detector)).toEqual(
      expect.arrayContaining(["threshold.burn-medium", "resolved"]),
    );
    expect(found.find(({ detector }) => detector === "threshold.burn-slow")?.notify).not.toBe(true);
  });

  it("leaves one bad answer alone", () => {
    expect(play(Array.from({ length: 200 }, (_, i) => look(i / 2, i === 100 ? 1 : 0))).found).toEqual([]);
  });
});

describe("a counter", () => {
  const count = (minute: number, value: number): Measurement => ({
    kind: "measurement",
    subject: "metric:a/requests_total",
    repository: null,
    service: "a",
    counter: true,
    value,
    at: at(minute),
  });
  const grown = (from: number, until: number, start: number, each: (minute: number) => number) => {
    let value = start;
    return Array.from({ length: until - from }, (_, i) => count(from + i, (value += each(from + i))));
  };

  it("that grows as usual is nothing, also over a reset", () => {
    const steady = (minute: number) => 600 + (minute % 7);
    const story = [...grown(0, 1_000, 0, steady), ...grown(1_000, 2_000, 0, steady)];
    expect(play(story).found.filter(({ notify }) => notify)).toEqual([]);
  });

  it("counts from 0 after a reset", () => {
    const { state } = play([count(0, 0), count(1, 600), count(2, 1_200), count(3, 600)]);
    expect(state.series?.usual.means[0]).toBeCloseTo(10);
  });

  it("that grows ten times as fast is a deviation of its rate", () => {
    const story = grown(0, 2_000, 0, (minute) => (minute < 1_900 ? 600 + (minute % 7) : 6_000));
    const { found } = play(story);
    const [call] = found.filter(({ notify }) => notify);
    expect(call).toMatchObject({ detector: "anomaly.deviation", numbers: { value: 100 } });
  });

  it("is not judged by what comes late or is no number", () => {
    const { state } = play([count(0, 5), count(1, 65), count(1, 900), count(0, 9), count(2, Number.NaN)]);
    expect(state.last).toEqual({ at: at(1), value: 65 });
    expect(state.series?.usual.seen).toBe(1);
  });
});

describe("a measurement", () => {
  const ratio = (i: number, value: number, of: Partial<Measurement> = {}): Measurement => ({
    kind: "measurement",
    subject: "metric:a/error_ratio",
    repository: null,
    service: "a",
    value,
    at: at(i),
    ...of,
  });
  const step = (to: number, of: Partial<Measurement>) =>
    play(Array.from({ length: 600 }, (_, i) => ratio(i, i < 500 ? 0 : to, of))).found.filter(
      ({ notify }) => notify,
    );

  it("that was always the same calls for a step that counts, and not for a thousandth", () => {
    expect(step(0.001, { least: 0.01 })).toEqual([]);
    expect(step(0.3, { least: 0.01 })).toMatchObject([{ detector: "anomaly.deviation" }]);
  });

  it("that is quiet is found and calls nobody", () => {
    expect(step(0.3, { least: 0.01, quiet: true })).toEqual([]);
  });
});

describe("a trial", () => {
  const trial = (minute: number, failed: boolean, key: string, of: Partial<Trial> = {}): Trial => ({
    kind: "trial",
    subject: "workflow:a/a/ci.yml",
    repository: "a/a",
    service: null,
    branch: "default",
    failed,
    key,
    at: at(minute),
    ...of,
  });
  const stateAfter = (...inputs: Input[]) => health(play(inputs).state.health!, at(120)).state;
  const excuse = (key: string): Input => ({
    kind: "reclassification",
    subject: "workflow:a/a/ci.yml",
    repository: "a/a",
    service: null,
    key,
    at: at(60),
  });

  it.each<[string, string, Input[]]>([
    ["flaky", "disagrees on one commit", [trial(0, true, "a"), trial(1, false, "a")]],
    ["passing", "its failure was the network's", [trial(0, true, "a"), trial(1, false, "a"), excuse("a")]],
    [
      "infrastructure",
      "failed by the network alone",
      [trial(0, false, "z"), trial(1, true, "a"), excuse("a")],
    ],
    [
      "flaky",
      "another commit's excuse does not count",
      [trial(0, true, "a"), trial(1, false, "a"), excuse("b")],
    ],
    ["broken", "fails on several", [trial(0, false, "z"), trial(1, true, "a"), trial(2, true, "b")]],
    ["born-red", "never passed", [trial(0, true, "a"), trial(1, true, "b")]],
    [
      "passing",
      "a mass failure says nothing of it",
      [
        trial(0, false, "z"),
        trial(1, true, "a", { massFailure: true }),
        trial(2, true, "b", { massFailure: true }),
      ],
    ],
  ])("is %s when it %s", (state, _why, inputs) => {
    expect(stateAfter(...inputs)).toBe(state);
  });

  it("without a key has no state, and counts all the same", () => {
    const { state, found } = play([0, 1, 2].map((i) => ({ ...trial(i, true, ""), key: undefined })));
    expect(state.health).toBeUndefined();
    expect(found).toMatchObject([{ detector: "threshold.rate", notify: true }]);
  });

  it("that is quiet is found and calls nobody", () => {
    const { found } = play([0, 1, 2].map((i) => trial(i * 60, true, "a", { quiet: true })));
    expect(found).toMatchObject([{ detector: "threshold.rate", notify: false }]);
  });

  it("is forgotten by the rate after its span", () => {
    const spread = [0, 1, 2, 3].map((i) => trial((i * 7 * HOUR) / MINUTE, true, "a"));
    expect(play(spread).found).toEqual([]);
  });
});
