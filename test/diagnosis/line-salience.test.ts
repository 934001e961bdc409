import { describe, expect, it } from "@jest/globals";
import { salienceOf } from "../../src/diagnosis/line-salience.js";

describe("tellingOf", () => {
  it.each([
    [
      "a crash over an exception",
      "==7==ERROR: AddressSanitizer: SEGV on unknown address",
      "RuntimeError: it broke",
    ],
    ["a compiler's error over a level", "src/a.cpp:1:2: error: no", "ERROR: no"],
    ["an exception over GitHub's echo of it", "ValueError: bad", "##[error]ValueError: bad"],
    [
      "what GitHub says over a shell's note",
      "##[error]The action 'Test' has timed out after 6 minutes.",
      "a.sh: line 3: foo: command not found",
    ],
    [
      "a failing test over an echo",
      "--- FAIL: TestSum (0.00s)",
      "##[error]Process completed with exit code 1.",
    ],
    ["anything over chatter", "error: it broke", "compiling 3 files"],
  ])("%s", (_name, more, less) => {
    expect(salienceOf(more)).toBeGreaterThan(salienceOf(less));
  });

  it.each([
    "##[error]Process completed with exit code 2.",
    "##[error]The operation was canceled.",
    "all 7 tests passed",
    "",
    "    at run (a.js:1:2)",
  ])("nothing: %s", (line) => {
    expect(salienceOf(line)).toBe(0);
  });
});
