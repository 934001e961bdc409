import { describe, expect, it } from "@jest/globals";
import { decide, whyNot } from "../../src/decision/decide.js";
import type { DecisionContext } from "../../src/decision/context.js";
import { waitingNow, waitOf } from "../../src/decision/waiting.js";
import { playbook, subject, world } from "./support.js";

const own = playbook({ name: "own", origin: "repository" });
const fix = playbook({ name: "fix", steps: [{ action: "open-fix-pr" }] });
const { now } = world();
/** Fires for `seconds` already. */
const firing = (seconds: number): Partial<DecisionContext> => ({
  firing: { since: new Date(now.getTime() - seconds * 1_000), flappedAt: null },
});
const held = (name: string, ms: number, more = {}) =>
  playbook({ name, limits: { hold: ms }, origin: "repository", ...more });

describe("what has not fired for long enough", () => {
  it("waits, and says until when and why", () => {
    const decision = decide(subject(), world(firing(30)));
    expect(decision).toMatchObject({
      kind: "wait",
      until: new Date("2026-03-01T12:01:30Z"),
      playbook: { name: "rerun" },
      why: "it has to fire for 2m first: heal acts at 2026-03-01 12:01:30 UTC unless it resolves",
    });
    expect(whyNot(decision.reasons).map(({ why }) => why)).toEqual([
      "would be done, but it has to fire for 2m first: heal acts at 2026-03-01 12:01:30 UTC unless it resolves",
    ]);
    expect(waitOf(decision)?.until).toEqual(new Date("2026-03-01T12:01:30Z"));
  });

  it.each<[string, Partial<DecisionContext>, object]>([
    ["acts when its time is over", firing(120), { kind: "act" }],
    [
      "goes to people at once where something else refuses",
      { ...firing(0), branchHead: null },
      { kind: "escalate" },
    ],
    ["is suggested at once", { ...firing(0), mode: "suggest" }, { kind: "suggest" }],
    [
      "is not held when a person asks",
      {
        ...firing(0),
        asked: { by: "mia", move: "rerun-failed-jobs", mayApprove: false },
      },
      { kind: "act" },
    ],
    ["minds a stop", { ...firing(0), stop: { by: "@mia", reason: "x" } }, { kind: "none" }],
    [
      "acts by the playbook that does not wait",
      {
        ...firing(0),
        playbooks: [held("slow", 60_000), held("quick", 0)],
      },
      { kind: "act", playbook: { name: "quick" } },
    ],
    [
      "leaves a shipped playbook alone while the repository's own waits",
      {
        ...firing(0),
        playbooks: [playbook({ limits: { hold: 0 } }), { ...fix, origin: "repository" as const }],
      },
      { kind: "wait", playbook: { name: "fix" } },
    ],
    [
      "is a playbook's own time before heal.yml's",
      {
        ...firing(0),
        playbooks: [own, held("longer", 600_000)],
        tried: [],
      },
      { kind: "wait" },
    ],
    ["is no failure of CI", { firing: null }, { kind: "act" }],
  ])("%s", (_name, change, expected) => {
    expect(decide(subject(), world(change))).toMatchObject(expected);
  });
});

it("is shown only while nothing came after it", () => {
  const wait = decide(subject(), world(firing(0)));
  const act = decide(subject(), world());
  expect(waitingNow("diagnosing", [act, wait])?.until).toEqual(new Date("2026-03-01T12:02:00Z"));
  expect(waitingNow("diagnosing", [wait, act])).toBeNull();
  expect(waitingNow("acting", [wait])).toBeNull();
  expect(waitingNow("diagnosing", [])).toBeNull();
});
