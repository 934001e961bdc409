import { describe, expect, it } from "@jest/globals";
import { decide } from "../../src/decision/decide.js";
import type { Begun } from "../../src/decision/stored.js";
import { begun as stored } from "./support.js";
import type { Step } from "../../src/playbooks/step.js";
import { playbook, subject, world } from "./support.js";

const steps: Step[] = [
  { action: "rerun-failed-jobs" },
  { action: "wait", for: 600_000 },
  { action: "rerun-failed-jobs" },
];
const long = playbook({
  name: "long",
  steps,
  unless: { run_attempt_above: 1 },
  limits: { per_commit: 3 },
});
const at = (judged: number, change: Partial<Begun> = {}) => ({
  "shipped:long": stored({ steps, judged, attempt: 1, ...change }),
});
/** The world after the first step has made attempt 2. */
const later = (judged: number, change: Partial<Begun> = {}) =>
  world({
    playbooks: [long],
    begun: at(judged, change),
    tried: ["rerun-failed-jobs"],
    run: { attempt: 2, status: "completed", conclusion: "failure" },
  });
const second = subject({ attempt: 2 });

describe("a playbook of several steps", () => {
  it("begins with its first", () => {
    expect(decide(subject(), world({ playbooks: [long] }))).toMatchObject({
      ...{ kind: "act", index: 0, step: { action: "rerun-failed-jobs" } },
    });
  });

  it.each([
    [1, "wait"],
    [2, "rerun-failed-jobs"],
  ])("goes on after %i, though its own steps made the attempts and a move comes twice", (judged, action) => {
    expect(decide(second, later(judged))).toMatchObject({ kind: "act", index: judged, step: { action } });
  });

  it("is over after its last, and never begins anew", () => {
    const decision = decide(second, later(3));
    expect(decision).toMatchObject({ kind: "escalate" });
    expect(decision.reasons[0]?.verdicts).toEqual([
      { guard: "match", allowed: false, reason: "all of its 3 steps were taken for this incident already" },
    ]);
  });

  it("does not go on when its steps are others by now", () => {
    const decision = decide(second, later(1, { steps: steps.slice(0, 2) }));
    expect(decision.reasons[0]?.verdicts[0]?.reason).toBe("it was changed since its first step");
  });

  it("does not go on when it is not meant for what failed this time", () => {
    expect(decide({ ...second, category: "test_failure" }, later(1))).toMatchObject({ kind: "escalate" });
  });

  it("stands behind every guard at each step", () => {
    expect(decide(second, { ...later(1), mode: "suggest" })).toMatchObject({ kind: "suggest", index: 1 });
    expect(decide(second, { ...later(1), stop: { by: "mia", reason: "r" } })).toMatchObject({ kind: "none" });
    expect(decide(second, { ...later(2), branchHead: "moved" })).toMatchObject({ kind: "escalate" });
    expect(decide(second, { ...later(1), unproven: true })).toMatchObject({ kind: "escalate" });
  });

  it("goes on before another playbook begins", () => {
    const other = playbook({ name: "other", origin: "repository", steps: [{ action: "rerun-workflow" }] });
    const both = { ...later(1), playbooks: [other, long] };
    expect(decide(second, both)).toMatchObject({ kind: "act", playbook: { name: "long" }, index: 1 });
  });

  it("of one that only tells is not told twice", () => {
    const told = playbook({ name: "long", steps: [{ action: "open-issue" }] });
    const begun = { "shipped:long": stored({ steps: told.steps, judged: 1 }) };
    expect(decide(subject(), world({ playbooks: [told] }))).toMatchObject({ kind: "act" });
    expect(decide(subject(), world({ playbooks: [told], begun }))).toMatchObject({ kind: "escalate" });
  });
});

describe("what makes a run red for long", () => {
  const nightly = playbook({ when: { ...long.when, event: ["schedule"], red_runs: 10 } });
  it.each([
    ["schedule", 10, "act"],
    ["schedule", 9, "escalate"],
    ["push", 10, "escalate"],
  ])("%s, %i runs in a row: %s", (event, redRuns, kind) => {
    expect(decide(subject({ event, redRuns }), world({ playbooks: [nightly] }))).toMatchObject({ kind });
  });
});
