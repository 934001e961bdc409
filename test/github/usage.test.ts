import { describe, expect, it } from "@jest/globals";
import { ProbotOctokit } from "probot";
import { createUsage } from "../../src/github/usage.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const reset = NOW.getTime() / 1_000 + 600;
const rate = (remaining: number, resource = "core", limit = 5_000) => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset": String(reset),
  "x-ratelimit-resource": resource,
});

const setUp = () => {
  const usage = createUsage();
  const ask = async (of: string, answer: Response | Error) => {
    const octokit = new ProbotOctokit({
      retry: { enabled: false },
      throttle: { enabled: false },
      request: { fetch: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)) },
    });
    usage.watch(octokit, of);
    usage.watch(octokit, of);
    return octokit.request("GET /zen").then(
      () => "answered",
      (error: unknown) => (error as Error).message,
    );
  };
  return { usage, ask };
};

describe("usage", () => {
  it.each([
    [200, 0],
    [404, 0],
    [422, 0],
    [401, 1],
    [403, 1],
    [429, 1],
    [500, 1],
    [502, 1],
  ])("counts a call answered %s once, as %s failed, and gives the answer on", async (status, failed) => {
    const { usage, ask } = setUp();
    expect((await ask("1", new Response("{}", { status }))) === "answered").toBe(status === 200);
    expect(usage.calls.read()).toMatchObject({ tried: 1, failed });
  });

  it("counts a call without an answer, with its reason", async () => {
    const { usage, ask } = setUp();
    expect(await ask("1", new TypeError("no route"))).toBe("no route");
    expect(usage.calls.read()).toEqual({ tried: 1, failed: 1, reason: "no route" });
  });

  it("keeps the tightest window of each installation, also from errors, until it is over", async () => {
    const { usage, ask } = setUp();
    await ask("1", new Response("{}", { headers: rate(4_000) }));
    await ask("1", new Response("{}", { headers: rate(25, "search", 30) }));
    await ask("2", new Response("{}", { status: 403, headers: rate(0) }));
    await ask("3", new Response("{}", { headers: { "x-ratelimit-limit": "x" } }));
    expect(usage.rates(NOW).map(({ of, remaining, limit }) => [of, remaining, limit])).toEqual([
      ["1", 4_000, 5_000],
      ["2", 0, 5_000],
    ]);
    expect(usage.rates(new Date(reset * 1_000))).toEqual([]);
    expect(usage.rates(NOW)).toEqual([]);
  });
});
