import { describe, expect, it } from "@jest/globals";
import { FINGERPRINT_VERSION, fingerprintOf } from "../../src/events/fingerprint.js";

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
