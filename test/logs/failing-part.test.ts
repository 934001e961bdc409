import { describe, expect, it } from "@jest/globals";
import { runAtOnce } from "../../src/logs/yielding.js";
import type { Hints } from "../../src/logs/failing-part.js";
import { findFailingPart, learnExample } from "../../src/logs/failing-part.js";
import { jobStepsOf } from "../../src/logs/steps.js";
import { linesOf } from "../../src/logs/text.js";

const chatter = Array.from({ length: 80 }, (_, i) => `[INFO] compiling module ${i} of the project`);
const failure = [
  "Failures:",
  "",
  "  1) Cart adds two items",
  "     Expected 2 but got 3",
  "     at cart.spec.js:12:5",
  "",
  "1 spec, 1 failure",
];
const end = ['The command "npm test" exited with 1.', "", "Done. Your build exited with 1."];
const red = ["$ npm test", ...chatter, ...failure, ...end].join("\n");

const partOf = (text: string, hints: Hints = {}): string[] => {
  const log = linesOf(text);
  const { span } = runAtOnce(findFailingPart(log, jobStepsOf(log.lines), hints));
  return span ? log.lines.slice(span.start, span.end + 1) : [];
};

describe("the failing part", () => {
  it("of one log is the failing test, not the chatter before it nor the exit line", () => {
    const part = partOf(red);
    expect(part).toContain("     Expected 2 but got 3");
    expect(part.length).toBeLessThan(10);
    expect(part.join()).not.toContain("compiling module");
  });

  it("of an empty log is nothing", () => {
    expect(partOf("")).toEqual([]);
  });

  it("with a green log is what the green log does not say, however it looks", () => {
    const odd = ["the frobnicator met 7 wobbles in cell 12", "error: it will not go on"];
    const green = [
      "$ npm test",
      ...chatter,
      "ERROR: this one is always there",
      "all fine",
      "Done. Your build exited with 0.",
    ].join("\n");
    const text = [
      "$ npm test",
      ...chatter,
      "ERROR: this one is always there",
      ...odd,
      "Done. Your build exited with 1.",
    ].join("\n");
    const part = partOf(text, { baseline: linesOf(green).lines });
    expect(part).toEqual(expect.arrayContaining(odd));
    expect(part.join()).not.toContain("always there");
  });

  it("with a labelled log of the project ends where that one's label ends", () => {
    const noise = ["FATAL: cache is cold", "ERROR: retrying the cache"];
    const marked = (n: number): string[] => [
      `>>> report ${n}`,
      `widget ${n} is out of tune`,
      `>>> end of report ${n}`,
    ];
    const log = (n: number): string => [...chatter, ...noise, ...marked(n), ...noise, "bye"].join("\n");
    const first = chatter.length + noise.length;
    const lesson = learnExample(linesOf(log(1)), { start: first, end: first + 2 });
    expect(partOf(log(2), { lessons: [lesson] })).toEqual(marked(2));
  });
});
