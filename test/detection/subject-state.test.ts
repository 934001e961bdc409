import { describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { findingSubjectOf, runDetectors } from "../../src/detection/run-detectors.js";
import { defaultPolicy } from "../../src/detection/policy.js";
import { newSubjectState, packSeries, unpackSeries } from "../../src/detection/subject-state.js";
import { decodeState, encodeState } from "../../src/alerting/state-codec.js";

const look = (i: number, value: number) => ({
  kind: "measurement" as const,
  subject: "metric:a/b",
  repository: null,
  service: "a",
  value,
  at: Date.UTC(2026, 2, 2) + i * MINUTE,
});

describe("the state of a series", () => {
  const lived = newSubjectState();
  for (let i = 0; i < 3_000; i++) runDetectors(lived, look(i, 100 + ((i * 7919) % 13) / 3), defaultPolicy);

  it("is under 4 KB as a row", () => {
    const { state, series } = encodeState(lived);
    expect((series?.length ?? Infinity) + JSON.stringify(state).length).toBeLessThan(4_096);
  });

  it("goes on from a row exactly as from memory", () => {
    const { state, series } = encodeState(lived);
    const restored = decodeState({ state: JSON.parse(JSON.stringify(state)) as object, series });
    for (let i = 3_000; i < 3_400; i++) {
      const value = i > 3_200 ? 300 : 100 + ((i * 7919) % 13) / 3;
      expect(runDetectors(restored, look(i, value), defaultPolicy)).toEqual(
        runDetectors(lived, look(i, value), defaultPolicy),
      );
    }
    expect(encodeState(restored)).toEqual(encodeState(lived));
  });

  it("of another version is begun anew, and nothing else is lost", () => {
    const state = {
      packed: { seen: 1, recent: [], open: true, called: true },
      spoke: { "anomaly.value": 5 },
    };
    const { series, spoke } = decodeState({ state, series: Buffer.alloc(16) });
    expect([series, spoke]).toEqual([undefined, { "anomaly.value": 5 }]);
  });

  it("refuses bytes of another length", () => {
    const { bytes, json } = packSeries(lived.series!);
    expect(() => unpackSeries(bytes.subarray(8), json)).toThrow(/of this version/);
  });
});

describe("what an input is about", () => {
  it.each([
    ["fingerprint:f", "f"],
    ["event:7", null],
  ])("%s", (subject, fingerprint) => {
    const input = {
      kind: "occurrence" as const,
      id: "7",
      status: "firing" as const,
      severity: "error" as const,
      fingerprint,
      service: null,
      repository: null,
      category: null,
      branch: null,
      at: 1,
    };
    expect(findingSubjectOf(input).subject).toBe(subject);
  });
});
