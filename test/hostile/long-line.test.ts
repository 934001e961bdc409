import { describe, expect, it } from "@jest/globals";
import { diagnoseSingleLog } from "../../src/diagnosis/diagnose-log.js";
import { cleanLine, LINE_LIMIT } from "../../src/logs/clean.js";

/** The line that names the cause is long: JSON loggers and compilers put much in front of it. */
const log = (line: string): string =>
  [
    "##[group]Run npm ci",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    "npm http fetch GET 200 https://registry.npmjs.org/a 12ms",
    line,
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n");

const cause =
  "npm error network request to https://registry.npmjs.org/left-pad failed, reason: read ECONNRESET";
const padding = (length: number) =>
  '{"at":"somewhere","k":1},'.repeat(Math.ceil(length / 25)).slice(0, length);

describe("a cause anywhere in a long line", () => {
  it.each([0, 300, 560, 700, 1_100, 1_900, 5_000, 100_000, 900_000])("behind %i characters", (before) => {
    const { category, evidence } = diagnoseSingleLog({ text: log(`${padding(before)} ${cause}`) });
    expect(category).toBe("network");
    expect(evidence.map(({ line }) => line)).toContain(5);
  });

  it.each([800, 20_000])("amid %i more", (after) => {
    expect(diagnoseSingleLog({ text: log(`${padding(after)} ${cause} ${padding(after)}`) }).category).toBe(
      "network",
    );
  });

  it("many long lines: those at the end are looked at", () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `${i} ${padding(1_800)}`).join("\n");
    expect(diagnoseSingleLog({ text: log(`${many}\n${padding(1_500)} ${cause}`) }).category).toBe("network");
  });

  it("what a line begins with is asked of its beginning alone", () => {
    const amid = diagnoseSingleLog({ text: log(`${padding(640)}[FATAL] and no more`) });
    expect(amid.category).not.toBe("workflow_config");
  });

  it("is brought down to a length, whatever stands in it", () => {
    for (const line of [cause.repeat(10_000), "error ".repeat(200_000), "x".repeat(3_000), `${padding(4e6)}`])
      expect(cleanLine(line).length).toBeLessThanOrEqual(LINE_LIMIT);
  });
});
