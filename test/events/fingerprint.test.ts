import { describe, expect, it } from "@jest/globals";
import {
  earlierFingerprintsOf,
  FINGERPRINT_VERSION,
  fingerprintOf,
  isSameFailure,
  placeFingerprint,
} from "../../src/events/fingerprint.js";

const of = (line: string, more: Record<string, unknown> = {}): string =>
  fingerprintOf({ category: "network", command: "npm ci", lines: [line], ...more });

describe("fingerprintOf", () => {
  it("has its version in front", () =>
    expect(of("x y z")).toMatch(new RegExp(`^v${FINGERPRINT_VERSION}:[0-9a-f]{32}$`)));

  it.each([
    ["time", "2026-01-02T03:04:05Z connect failed to db", "2026-02-03T13:14:15Z connect failed to db"],
    [
      "checkout",
      "error in /home/a/work/app/src/x.ts:12:3 bad thing",
      "error in /builds/b/app/src/x.ts:99:1 bad thing",
    ],
    ["Windows", "error in C:\\agent\\1\\s\\src\\x.ts bad thing", "error in /builds/b/app/src/x.ts bad thing"],
    ["port", "connect ECONNREFUSED 127.0.0.1:5432 by peer", "connect ECONNREFUSED 10.1.2.3:6543 by peer"],
    [
      "uuid",
      "job 550e8400-e29b-41d4-a716-446655440000 was lost",
      "job 650e8400-e29b-41d4-a716-446655440001 was lost",
    ],
    ["sha", "cannot apply 61890720c8a to this branch", "cannot apply 3f786850e38 to this branch"],
    ["duration", "timed out after 30 s waiting", "timed out after 1200ms waiting"],
    ["temporary path", "cannot write /tmp/a1/x.json here", "cannot write /tmp/zz/y.json here"],
    ["colour", "\u001b[31mthe build failed badly\u001b[0m", "the build failed badly"],
  ])("does not see another %s", (_, a, b) => expect(of(a)).toBe(of(b)));

  it.each([
    ["error code", "src/a.ts: error TS2322: wrong", "src/a.ts: error TS2345: wrong"],
    ["file", "cannot find module ./a.js in src", "cannot find module ./b.js in src"],
    ["host", "getaddrinfo ENOTFOUND registry.npmjs.org now", "getaddrinfo ENOTFOUND pypi.org now"],
  ])("sees another %s", (_, a, b) => expect(of(a)).not.toBe(of(b)));

  it("names what the version before would have stored, the likeliest first", () => {
    const lines = ["one thing that failed badly", "another thing that failed badly"];
    const identity = { category: "network", command: "npm ci", lines };
    const reversed = { ...identity, lines: [...lines].reverse() };
    const hash = (fingerprint: string): string => fingerprint.replace(/^v\d+:/, "");
    const earlier = earlierFingerprintsOf(identity);
    expect(earlier.map(hash)).toEqual([hash(fingerprintOf(identity)), hash(fingerprintOf(reversed))]);
    expect(earlier.every((one) => one.startsWith(`v${FINGERPRINT_VERSION - 1}:`))).toBe(true);
    // What version 1 stored for these lines, kept as it was: a change of it loses what installations have learned.
    expect(earlier[0]).toBe("v1:a43304376f229967c768211298581b4f");
  });

  it("is of the same failure under another version, and no other", () => {
    const [fingerprint, other] = [of("cannot reach the registry"), of("cannot reach the mirror")];
    expect(isSameFailure(fingerprint.replace(/^v\d+/, "v1"), fingerprint)).toBe(true);
    expect(isSameFailure(other.replace(/^v\d+/, "v1"), fingerprint)).toBe(false);
  });

  it("keeps the identity of a place, which no version has changed", () =>
    expect(placeFingerprint({ category: "workflow_config", repository: 7, path: "a.yml" })).toMatch(/^v1:/));

  it("takes a failing test as identity, whatever it said", () => {
    const a = of("expected 1", { test: "suite › adds (12 ms)" });
    expect(a).toBe(of("timeout", { test: "suite › adds (9 ms)" }));
    expect(a).not.toBe(of("expected 1", { test: "suite › subtracts" }));
  });

  it("keeps labels of the service, not of the machine", () => {
    const a = of("x", { labels: { service: "pay", pod: "pay-blue" } });
    expect(a).toBe(of("x", { labels: { pod: "pay-green", service: "pay" } }));
    expect(a).not.toBe(of("x", { labels: { service: "cart" } }));
  });

  it("is told apart by command and category", () => {
    expect(of("x", { command: "npm test" })).not.toBe(of("x"));
    expect(of("x", { category: "disk_full" })).not.toBe(of("x"));
  });
});
