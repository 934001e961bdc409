import { describe, expect, it } from "@jest/globals";
import type { Silence } from "../../src/detection/policy.js";
import { silenceOf, isTransient } from "../../src/detection/policy.js";

const about = { subject: "fingerprint:f", repository: "a/a", service: "pay", at: 50 };
const silence = (of: Partial<Silence>): Silence => ({ from: 0, to: 100, why: "mute", ...of });

describe("silenceOf", () => {
  it.each<[string, Partial<Silence>, boolean]>([
    ["everything", {}, true],
    ["this repository", { repository: "a/a" }, true],
    ["another repository", { repository: "a/b" }, false],
    ["this service", { service: "pay" }, true],
    ["another service", { service: "cart" }, false],
    ["this subject", { subject: "fingerprint:f" }, true],
    ["another subject", { subject: "fingerprint:g" }, false],
    ["this repository and another service", { repository: "a/a", service: "cart" }, false],
    ["a time from now on", { from: 50 }, true],
    ["a time that ends now", { to: 50 }, false],
    ["a time to come", { from: 51 }, false],
  ])("of %s", (_name, of, applies) => {
    expect(silenceOf([silence(of)], about) !== undefined).toBe(applies);
  });
});

describe("transient", () => {
  it.each([
    ["network", true],
    ["runner_lost", true],
    ["compile_error", false],
    ["test_failure", false],
    [null, false],
  ])("%p: %p", (category, expected) => expect(isTransient({ category })).toBe(expected));
});
