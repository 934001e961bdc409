import { besideFailures } from "../rule.js";
import type { Rule } from "../rule.js";

/** A test runner itself saw the test both fail and pass. */
export const flakyTest: Rule = {
  category: "flaky_test",
  verdict: [/\bThere (?:is|are) \d+ flakes? and failOnFlakeCount is set\b/],
  strict: [
    /^\[(?:WARNING|ERROR)\] Flakes: $/,
    /\bTests run: .{0,80}, Flakes: [1-9]/,
    /^\s{1,20}FLAKY \d{1,3}\/\d{1,3} \[/,
    /\bFLAKY, failed in \d+ out of \d+ in\b/,
    /^(?:\[WARNING\] )?Flakes: [1-9]/,
    /^\s{0,4}\d+ flaky$/,
    /^Tests run: .{0,80}, Flakes: [1-9]/,
    /\bpassed on retry\b/i,
    /\bmarked as flaky\b/i,
    /\b[1-9]\d* (?:tests? )?(?:were |was )?flaky\b/i,
  ],
  generic: [/\bflaky\b/i],
  unless: [besideFailures],
};
