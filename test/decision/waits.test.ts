import { describe, expect, it } from "@jest/globals";
import { decide } from "../../src/decision/decide.js";
import { HOUR } from "../../src/core/clock.js";
import type { DecisionContext } from "../../src/decision/context.js";
import { begun, playbook, subject, world } from "./support.js";

const patient = playbook({
  name: "patient",
  steps: [{ action: "wait", for: HOUR }, { action: "rerun-failed-jobs" }],
});
const said = (change: Partial<DecisionContext>) =>
  decide(subject(), world({ playbooks: [patient], ...change }));

describe("a playbook that waits first", () => {
  it("is as likely to help as what comes behind the wait", () => {
    expect(said({})).toMatchObject({ kind: "act", step: { action: "wait" }, predicted: 0.7 });
  });

  it("does not wait for what did not help before", () => {
    const trust = { "rerun-failed-jobs": { successes: 0, failures: 1 } };
    expect(said({ trust }).kind).toBe("escalate");
  });

  it("goes on with what it waited for", () => {
    const so = begun({ steps: patient.steps, judged: 1, attempt: 1 });
    expect(said({ begun: { "shipped:patient": so } })).toMatchObject({
      ...{ kind: "act", step: { action: "rerun-failed-jobs" }, index: 1 },
    });
  });

  it("offers a person what comes behind the wait, and does just that when it is approved", () => {
    expect(said({ mode: "suggest" })).toMatchObject({
      kind: "suggest",
      step: { action: "rerun-failed-jobs" },
    });
    const asked = { by: "mia", move: "rerun-failed-jobs", mayApprove: false, approves: patient } as const;
    expect(said({ mode: "suggest", asked })).toMatchObject({
      ...{ kind: "act", step: { action: "rerun-failed-jobs" } },
    });
  });

  it("does not make up for what the repository's own playbook may not do again", () => {
    const own = playbook({ name: "own", origin: "repository" });
    const tried = { tried: ["rerun-failed-jobs"] } as const;
    expect(said({ playbooks: [own, patient], ...tried }).kind).toBe("escalate");
  });

  it("of which nothing but waits is left still has a step", () => {
    const only = playbook({ name: "only", steps: [{ action: "wait", for: HOUR }] });
    expect(said({ playbooks: [only], mode: "suggest" })).toMatchObject({ step: { action: "wait" } });
  });
});

describe("of two that are as likely and as risky by their move", () => {
  const [careful, bold] = (["low", "medium"] as const).map((risk) =>
    playbook({ name: risk, risk, steps: [{ action: "open-fix-pr" }] }),
  );
  it.each([[[careful, bold]], [[bold, careful]]])("the less risky by its author comes first", (both) => {
    const playbooks = both.flatMap((one) => one ?? []);
    expect(decide(subject(), world({ playbooks }))).toMatchObject({ playbook: { name: "low" } });
  });
});
