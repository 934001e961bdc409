import { describe, expect, it } from "@jest/globals";
import { expectedIn, WARNING } from "../../src/logs/expected.js";
import { runAtOnce } from "../../src/logs/yielding.js";

const expectedOf = (...lines: string[]): number[] => [...runAtOnce(expectedIn(lines))];

describe("expectedIn", () => {
  it.each([
    ["Ansible", 'failed: [db] => {"msg": "No space left on device"}', "...ignoring"],
    [
      "make",
      "rm: cannot remove 'x': No such file or directory",
      "make: [Makefile:4: clean] Error 1 (ignored)",
    ],
    ["dnf", "Error: repo 'x' is unreachable", "Ignored error: repo 'x', continuing anyway"],
  ])("what %s ignores did not end the job", (_tool, failed, waved) => {
    expect(expectedOf(failed, waved).at(-1)).toBe(1);
  });

  it("ignores the whole failure of an Ansible task, and nothing above", () => {
    expect(
      expectedOf("boom", 'fatal: [a]: FAILED! => {"msg": "x"}', "  more of it", "...ignoring", "boom"),
    ).toEqual([0, 1, 1, 1, 0]);
  });

  it.each([
    [
      "curl",
      "curl: (28) Operation timed out",
      "Warning: Problem: timeout. Will retry in 1 second. 3 retries left.",
    ],
    ["Gradle's wrapper", "java.net.SocketTimeoutException: timed out", "Retrying after 500 ms"],
    [
      "Travis",
      "Err:1 http://archive.example jammy InRelease",
      'The command "apt-get update" failed. Retrying, 2 of 3.',
    ],
    ["a script", "error: connection reset", "attempt 1/3: failed"],
    ["Cargo", "spurious network error (2 tries remaining): timed out", "warning: trying again"],
  ])("what %s tries again is not its last word", (_tool, failed, again) => {
    expect(expectedOf(failed, again)).toEqual([1, 1]);
  });

  it.each([
    ["curl: (28) Operation timed out", "Retrying failed: giving up after 3 attempts"],
    ["error: connection reset", "Will retry no more: retries exhausted"],
  ])("the last try counts: %s", (...lines) => {
    expect(expectedOf(...lines)).toEqual([0, 0]);
  });

  it.each([
    ["Jest", "  ✓ refuses an invalid argument (3 ms)"],
    ["Mocha", "    ✔ says connection refused"],
    ["Pester", "    [+] throws when access is denied 15ms"],
    ["busted", "[ RUN      ] writefile() errors out with invalid arguments: 15.42 ms OK"],
    ["GoogleTest", "[       OK ] Socket.ConnectionRefused (0 ms)"],
    ["pytest", "tests/test_net.py::test_connection_refused PASSED            [ 12%]"],
    ["libtest", "test net::connection_refused ... ok"],
    ["unittest", "test_permission_denied (tests.test_fs.FsTest) ... ok"],
    ["Gradle", "NetTest > connectionRefused() PASSED"],
    ["XCTest", "Test Case '-[NetTests testConnectionRefused]' passed (0.003 seconds)."],
    ["CTest", " 3/10 Test  #3: connection_refused ...............   Passed    0.01 sec"],
    ["nextest", "        PASS [   0.004s] net tests::connection_refused"],
    ["Robot Framework", "Connection Refused Is Shown                                  | PASS |"],
    [".NET", "  Passed Net.Tests.ConnectionRefused [12 ms]"],
    ["prove", "t/connection-refused.t .. ok"],
    ["TAP", "ok 3 - connection refused"],
  ])("a test that passed names no cause: %s", (_runner, line) => {
    expect(expectedOf(line)).toEqual([1]);
  });

  it.each([
    "  ✕ refuses an invalid argument (3 ms)",
    "    [-] throws when access is denied 15ms",
    "[ RUN      ] writefile() errors out with invalid arguments: 15.42 ms FAIL",
    "tests/test_net.py::test_connection_refused FAILED            [ 12%]",
    "test net::connection_refused ... FAILED",
    "NetTest > connectionRefused() FAILED",
    "not ok 3 - connection refused",
    "Passed to the next server: connection refused",
    "test -f x || echo 'connection refused'",
  ])("what is none counts: %s", (line) => {
    expect(expectedOf(line)).toEqual([0]);
  });

  it.each([
    "##[warning]Unexpected input(s) 'x'",
    "WARNING: connection reset",
    "npm warn deprecated x@1.0.0",
    "W: Failed to fetch http://archive.example",
    "⚠️  /w/App/Home.swift:3:1: variable 'x' was never used",
    "[!]  /w/App/Home.swift:3:1: variable 'x' was never used",
  ])("a warning counts a little: %s", (line) => {
    expect(expectedOf(line)).toEqual([0.75]);
  });

  it.each([
    [
      "WARNING: document isn't included in any toctree",
      "build finished with problems, 1 warning (with warnings treated as errors).",
    ],
    [
      "W: src/a.ex:3 unused",
      "Compilation failed due to warnings while using the --warnings-as-errors option",
    ],
  ])("where warnings end the build they count in full: %s", (...lines) => {
    expect(expectedOf(...lines)[0]).toBe(0);
  });

  it("takes what BuildKit finished for passed, and what it did not for failed", () => {
    expect(
      expectedOf(
        "#3 1.2 timeout, trying the mirror",
        "#3 DONE 2.0s",
        "#4 0.4 npm error code E404",
        "#4 ERROR: exit code: 1",
      ),
    ).toEqual([1, 1, 0, 0]);
  });

  it("takes what a passing test printed for its own", () => {
    expect(
      expectedOf(
        "=== RUN   TestA",
        "dial tcp: i/o timeout",
        "--- PASS: TestA (0.0s)",
        "=== RUN   TestB",
        "boom",
        "--- FAIL: TestB (0.0s)",
      ),
    ).toEqual([1, 1, 1, 0, 0, 0]);
    expect(
      expectedOf(
        "stderr | src/a.test.ts > says no",
        "Error: connect ECONNREFUSED",
        " ✓ src/a.test.ts (3 tests) 12ms",
      ),
    ).toEqual([1, 1, 1]);
    expect(
      expectedOf(
        "stderr | src/a.test.ts > says no",
        "Error: connect ECONNREFUSED",
        " ❯ src/a.test.ts (3 tests | 1 failed) 12ms",
      ),
    ).toEqual([0, 0, 0]);
  });

  it("knows RSpec's pending examples from its failures", () => {
    const pending = "Pending: (Failures listed here are expected and do not affect your suite's status)";
    expect(expectedOf(pending, "  1) x", "     expected 1", "Failures:", "  1) y")).toEqual([1, 1, 1, 0, 0]);
  });

  it("takes pip's list of what does not fit for a note where it installs all the same", () => {
    const note = "ERROR: pip's dependency resolver does not currently take into account all the packages";
    expect(expectedOf(note, "a 1.0 requires b<2", "Successfully installed b-2.0")).toEqual([1, 1, 0]);
    expect(expectedOf(note, "a 1.0 requires b<2", "boom")).toEqual([0, 0, 0]);
  });

  it("does not read a diff as what happened", () => {
    expect(expectedOf("diff --git a/x b/x", "@@ -1 +1 @@", '+die "connection refused"', "boom")).toEqual([
      1, 1, 1, 0,
    ]);
  });
});

