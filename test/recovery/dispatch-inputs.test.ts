import { describe, expect, it } from "@jest/globals";
import { factsAskedFor } from "../../src/recovery/dispatch-inputs.js";

const facts = { service: "payments", incident: 7 };
const asking = (inputs: string): string => `on:\n  workflow_dispatch:\n    inputs:\n${inputs}jobs: {}\n`;

describe("what a workflow is told that heal starts", () => {
  it.each([
    [
      "what it asks for",
      asking("      service: { type: string }\n      incident:\n"),
      { service: "payments", incident: "7" },
    ],
    ["nothing that it does not ask for", asking("      reason: { type: string }\n"), {}],
    [
      "a choice that has it",
      asking("      service: { type: choice, options: [shop, payments] }\n"),
      { service: "payments" },
    ],
    ["no choice that lacks it", asking("      service: { type: choice, options: [shop, cart] }\n"), {}],
    ["nothing of another type", asking("      service: { type: boolean }\n"), {}],
    ["nothing without inputs", "on: workflow_dispatch\njobs: {}\n", {}],
    ["nothing where the trigger has none", "on: { workflow_dispatch: }\njobs: {}\n", {}],
    ["nothing of what is no YAML", "on: [\n", {}],
    ["nothing of a file that is not there", null, {}],
  ])("%s", (_name, workflow, expected) => {
    expect(factsAskedFor(workflow, facts, {})).toEqual(expected);
  });

  it("keeps to what the step sets, and invents no service", () => {
    const workflow = asking("      service:\n      incident:\n");
    expect(factsAskedFor(workflow, facts, { service: "all" })).toEqual({ incident: "7" });
    expect(factsAskedFor(workflow, { service: null, incident: 7 }, {})).toEqual({ incident: "7" });
  });
});
