import { describe, expect, it } from "@jest/globals";
import { seconds } from "../../../src/logs/reports/durations.js";
import { parseReport } from "../../../src/logs/reports/index.js";

describe("seconds", () => {
  it.each<[string, number | null]>([
    ["1.5", 1.5],
    ["0", 0],
    ["1,024.12", 1_024.12],
    ["2,120.532", 2_120.532],
    ["1,234,567", 1_234_567],
    ["1.024,12", 1_024.12],
    ["1.234.567,5", 1_234_567.5],
    ["1 024.12", 1_024.12],
    ["1\u00a0024,12", 1_024.12],
    ["1’024.12", 1_024.12],
    ["0,500", 0.5],
    ["0,160", 0.16],
    ["12,5", 12.5],
    ["1.5E2", 150],
    ["1e-3", 0.001],
    ["0.002s", 0.002],
    ["150ms", 0.15],
    ["150 ms", 0.15],
    ["1,5 s", 1.5],
    ["20µs", 0.00002],
    ["1m 2.5s", 62.5],
    ["1h2m3s", 3_723],
    ["00:01:02.5000000", 62.5],
    ["1.02:00:00", 93_600],
    ["PT1M2.5S", 62.5],
    ["", null],
    [" ", null],
    ["NaN", null],
    ["Infinity", null],
    ["fast", null],
    ["5 parsecs", null],
  ])("reads %j as %j", (text, expected) => {
    if (expected === null) expect(seconds(text)).toBeNull();
    else expect(seconds(text)).toBeCloseTo(expected, 9);
  });
});

describe("the duration of a report", () => {
  it.each<[string, string, number | null]>([
    ["is the root's", '<testsuites time="3"><testsuite time="9"><testcase/></testsuite></testsuites>', 3],
    [
      "is the suites' where the root has none",
      '<testsuites time=""><testsuite time="1"/><testsuite time="2"/></testsuites>',
      3,
    ],
    [
      "is the tests' where no suite has one",
      '<testsuite><testcase time="0,5"/><testcase time="0.25s"/></testsuite>',
      0.75,
    ],
    [
      "keeps what cases beside inner suites took",
      '<testsuites><testsuite name="a"><testcase time="1"/><testsuite name="b" time="2"><testcase time="2"/></testsuite></testsuite></testsuites>',
      3,
    ],
    [
      "counts a time that is repeated at every level once",
      '<testsuites><testsuite time="3"><testsuite time="3"><testcase time="1"/><testcase time="2"/></testsuite></testsuite></testsuites>',
      3,
    ],
    ["is nothing where no time is a number", '<testsuite time="NaN"><testcase time=""/></testsuite>', null],
  ])("%s", (_, content, expected) => expect(parseReport(content).duration_s).toBe(expected));
});
