import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { HealError } from "../../src/core/errors.js";
import { createCircuits } from "../../src/github/circuit.js";

const down = () =>
  Promise.reject(new HealError("HEAL_GITHUB_UNAVAILABLE", "GitHub answered 502: bad gateway"));

describe("GitHub's circuits", () => {
  beforeEach(() => void jest.useFakeTimers({ now: new Date("2026-03-01T12:00:00Z") }));
  afterEach(() => void jest.useRealTimers());

  const fail = async (circuits: ReturnType<typeof createCircuits>, of: string, times: number) => {
    for (let i = 0; i < times; i++) await expect(circuits.through(of, down)).rejects.toThrow("502");
  };

  it("leave GitHub alone after eight outages in a row, then let one call try", async () => {
    const circuits = createCircuits();
    await fail(circuits, "7", 7);
    expect(await circuits.through("7", async () => "up")).toBe("up");
    await fail(circuits, "7", 8);
    const asked = jest.fn(async () => "up");
    await expect(circuits.through("7", asked)).rejects.toMatchObject({
      code: "HEAL_GITHUB_RESTING",
      retryable: true,
      retryAfterMs: 15_000,
      message: expect.stringContaining("502"),
    });
    expect(asked).not.toHaveBeenCalled();
    expect(circuits.opened()).toEqual([
      {
        of: "7",
        reason: "GitHub answered 502: bad gateway",
        since: new Date("2026-03-01T12:00:00Z"),
        until: new Date("2026-03-01T12:00:15Z"),
      },
    ]);
    // Another installation is not held back.
    expect(await circuits.through("8", asked)).toBe("up");

    jest.setSystemTime(new Date("2026-03-01T12:00:16Z"));
    await fail(circuits, "7", 1);
    await expect(circuits.through("7", asked)).rejects.toMatchObject({ code: "HEAL_GITHUB_RESTING" });
    jest.setSystemTime(new Date("2026-03-01T12:00:40Z"));
    expect(await circuits.through("7", asked)).toBe("up");
    expect(circuits.opened()).toEqual([]);
  });

  it.each([
    [
      "a rate limit, which is an answer",
      new HealError("HEAL_GITHUB_UNAVAILABLE", "rate limited", { retryAfterMs: 60_000 }),
    ],
    ["a refusal", new HealError("HEAL_GITHUB_REFUSED", "GitHub answered 422")],
    ["what is not there", new HealError("HEAL_GITHUB_GONE", "GitHub answered 404")],
  ])("do not open for %s", async (_name, error) => {
    const circuits = createCircuits();
    for (let i = 0; i < 20; i++)
      await expect(circuits.through("7", () => Promise.reject(error))).rejects.toBe(error);
    expect(circuits.opened()).toEqual([]);
  });
});
