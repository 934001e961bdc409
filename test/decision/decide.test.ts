import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decide, whyNot } from "../../src/decision/decide.js";
import { guards } from "../../src/decision/guards/index.js";
import { allows, modes, stricter, type Reach } from "../../src/decision/mode.js";
import { predict } from "../../src/decision/trust.js";
import type { DecisionContext } from "../../src/decision/context.js";
import { categories } from "../../src/diagnosis/category.js";
import { moves } from "../../src/playbooks/moves.js";
import { riskOf } from "../../src/decision/risk.js";
import { attempt, playbook, subject, world } from "./support.js";

const own = playbook({ name: "own", origin: "repository" });
const risky = playbook({ name: "risky", origin: "repository", risk: "high" });
const fix = playbook({ name: "fix", steps: [{ action: "open-fix-pr" }] });

describe("decide", () => {
  it.each<[string, Partial<DecisionContext>, Partial<ReturnType<typeof subject>>, unknown]>([
    ["acts", {}, {}, { kind: "act", playbook: { name: "rerun" }, predicted: 0.7, trials: 0 }],
    ["own beats shipped", { playbooks: [playbook(), own] }, {}, { kind: "act", playbook: { name: "own" } }],
    [
      "the likelier of equals",
      { playbooks: [fix, playbook()] },
      {},
      { kind: "act", playbook: { name: "rerun" } },
    ],
    [
      "the less risky of equals",
      {
        playbooks: [playbook({ name: "more", risk: "medium" }), playbook()],
        consent: { actions: ["rerun-failed-jobs"], producers: [] },
      },
      {},
      { kind: "act", playbook: { name: "rerun" } },
    ],
    [
      "a shipped one does not replace what waits for an approval, which is offered",
      { playbooks: [risky, playbook()] },
      {},
      { kind: "suggest", playbook: { name: "risky" } },
    ],
    [
      "another of the repository's own does",
      { playbooks: [risky, own] },
      {},
      { kind: "act", playbook: { name: "own" } },
    ],
    ["no match goes to people", {}, { category: "test_failure" }, { kind: "escalate" }],
    ["no playbook goes to people", { playbooks: [] }, {}, { kind: "escalate" }],
    ["the mode alone is a suggestion", { mode: "suggest" }, {}, { kind: "suggest" }],
    ["the mode and more is not", { mode: "suggest", tried: ["rerun-failed-jobs"] }, {}, { kind: "escalate" }],
    ["observe does nothing", { mode: "observe" }, {}, { kind: "none", why: "mode is observe" }],
    [
      "a stop does nothing",
      { stop: { by: "@mia", reason: "x" } },
      {},
      { kind: "none", why: "stopped by @mia: x" },
    ],
    [
      "a switch that cannot be read does nothing",
      { stop: "unreadable" },
      {},
      { kind: "none", why: "the kill switch could not be read" },
    ],
    [
      "heal's own doing",
      { own: true },
      {},
      { kind: "none", why: "this failure comes from heal's own action" },
    ],
    [
      "otherwise: ignore",
      { playbooks: [playbook({ otherwise: "ignore" })], tried: ["rerun-failed-jobs"] },
      {},
      { kind: "none", why: "the playbook says to ignore it otherwise" },
    ],
    [
      "what is asked for needs no playbook",
      { playbooks: [], asked: { by: "mia", move: "rerun-failed-jobs", mayApprove: false } },
      { category: "unknown", confidence: 0 },
      { kind: "act", playbook: { name: "asked" } },
    ],
    [
      "what is asked for still minds the head",
      { branchHead: "def", asked: { by: "mia", move: "rerun-failed-jobs", mayApprove: false } },
      {},
      { kind: "escalate" },
    ],
  ])("%s", (_name, change, about, expected) => {
    expect(decide(subject(about), world(change))).toMatchObject(expected as object);
  });

  it("is total and pure, gives reasons for every playbook, and never acts when a guard refuses", () => {
    const worlds = fc.record({
      stop: fc.constantFrom(null, "unreadable" as const, { by: "a", reason: "b" }),
      mode: fc.constantFrom(...modes),
      modeOf: fc.dictionary(fc.constantFrom(...moves), fc.constantFrom(...modes)),
      playbooks: fc.subarray([playbook(), own, risky, fix, playbook({ name: "quiet", otherwise: "ignore" })]),
      trust: fc.dictionary(
        fc.constantFrom(...moves),
        fc.record({ successes: fc.nat(9), failures: fc.nat(9) }),
      ),
      run: fc.option(
        fc.record({
          attempt: fc.integer({ min: 1, max: 2 }),
          status: fc.constantFrom("completed", "queued"),
          conclusion: fc.constantFrom("failure", "success", null),
        }),
      ),
      branchHead: fc.constantFrom("abc", "def", null),
      own: fc.boolean(),
      tried: fc.subarray([...moves]),
      asked: fc.option(
        fc.record({ by: fc.string(), move: fc.constantFrom(...moves), mayApprove: fc.boolean() }),
      ),
      attempts: fc.array(
        fc
          .tuple(
            fc.nat(60 * 24 * 9),
            fc.constantFrom(...moves),
            fc.constantFrom("successful", "failed", "error", "under way", "inconclusive"),
          )
          .map(([ended, move, verdict]) => attempt(ended, { move, verdict: verdict })),
        { maxLength: 8 },
      ),
      leave: fc.record({
        actions: fc.subarray([...moves]),
        producers: fc.subarray(["formatter", "codegen"]),
      }),
      firing: fc.option(
        fc.record({
          since: fc.nat(300).map((ago) => new Date(world().now.getTime() - ago * 1_000)),
          flappedAt: fc.constantFrom(null, new Date("2026-02-20T12:00:00Z")),
        }),
        { freq: 2 },
      ),
      counts: fc.record({
        openFixPulls: fc.nat(4),
        writesLastHour: fc.nat(300),
      }),
    });
    const subjects = fc.record({
      kind: fc.constantFrom("ci" as const, "alert" as const),
      category: fc.constantFrom(...categories, "network" as const),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      fork: fc.boolean(),
      attempt: fc.integer({ min: 1, max: 2 }),
    });
    let acted = 0;
    fc.assert(
      fc.property(worlds, subjects, (change, about) => {
        const given = world(change);
        const decision = decide(subject(about), given);
        expect(decide(subject(about), structuredClone(given))).toEqual(decision);
        expect(decision.reasons).toHaveLength(given.asked ? 1 : given.playbooks.length);
        for (const reason of decision.reasons) expect(reason.verdicts.length).toBeGreaterThan(0);
        const chosen = decision.reasons.filter((one) => one.chosen);
        expect(chosen).toHaveLength("playbook" in decision ? 1 : 0);
        if (decision.kind !== "act") return;
        acted += 1;
        expect(chosen[0]?.verdicts.map((one) => [one.guard, one.allowed])).toEqual(
          ["match", ...Object.keys(guards)].map((guard) => [guard, true]),
        );
        expect(riskOf(decision.playbook, decision.step)).not.toBe("high");
        expect([given.stop, given.own, about.fork]).toEqual([null, false, false]);
      }),
      { numRuns: 1_500, seed: 7 },
    );
    expect(acted).toBeGreaterThan(0);
  });
});

