import { describe, expect, it } from "@jest/globals";
import { expectedIn } from "../../src/logs/expected.js";
import { runAtOnce } from "../../src/logs/yielding.js";

const countsOf = (...lines: string[]): number[] => [...runAtOnce(expectedIn(lines))].map((e) => 1 - e);

describe("attempts that were followed by another", () => {
  it.each<[who: string, lines: readonly string[], wanted: readonly number[]]>([
    [
      "travis_retry",
      ["$ travis_retry bundle", "no route", 'The command "bundle" failed. Retrying, 2 of 3.', "error: x"],
      [1, 0, 0, 1],
    ],
    [
      "nick-fields/retry",
      [
        "Attempt 1",
        "read ECONNRESET",
        "##[warning]Attempt 1 failed. Reason: exit 1",
        "Attempt 2",
        "error: x",
      ],
      [1, 0, 0, 1, 1],
    ],
    [
      "Azure's agent, which counts retries",
      [
        "##[section]Starting: Build",
        "TLS handshake timeout",
        "##[warning]RetryHelper encountered task failure, will retry (attempt #: 1 out of 1) after 1000 ms",
        "error: x",
      ],
      [1, 0, 0, 1],
    ],
    ["Jenkins' retry step", ["+ ./fetch.sh", "curl: (28) timed out", "Retrying", "error: x"], [1, 0, 0, 1]],
    [
      "a loop that says which attempt begins",
      ["setting up", "Attempt 1 of 3", "toomanyrequests", "Attempt 2 of 3", "error: x"],
      [1, 0, 0, 0, 1],
    ],
    ["a client that counts", ["connect failed: ECONNREFUSED (attempt 1/5)", "error: x"], [0, 1]],
    ["Cypress", ["    (Attempt 1 of 3) adds an item", "    1) removes an item"], [0, 1]],
    [
      "rspec-retry",
      [
        "1st Try error in ./a_spec.rb:2:",
        "Net::ReadTimeout",
        "RSpec::Retry: 2nd try ./a_spec.rb:2",
        "error: x",
      ],
      [0, 0, 1, 1],
    ],
    [
      "Jest that logs errors before it tries again",
      [" LOGGING RETRY ERRORS  api loads", " RETRY 1", "    read ECONNRESET", "FAIL src/b.test.js"],
      [0, 0, 0, 1],
    ],
    [
      "the flaky plugin",
      [
        "===Flaky Test Report===",
        "test_a failed (1 runs remaining out of 2).",
        "===End Flaky Test Report===",
        "x",
      ],
      [0, 0, 1, 1],
    ],
    [
      "Gradle's test-retry",
      [
        "FetchTest > reads() FAILED",
        "    Read timed out",
        "FetchTest > reads() PASSED",
        "SumTest > adds() FAILED",
      ],
      [0, 0, 0, 1],
    ],
    [
      "Playwright, which lists what was flaky",
      [
        "  1) [chromium] › a.spec.ts:3:5 › logs in ────────",
        "    connect ECONNREFUSED",
        "  2) [chromium] › b.spec.ts:9:5 › sums ────────",
        "    Expected: 3",
        "  1 failed",
        "    [chromium] › b.spec.ts:9:5 › sums ────────",
        "  1 flaky",
        "    [chromium] › a.spec.ts:3:5 › logs in ────────",
      ],
      [0, 0, 1, 1, 1, 1, 1, 1],
    ],
  ])("%s", (_who, lines, wanted) => {
    expect(countsOf(...lines)).toEqual(wanted);
  });

  it.each<[what: string, lines: readonly string[]]>([
    ["the last of the counted attempts", ["connect failed: ECONNREFUSED (attempt 5/5)"]],
    ["an attempt behind which nothing comes", ["read ECONNRESET", "##[error]Attempt 3/3 failed"]],
    [
      "a test that failed after it had passed",
      ["A > b() PASSED", "A > b() FAILED", "    Read timed out"].slice(1),
    ],
    ["prose", ["The attempt 2 was a success story", "retry policy: 3"]],
  ])("counts %s", (_what, lines) => {
    expect(countsOf(lines[0]!, ...lines.slice(1))[0]).toBe(1);
  });
});