describe("notes of Perl's tests", () => {
  const failed = [
    "#   Failed test 'keeps it'",
    "#   at t/c.t line 5.",
    "# Looks like you failed 1 test of 2.",
  ];

  it("count only where their file failed, and not of a test that is to do", () => {
    const lines = [
      "t/a.t .. ok",
      "# cannot parse 'x'",
      "t/b.t .. ok",
      "#   Failed (TODO) test 'leaps'",
      "#          got: '00'",
      ...failed,
      "t/c.t .. ",
      "Failed 1/2 subtests ",
    ];
    const out = expectedOf(...lines);
    expect([out[1], out[3], out[4]]).toEqual([1, 1, 1]);
    expect(out.slice(5)).toEqual([0, 0, 0, 0, 0]);
  });

  it("count where another file that runs beside it is ok", () => {
    expect(expectedOf(...failed, "t/b.t .. ok").slice(0, 3)).toEqual([0, 0, 0]);
  });

  it("of a file that died stand above its end as well", () => {
    expect(expectedOf("# cannot parse 'x'", "t/b.t .. ", "Dubious, test returned 255")).toEqual([0, 0, 0]);
  });
});

it("what a post condition of Jenkins fails with counts as little as a warning, and what follows in full", () => {
  const lines = [
    "Error when executing always post condition:",
    "hudson.AbortException: no",
    "",
    "ERROR: boom",
  ];
  expect(expectedOf(...lines)).toEqual([WARNING, WARNING, 0, 0]);
  expect(expectedOf("Cleanup when executing:", "hudson.AbortException: no")).toEqual([0, 0]);
});
