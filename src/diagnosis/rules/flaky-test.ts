import type { Rule } from "../rule.js";

/** A test runner itself saw the test both fail and pass. */
export const flakyTest: Rule = {
  category: "flaky_test",
  strict: [
    /^(?:\[WARNING\] )?Flakes: [1-9]/,
    /^\s{0,4}\d+ flaky$/,
    /^Tests run: .{0,80}, Flakes: [1-9]/,
    /\bpassed on retry\b/i,
    /\bmarked as flaky\b/i,
    /\b[1-9]\d* (?:tests? )?(?:were |was )?flaky\b/i,
  ],
  generic: [/\bflaky\b/i],
};