describe("runs of tests that passed", () => {
  it.each<[who: string, lines: readonly string[], wanted: readonly number[]]>([
    [
      "Surefire, a class at a time",
      [
        "[INFO] Running a.FetchTest",
        "java.net.ConnectException: Connection refused",
        "[INFO] Tests run: 9, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.4 s -- in a.FetchTest",
        "[INFO] Running a.SumTest",
        "expected 3",
        "[ERROR] Tests run: 1, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in a.SumTest",
      ],
      [0, 0, 0, 1, 1, 1],
    ],
    [
      "RSpec",
      ["$ rspec", "  retries on Net::ReadTimeout", "13 examples, 0 failures, 1 pending", "error: x"],
      [1, 0, 0, 1],
    ],
    [
      "pytest",
      [
        "=== test session starts ===",
        "a.py Connection refused",
        "=== 3 passed, 1 warning in 0.2s ===",
        "error: x",
      ],
      [0, 0, 0, 1],
    ],
    [
      "PHPUnit",
      [
        "PHPUnit 11.5.39 by Sebastian Bergmann and contributors.",
        "1) /srv/A.php:27",
        "OK, but there were issues!",
        "x",
      ],
      [0, 0, 0, 1],
    ],
    [
      "libtest",
      ["running 4 tests", "panicked at a.rs", "test result: ok. 4 passed; 0 failed", "error: x"],
      [0, 0, 0, 1],
    ],
    ["ExUnit", ["+ mix test", "connection refused", "12 tests, 0 failures", "error: x"], [1, 0, 0, 1]],
    [
      "Minitest",
      ["+ rake", "refused", "3 runs, 3 assertions, 0 failures, 0 errors, 0 skips", "error: x"],
      [1, 0, 0, 1],
    ],
  ])("%s", (_who, lines, wanted) => {
    expect(countsOf(...lines)).toEqual(wanted);
  });

  it.each([
    [["  retries on Net::ReadTimeout", "13 examples, 1 failure"]],
    [["=== test session starts ===", "Connection refused", "=== 1 failed, 3 passed in 0.2s ==="]],
    [["refused", "3 runs, 3 assertions, 1 failures, 0 errors, 0 skips"]],
    [["running 4 tests", "panicked at a.rs", "test result: FAILED. 3 passed; 1 failed"]],
  ])("counts what is said in a run that failed: %s", (lines) => {
    expect(countsOf(...lines)).toEqual(lines.map(() => 1));
  });
});

describe("changes that are shown", () => {
  it.each<[who: string, lines: readonly string[], wanted: readonly number[]]>([
    [
      "Terraform's plan",
      [
        "Terraform will perform the following actions:",
        '      ~ alarm_description = "5xx above 1 %" -> "5xx above 2 %"',
        "Plan: 0 to add, 1 to change, 0 to destroy.",
        "aws_cloudwatch_metric_alarm.error_rate: Modifying... [id=edge-error-rate]",
        "│ Error: creating IAM Role",
      ],
      [0, 0, 1, 0, 1],
    ],
    ["Ansible's", ["--- before: /etc/a", "+++ after: /etc/a", "+refused", "changed: [db]"], [0, 0, 0, 1]],
    [
      "Pulumi's",
      ["Previewing update (prod)", "  ~  high-error-rate update", "error: update failed"],
      [0, 0, 1],
    ],
    [
      "the CDK's",
      ["[~] AWS::CloudWatch::Alarm Rate", " └─ [+] 5xx errors above 2 %", "❌  failed"],
      [0, 0, 1],
    ],
    ["a test's expectation is none", ["--- Expected", "+++ Actual", "-connection refused"], [1, 1, 1]],
  ])("%s", (_who, lines, wanted) => {
    expect(countsOf(...lines)).toEqual(wanted);
  });
});
