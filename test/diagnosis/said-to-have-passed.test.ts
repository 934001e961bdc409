import { expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { passedRuns } from "../../src/logs/passed-runs.js";

const failed = [
  "$ ./ci.sh",
  "FAIL src/cart.test.ts",
  "  ● cart › applies a voucher",
  "",
  "Tests: 1 failed, 3 passed, 4 total",
];
const endsWith = (last: string) => diagnoseLogs({ text: [...failed, last, ""].join("\n") }).summary;

it("a plain log did not fail where its script says that all of it passed, and its exit status", () => {
  expect(endsWith("ci.sh: all steps passed in 71 s, exit status 0")).toBe("The log shows no failure.");
});

it.each(["$ exit 0", "+ exit 0"])("nor where its shell echoes last: %s", (last) => {
  expect(endsWith(last)).toBe("The log shows no failure.");
});

it.each([
  "+ exit 1",
  "$ exit 0 || ./more.sh",
  "the script will exit 0",
  "web_1 exited with code 0",
  "All tests passed!",
  "build succeeded",
  "cleanup: docker rm exited with status 0",
  "ci.sh: all steps passed but one, exit status 1",
])("and may have failed where it ends with %j", (last) => {
  expect(endsWith(last)).not.toBe("The log shows no failure.");
});

it.each([
  [["error: src/a.py:3: wrong", "PING", "OK"], 0],
  [["error: src/a.py:3: wrong", "Ran 3 tests in 0.01s", "", "OK"], 1],
])("an OK waves through only what a run of tests printed: %j", (lines, waved) => {
  const out = new Float32Array(lines.length);
  expect([...passedRuns(lines, out)]).toEqual([]);
  expect(out[0]).toBe(waved);
});