it("whyNot tells the first refusal of each, and what only the mode forbids", () => {
  const reasons = (change: Partial<DecisionContext>) => whyNot(decide(subject(), world(change)).reasons);
  expect(reasons({ playbooks: [playbook(), own] })).toEqual([
    {
      playbook: "rerun",
      action: "rerun-failed-jobs",
      why: "the repository's own playbook own stands for it",
    },
  ]);
  expect(reasons({ mode: "suggest" })).toEqual([
    { playbook: "rerun", action: "rerun-failed-jobs", why: "would be done, but mode is suggest" },
  ]);
  expect(reasons({ branchHead: null, tried: ["rerun-failed-jobs"] })).toEqual([
    { playbook: "rerun", action: "rerun-failed-jobs", why: "the branch is gone" },
  ]);
});

it("one failure without a success brings a rerun below even; successes raise it", () => {
  expect(predict("rerun-failed-jobs")).toBeCloseTo(0.7);
  expect(predict("rerun-failed-jobs", { successes: 0, failures: 1 })).toBeLessThan(0.5);
  expect(predict("rerun-failed-jobs", { successes: 1, failures: 0 })).toBeGreaterThan(0.7);
  expect(predict("open-fix-pr")).toBeCloseTo(0.6);
  expect(predict("dispatch-workflow", { successes: 0, failures: 1 })).toBeLessThan(0.5);
});

it("modes by reach", () => {
  const table = (["answer", "speak", "act"] as Reach[]).map((reach) =>
    modes.map((mode) => allows(mode, reach)),
  );
  expect(table).toEqual([
    [false, true, true, true],
    [false, false, true, true],
    [false, false, false, true],
  ]);
  expect(stricter("act", "observe")).toBe("observe");
  expect(stricter("off", "act")).toBe("off");
});
