import { resolvesNothing, type Rule } from "../rule.js";

/** A test runner counted failures. */
export const testFailure: Rule = {
  category: "test_failure",
  verdict: [
    /Failed to execute goal .{0,80}:maven-(?:surefire|failsafe)-plugin(?!.{1,200}failOnFlakeCount)/,
    /^\[ERROR\] There are test failures/,
    /There were failing tests/,
    /^Execution failed for task '[^']{0,200}:\w*[tT]est\w*'/,
    /^error: test failed, to rerun pass/,
  ],
  strict: [
    /^(?:\[(?:ERROR|WARNING|INFO)\] )?Tests run: \d+, .{0,20}(?:Failures: [1-9]|Errors: [1-9])/,
    /^=+ .{0,80}\b\d+ (?:failed|errors?)\b.{0,120} in [\d.]+s/,
    /^(?:FAILED|ERROR) \S{1,300}::\S/,
    /^\s{0,8}--- FAIL: \S/,
    /^FAIL\t\S/,
    /^Snapshots:\s{1,12}\d+ failed/,
    /^\s{0,4}\d+ failing$/,
    /^\d+ (?:examples|tests|runs|scenarios), .{0,60}[1-9]\d* (?:failures?|errors?|failed)/,
    /^test \S{1,300} \.\.\. FAILED/,
    // Test::More (lib/Test/Builder.pm), but none that is to do
    /^\s{0,16}#\s{1,6}Failed test(?: '| at |$)/,
    // R CMD check
    /^(?:\*|❯) checking tests \.\.\. (?:\[.{1,20}\] )?ERROR$/,
    // nextest
    /^\s{0,12}(?:TRY \d{1,3} )?(?:FAIL|ABORT|SIG[A-Z]{3,6}|TIMEOUT|LEAK-FAIL) \[\s{0,8}[>\d][\d.]{0,12}s\] /,
    /^\s{0,8}Summary \[\s{0,8}[\d.]{1,12}s\] .{0,120}\b[1-9]\d* failed\b/,
    /^\[ {2}FAILED {2}\] \S/,
    // unittest, and nose, which counts what it skipped first
    /^FAILED \((?:\w{1,20}=\d{1,7}, ){0,4}(?:failures|errors)=[1-9]/,
    /^Tests: \d+, Assertions: \d+.{0,60}(?:Failures|Errors): [1-9]/,
    /^The following tests FAILED:/,
    /^not ok \d+ /,
    /^\d+ tests? failed/i,
    /^\d+ out of \d+ tests? failed/i,
    /^=+ FAILURES =+$/,
    /^Failed tests:/,
    /^(?:FAIL|ERROR): test\w* \(/,
    /\*\*\* \d+ FAILED/,
    /^\[error\] Failed tests?:/,
    /<<< (?:FAILURE|ERROR)!/,
    /^\s{0,6}✕ /,
    // package:test and Flutter, XCTest, ExUnit, Pest
    /^\d{2,3}:\d{2} \+\d+(?: ~\d+)? -\d+: .{1,300} \[E\]$/,
    /^The following TestFailure was thrown running a test:/,
    /^Test Case '(?:-\[.{1,300}\]|[\w.]{1,300})' failed \(/,
    // XCTest's assertion: `-[Suite test]` on Apple's systems, `Suite.test` elsewhere (swift-corelibs-xctest)
    /\.swift:\d{1,6}: error: (?:-\[[\w.]{1,200} \w{1,200}\]|[\w.]{1,200}\.test\w{0,200}) : /,
    /^Failed asserting that /,
    // EUnit (lib/eunit/src/eunit_tty.erl) and Common Test
    /^\s{0,8}\S.{0,200}\.\.\.\*failed\*$/,
    /^%%% \S{1,200} ==> \S{1,200}: FAILED$/,
    /^\s{0,4}● (?!Console|Cannot log after|Test suite failed)\S.{0,200} › \S/,
  ],
  summary: [
    // node:test's spec reporter (nodejs/node: lib/internal/test_runner/reporter/spec.js)
    /^✖ failing tests:$/,
    /^ℹ fail [1-9]/,
    // Playwright
    /^ {2}[1-9]\d{0,5} failed$/,
    // Deno, Bun, AVA, Ginkgo, Catch2, doctest, Boost.Test, busted
    /^FAILED \| \d+ passed .{0,60}\| [1-9]\d* failed\b/,
    /^\s{0,2}[1-9]\d* fail$/,
    /^\s{0,4}[1-9]\d* tests? failed$/,
    /^FAIL! -- \d* Passed \| [1-9]\d* Failed\b/,
    /^Summarizing [1-9]\d* Failures?:$/,
    /^test cases: {1,4}\d+ \|.{0,40}\b[1-9]\d* failed\b/,
    /^\[doctest\] test cases: .{0,60}\| {1,4}[1-9]\d* failed\b/,
    /^\*\*\* [1-9]\d* failures? (?:is|are) detected in the test module\b/,
    /^\d+ successes? \/ (?:[1-9]\d* failures?|\d+ failures? \/ [1-9]\d* errors?)\b/,
    // EUnit, NUnit, and whoever else counts both what passed and what failed
    /^\s{0,6}(?:Failed: [1-9]\d{0,5}\.|Test Count: \d{1,7}, Pass(?:ed)?: \d{1,7}, Fail(?:ed)?: [1-9])/,
    /^(?!.{0,80}\bchecks?\b).{0,60}\b\d{1,7} (?:\w{1,12} ){0,2}(?:passed|passing|passes|pass|succeeded|ok|successful)\b.{1,40}\b[1-9]\d{0,6} (?:\w{1,12} ){0,2}(?:failed|failing|failures?|fails?|errored)\b/i,
    /^(?!.{0,80}\bchecks?\b).{0,60}\b[1-9]\d{0,6} (?:\w{1,12} ){0,2}(?:failed|failing|failures?|fails?|errored)\b.{1,40}\b\d{1,7} (?:\w{1,12} ){0,2}(?:passed|passing|passes|succeeded|ok|successful)\b/i,
    /^(?!.{0,80}\bchecks?\b)(?!.{0,120}\bunreachable=).{0,80}\b(?:pass(?:ed|es)?|ok|success\w{0,4}|total|tests?|run|ran)\s{0,3}[:=]\s{0,6}\d{1,7}\b.{1,60}\b(?:fail(?:ed|ures?|s)?|errors?)\s{0,3}[:=]\s{0,6}[1-9]/i,
    /\b[1-9]\d{0,6} ?(?:\/|of|out of) ?\d{1,7} tests? failed\b/,
    // prove, .NET, PHPUnit, CTest, node:test and libtest
    /^Result: FAIL$/,
    /^Failed(?:\s{1,4}\d+\/\d+ test programs|! {1,2}- Failed: {1,8}[1-9])/,
    /^FAILURES!$/,
    /^\d+% tests passed, [1-9]\d* tests? failed out of/,
    /^# (?:fail|failed) {1,4}[1-9]/,
    /^test result: FAILED/,
    /^\d+ failed(?:, \d+ \w{1,12}){0,6} in [\d.]+s/,
    /^\d{2,3}:\d{2} \+\d+(?: ~\d+)? -\d+: Some tests failed\.$/,
    /^\d+ (?:doctests?|tests?|properties).{0,60}, [1-9]\d* failures?$/,
    /^Executed \d+ tests?, with [1-9]\d* failures?/,
    /^\*\* TEST FAILED \*\*$/,
    /^(?:Tests?|Test Suites|Test Files):?\s{1,12}[1-9]\d* failed/,
  ],
  generic: [
    /\bAssertion(?:Failed)?Error\b/,
    /\bassertion failed\b/i,
    /(?<![-\w])tests? (?:have |has )?failed\b/i,
    /\bexpected:? (?!process to exit|end of|token).{1,80}\b(?:but|got|actual|received)\b/i,
    /^\s{0,12}[✗✖✘] /,
    // At the head of a line, with a name behind it
    /^\s{0,6}FAIL(?:ED|URE)?:? {1,6}(?!for resource: |Build failed|- )[#\w/]/,
  ],
  hint: [
    /^\s{0,12}\d{1,4}\) \S/,
    // Build tools and CI systems end with the word as well: MSBuild's projects, Gradle's tasks, Jenkins
    /^(?!Done Building Project |Finished: |> Task |(?:\*\* )?BUILD |FAILURE: )(?=.*\bFAIL(?:ED|URE)?\b(?!.{0,40}\b(?:RETRYING|=> \{)| for resource: |['"]))/,
  ],
  unless: [resolvesNothing],
};
