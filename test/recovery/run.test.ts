import { describe, expect, it } from "@jest/globals";
import { HealError } from "../../src/core/errors.js";
import type { Mode } from "../../src/decision/mode.js";
import type { Plan } from "../../src/decision/plan.js";
import { createMarks } from "../../src/core/marks.js";
import type { GitHub } from "../../src/github/port.js";
import { createEffects, type Intents, type RunDeps } from "../../src/recovery/run.js";

const now = new Date("2026-11-24T12:00:00Z");
const plan = (change: Partial<Plan> = {}): Plan => ({
  key: "rerun:acme/web:7:1",
  action: "rerun-failed-jobs",
  repository: { fullName: "acme/web", id: 1, installationId: 2 },
  incidentId: 3,
  params: { runId: 7, attempt: 1, url: "https://github.example/acme/web/actions/runs/7" },
  since: now.toISOString(),
  ...change,
});
const comment = (action: "comment" | "reply"): Plan =>
  plan({ key: `${action}:1`, action, params: { number: 1, body: "hello" } });

/** Everything a run touches, remembered in order. */
function setting(
  change: {
    attempt?: number;
    fails?: Error;
    stop?: "stopped" | "unreadable";
    mode?: Mode;
    flag?: boolean;
    wait?: boolean;
    refusal?: string;
    crashAfter?: boolean;
    lost?: boolean;
  } = {},
) {
  const calls: string[] = [];
  let attempt = change.attempt ?? 1;
  const rows = new Map<
    string,
    {
      id: number;
      state: "claimed" | "done" | "refused" | "failed";
      effect: object | null;
      reason: string | null;
      attempts: number;
    }
  >();
  const github = {
    run: async () => (calls.push("look"), { attempt }),
    rerunFailedJobs: async () => {
      calls.push("apply");
      if (change.fails) throw change.fails;
      attempt += 1;
    },
    comments: async () => (calls.push("look"), []),
    comment: async () => (calls.push("apply"), { id: 9, url: "u", author: "", body: "" }),
  } as unknown as GitHub;
  const intents: Intents = {
    claim: async ({ key }) => {
      const row = rows.get(key) ?? {
        id: 1,
        state: "claimed" as const,
        effect: null,
        reason: null,
        attempts: 0,
      };
      rows.set(key, row);
      if (row.state === "claimed") row.attempts += 1;
      calls.push("intent");
      return { ...row };
    },
    finish: async (_id, { key }, end) => {
      calls.push(end.state);
      if (change.crashAfter) throw new Error("killed");
      Object.assign(
        rows.get(key) ?? {},
        end.state === "done"
          ? { state: "done", effect: end.effect }
          : { state: end.state, reason: end.reason },
      );
    },
    release: async () => void calls.push("release"),
    hold: () => ({ lost: () => change.lost ?? false, end: () => undefined }),
  };
  const deps: RunDeps = {
    intents,
    killSwitch: {
      stopped: async () => {
        if (change.stop === "unreadable") throw new HealError("HEAL_SWITCH_UNREADABLE", "no database");
        return change.stop ? { scope: "acme/web", reason: "release", by: "@mia", at: now } : null;
      },
      stop: async () => undefined,
      resume: async () => false,
    },
    standing: async (repository) => ({ repository, refusal: change.refusal ?? null }),
    modeFor: async () => change.mode ?? "act",
    flags: { enabled: async () => change.flag ?? true },
    limiter: {
      wait: async () =>
        change.wait ? { until: new Date(now.getTime() + 60_000), reason: "too many" } : null,
    },
    tools: {
      github,
      agent: null,
      marks: createMarks(Buffer.alloc(32)),
      made: { others: async () => [] },
    },
    clock: { now: () => now },
  };
  return { effects: createEffects(deps), calls, change };
}

describe("an effect", () => {
  it("has its intent first, is made, and recorded", async () => {
    const { effects, calls } = setting();
    expect(await effects.run(plan())).toMatchObject({
      state: "done",
      fresh: true,
      effect: { id: 7, detail: "attempt 2" },
    });
    expect(calls).toEqual(["intent", "apply", "done"]);
  });

  it("is not made again under the same key", async () => {
    const { effects, calls } = setting();
    await effects.run(plan());
    expect(await effects.run(plan())).toMatchObject({ state: "done", fresh: false });
    expect(calls.filter((call) => call === "apply")).toHaveLength(1);
  });

  it("is looked for before it is made again after a crash", async () => {
    const { effects, calls, change } = setting({ crashAfter: true });
    await expect(effects.run(plan())).rejects.toThrow("killed");
    change.crashAfter = false;
    expect(await effects.run(plan())).toMatchObject({ state: "done", effect: { detail: "attempt 2" } });
    expect(calls.slice(-3)).toEqual(["intent", "look", "done"]);
    expect(calls.filter((call) => call === "apply")).toHaveLength(1);
  });

  it.each([
    ["a refusal is final", new HealError("HEAL_GITHUB_REFUSED", "lacks `actions: write`"), "refused"],
    [
      "trouble is tried later",
      new HealError("HEAL_GITHUB_UNAVAILABLE", "502", { retryAfterMs: 9_000 }),
      "later",
    ],
  ] as const)("%s", async (_name, fails, state) => {
    const { effects, calls } = setting({ fails });
    const first = await effects.run(plan());
    expect(first.state).toBe(state);
    if (first.state === "later") expect(first.retryAt.getTime() - now.getTime()).toBe(9_000);
    await effects.run(plan());
    expect(calls.filter((call) => call === "apply")).toHaveLength(state === "refused" ? 1 : 2);
  });

  it.each<[string, Parameters<typeof setting>[0], Plan, string]>([
    ["stopped: no act", { stop: "stopped" }, plan(), "refused"],
    ["stopped: no word", { stop: "stopped" }, comment("comment"), "refused"],
    ["stopped: an answer", { stop: "stopped" }, comment("reply"), "done"],
    ["switch unreadable: not even an answer", { stop: "unreadable" }, comment("reply"), "later"],
    ["observe: no word", { mode: "observe" }, comment("comment"), "refused"],
    ["observe: an answer", { mode: "observe" }, comment("reply"), "done"],
    ["off: nothing", { mode: "off" }, comment("reply"), "refused"],
    ["suggest: a word", { mode: "suggest" }, comment("comment"), "done"],
    ["suggest: no act", { mode: "suggest" }, plan(), "refused"],
    ["flag off", { flag: false }, plan(), "refused"],
    ["over the limit", { wait: true }, plan(), "later"],
    ["its claim ran out while it was prepared", { lost: true }, plan(), "later"],
    ["unknown action", {}, plan({ action: "rm" }), "refused"],
  ])("%s", async (_name, change, wanted, state) => {
    const { effects, calls } = setting(change);
    expect((await effects.run(wanted)).state).toBe(state);
    expect(calls.includes("apply")).toBe(state === "done");
  });
});
