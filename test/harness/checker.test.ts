import { describe, expect, it } from "@jest/globals";
import { check, type Logs } from "../fault/checker.js";

const clean: Logs = {
  answers: [
    { delivery: "d1", status: 202 },
    { delivery: "d1", status: 202 },
    { delivery: "d2", status: 503 },
  ],
  deliveries: [
    { id: "d1", state: "done" },
    { id: "d3", state: "ignored" },
    { id: "d4", state: "parked" },
  ],
  intents: [
    { key: "rerun:1", state: "done" },
    { key: "issue:2", state: "done" },
    { key: "fix:3", state: "refused" },
  ],
  audit: [
    { subject: "rerun:1", action: "rerun-failed-jobs", repository: "a/web" },
    { subject: "issue:2", action: "create-issue", repository: "b/api" },
  ],
  effects: [
    { kind: "rerun", repository: "a/web" },
    { kind: "issue", repository: "b/api" },
  ],
};

describe("the checker of the fault suite", () => {
  it("finds nothing in three logs that agree", () => {
    expect(check(clean)).toEqual([]);
  });

  it.each<[string, Partial<Logs>, string[]]>([
    [
      "a delivery that was answered and is not there",
      { deliveries: clean.deliveries.slice(1) },
      ["delivery d1 was answered 2xx and is lost"],
    ],
    [
      "a delivery without an end, answered or not",
      { deliveries: [...clean.deliveries, { id: "d5", state: "processing" }] },
      ["delivery d5 is still processing"],
    ],
    [
      "an intent without an end",
      { intents: [...clean.intents, { key: "rerun:9", state: "claimed" }] },
      ["intent rerun:9 has no end"],
    ],
    [
      "an effect that GitHub saw twice",
      { effects: [...clean.effects, { kind: "rerun", repository: "a/web" }] },
      ["rerun in a/web: GitHub saw 2, heal's audit log has 1"],
    ],
    [
      "an effect that heal only believes in",
      { effects: clean.effects.slice(1) },
      ["rerun in a/web: GitHub saw 0, heal's audit log has 1"],
    ],
    [
      "an effect nobody wrote down",
      { effects: [...clean.effects, { kind: "merge", repository: "a/web" }] },
      ["merge in a/web: GitHub saw 1, heal's audit log has 0"],
    ],
    [
      "the right effect in the wrong repository",
      { effects: [{ kind: "rerun", repository: "b/api" }, ...clean.effects.slice(1)] },
      [
        "rerun in a/web: GitHub saw 0, heal's audit log has 1",
        "rerun in b/api: GitHub saw 1, heal's audit log has 0",
      ],
    ],
    [
      "a done intent without an audit row",
      { intents: [...clean.intents, { key: "comment:4", state: "done" }] },
      ["comment:4 is done and not in the audit log"],
    ],
    [
      "an audit row of something not done",
      { intents: clean.intents.slice(1) },
      ["rerun:1 is in the audit log and not done"],
    ],
    [
      "two audit rows of one key",
      {
        audit: [...clean.audit, { subject: "issue:2", action: "create-issue", repository: "b/api" }],
        effects: [...clean.effects, { kind: "issue", repository: "b/api" }],
      },
      ["issue:2 is 2 times in the audit log"],
    ],
    [
      "an action it has no word for",
      {
        intents: [...clean.intents, { key: "m:1", state: "done" }],
        audit: [...clean.audit, { subject: "m:1", action: "mark-ready", repository: "a/web" }],
        effects: [...clean.effects, { kind: "mark-ready", repository: "a/web" }],
      },
      ["mark-ready is unknown to the checker"],
    ],
  ])("reports %s", (_, change, problems) => {
    expect(check({ ...clean, ...change })).toEqual(problems);
  });
});
