import { describe, expect, it } from "@jest/globals";
import { createCallCounter } from "../../src/core/call-counter.js";
import { createErrorRatio } from "../../src/monitoring/error-ratio.js";
import { countedFetch } from "../../src/monitoring/counted-fetch.js";
import { NOW } from "./runs.js";

const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const setUp = () => {
  const tally = createCallCounter();
  const shares = createErrorRatio(tally);
  const calls = (good: number, failed: number) => {
    for (let i = 0; i < good; i++) tally.good();
    for (let i = 0; i < failed; i++) tally.failed("it answered 502");
  };
  return { shares, calls };
};

describe("shares", () => {
  it.each([
    [0, 0, "ok", "no calls in 5 minutes"],
    [9, 0, "ok", "0 of 9 calls in 5 minutes failed (0 %)"],
    [0, 4, "ok", "4 of 4 calls in 5 minutes failed (100 %): it answered 502"],
    [0, 5, "down", "5 of 5 calls in 5 minutes failed (100 %): it answered 502"],
    [5, 5, "degraded", "5 of 10 calls in 5 minutes failed (50 %): it answered 502"],
    [6, 4, "ok", "4 of 10 calls in 5 minutes failed (40 %): it answered 502"],
  ] as const)("of %s good and %s failed calls are %s", (good, failed, state, reason) => {
    const { shares, calls } = setUp();
    calls(good, failed);
    expect(shares.at(NOW)).toMatchObject({ state, reason });
  });

  it("speak of the last five minutes, and count what came since the last look", () => {
    const { shares, calls } = setUp();
    calls(0, 10);
    expect(shares.at(after(0)).values).toEqual({ calls: 10, failed: 10, error_ratio: 1 });
    calls(10, 0);
    expect(shares.at(after(120)).values).toEqual({ calls: 10, failed: 0, error_ratio: 0.5 });
    expect(shares.at(after(299)).values).toEqual({ calls: 0, failed: 0, error_ratio: 0.5 });
    expect(shares.at(after(301)).values).toEqual({ calls: 0, failed: 0, error_ratio: 0 });
    expect(shares.at(after(601)).values).toEqual({ calls: 0, failed: 0 });
  });

  it("bear a clock that jumps back", () => {
    const { shares, calls } = setUp();
    calls(1, 0);
    shares.at(after(3_600));
    calls(5, 5);
    expect(shares.at(NOW)).toMatchObject({ state: "ok", values: { calls: 11 } });
  });

  it("show no token that a reason holds", () => {
    const tally = createCallCounter();
    const shares = createErrorRatio(tally);
    tally.failed(`the token ghp_${"a".repeat(36)} is bad`);
    expect(shares.at(NOW).reason).not.toContain("ghp_");
  });
});

describe("tallied", () => {
  const counts = async (answer: () => Promise<Response>) => {
    const tally = createCallCounter();
    await countedFetch(answer, tally)("http://a").catch(() => undefined);
    const { tried, failed } = tally.read();
    return { tried, failed };
  };

  it.each([
    [200, 0],
    [404, 0],
    [422, 0],
    [401, 1],
    [402, 1],
    [403, 1],
    [429, 1],
    [500, 1],
    [503, 1],
  ])("counts an answer of %s as %s failed", async (status, failed) =>
    expect(await counts(async () => new Response(null, { status }))).toEqual({ tried: 1, failed }),
  );

  it("counts silence, and gives answer and error on", async () => {
    const lost = () => Promise.reject(new Error("no route"));
    expect(await counts(lost)).toEqual({ tried: 1, failed: 1 });
    await expect(countedFetch(lost, createCallCounter())("http://a")).rejects.toThrow("no route");
    expect((await countedFetch(async () => new Response("x"), createCallCounter())("http://a")).status).toBe(
      200,
    );
  });
});
