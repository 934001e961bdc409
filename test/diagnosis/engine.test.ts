import { describe, expect, it } from "@jest/globals";
import { diagnoseLog } from "../../src/diagnosis/diagnose.js";

const failedStep = (...lines: string[]): string =>
  [
    "##[group]Run npm ci",
    "npm ci",
    "##[endgroup]",
    ...lines,
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n");

describe("diagnoseLog", () => {
  it.each([
    ["npm fetch reset", "npm error network read ECONNRESET", "network"],
    ["word ERROR in front", "ERROR: connection reset by peer", "network"],
    ["a failing go test", "--- FAIL: TestThing (0.00s)", "test_failure"],
    ["nothing known", "something odd happened", "unknown"],
    ["no space", "tar: write error: No space left on device", "disk_full"],
  ])("%s", (_name, line, category) => {
    expect(diagnoseLog({ text: failedStep(line) })).toMatchObject({
      category,
      failed: { command: "npm ci" },
    });
  });

  it("answers no_log for an empty log", () => {
    expect(diagnoseLog({ text: "" })).toMatchObject({ category: "no_log", chunk: null });
  });
});
