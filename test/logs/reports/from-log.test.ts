import { describe, expect, it } from "@jest/globals";
import { runAtOnce } from "../../../src/logs/yielding.js";
import { failedTestsIn, failedTestOf } from "../../../src/logs/reports/from-log.js";

const failedTests = (...lines: string[]) => runAtOnce(failedTestsIn(lines));

describe("namedBy", () => {
  it.each([
    [
      "pytest's summary",
      "FAILED tests/test_a.py::test_b - assert 1 == 2",
      "tests/test_a.py",
      "test_b",
      "assert 1 == 2",
    ],
    [
      "pytest with a parameter",
      "FAILED tests/test_a.py::test_b[x y] - oops",
      "tests/test_a.py",
      "test_b[x y]",
      "oops",
    ],
    ["pytest -v", "tests/test_a.py::test_b FAILED   [ 50%]", "tests/test_a.py", "test_b", undefined],
    [
      "a file pytest cannot collect",
      "ERROR tests/test_a.py - ImportError: x",
      undefined,
      "tests/test_a.py",
      "ImportError: x",
    ],
    ["unittest", "FAIL: test_b (a.tests.TestB)", "a.tests.TestB", "test_b", undefined],
    [
      "surefire 2",
      "testB(org.acme.ATest)  Time elapsed: 0.1 sec  <<< FAILURE!",
      "org.acme.ATest",
      "testB",
      undefined,
    ],
    [
      "surefire 3",
      "[ERROR] org.acme.ATest.testB -- Time elapsed: 0.1 s <<< ERROR!",
      "org.acme.ATest",
      "testB",
      undefined,
    ],
    [
      "surefire's summary",
      "[ERROR]   ATest.testB:31 expected: <1> but was: <2>",
      "ATest",
      "testB",
      "expected: <1> but was: <2>",
    ],
    ["gradle", "ATest > adds numbers FAILED", "ATest", "adds numbers", undefined],
    ["go", "    --- FAIL: TestA/sub (0.00s)", undefined, "TestA/sub", undefined],
    ["jest", "  ● adds › numbers", "adds", "numbers", undefined],
    ["vitest", " FAIL  src/a.test.ts > adds", "src/a.test.ts", "adds", undefined],
    ["a file jest cannot run", "FAIL src/a.test.ts (5.1 s)", undefined, "src/a.test.ts", undefined],
    ["rspec", "rspec ./spec/a_spec.rb:12 # does it", "./spec/a_spec.rb:12", "does it", undefined],
    ["cargo", "test a::b ... FAILED", undefined, "a::b", undefined],
    ["nextest", "        FAIL [   0.012s] acme a::b", "acme", "a::b", undefined],
    ["GoogleTest", "[  FAILED  ] Suite.Case (3 ms)", "Suite", "Case", undefined],
    ["TAP", "not ok 12 parallel/test-x", undefined, "parallel/test-x", undefined],
    ["PHPUnit", "1) App\\FooTest::testBar", "App\\FooTest", "testBar", undefined],
    [
      "ctest while it runs",
      " 3/10 Test  #3: unit_net .........***Failed    0.01 sec",
      undefined,
      "unit_net",
      undefined,
    ],
    ["ctest's summary", "\t  3 - unit_net (Failed)", undefined, "unit_net", undefined],
    ["scalatest", "[info] - adds numbers *** FAILED ***", undefined, "adds numbers", undefined],
    ["mocha", "  1) adds numbers", undefined, "adds numbers", undefined],
    ["karma's mocha reporter", "    ✖ adds numbers (12ms)", undefined, "adds numbers", undefined],
    ["xunit", "    Acme.Tests.Adds(a: 1) [FAIL]", undefined, "Acme.Tests.Adds(a: 1)", undefined],
    ["dotnet", "  Failed Acme.Tests.Adds [12 ms]", undefined, "Acme.Tests.Adds", undefined],
    ["bazel", "//a/b:c_test        FAILED in 1.2s", undefined, "//a/b:c_test", undefined],
  ])("reads %s", (_, line, suite, name, message) => {
    expect(failedTestOf(line)).toEqual(
      Object.fromEntries(Object.entries({ suite, name, message }).filter(([, value]) => value !== undefined)),
    );
  });

  it.each([
    "The test FAILED badly",
    "ok 1 - fine",
    "not ok 3 - later # TODO not yet",
    "  ● Console",
    "FAILED to download the archive",
    "Failed to connect",
    `not ok 1 ${"x".repeat(3_000)}`,
  ])("takes no prose for a test: %.40s", (line) => expect(failedTestOf(line)).toBeNull());
});

describe("failedTestsIn", () => {
  it("names each test once, in order", () =>
    expect(failedTests("--- FAIL: B (0s)", "noise", "--- FAIL: A (0s)", "--- FAIL: B (0s)")).toEqual([
      { name: "B" },
      { name: "A" },
    ]));

  it("names a file only where no test of any file is named", () => {
    const file = "FAIL src/a.test.ts";
    expect(failedTests(file, "  ● Test suite failed to run")).toEqual([{ name: "src/a.test.ts" }]);
    expect(failedTests(file, "  ● adds › numbers")).toEqual([{ suite: "adds", name: "numbers" }]);
  });

  it("stops at 50", () =>
    expect(failedTests(...Array.from({ length: 80 }, (_, i) => `not ok ${i} t${i}`))).toHaveLength(50));
});
