import type { Rule } from "../rule.js";
import { insideTestReport } from "../rule.js";

/** The job, a step or a whole run took longer than allowed. A single test that times out is a test failure. */
export const timeout: Rule = {
  category: "timeout",
  verdict: [
    /^##\[error\]The (?:job|action|step) .{0,200}has (?:exceeded|timed out)/,
    /\bhas exceeded the maximum execution time of\b/,
    /^The job exceeded the maximum (?:time limit|log length)/,
    /^No output has been received in the last \d+/,
    // GitLab's runner prints a duration and the word behind it: `30m0s seconds` (common/build.go)
    /\bexecution took longer than \d[\dhms.]{0,20} seconds\b/,
    /^Build timed out \(after \d+/,
    // Zuul (zuul/executor/server.py): what runs behind it is the post phase
    /^\| (?:RUN|PRE-RUN) END RESULT_TIMED_OUT\b/,
    /^\| Job complete, result: TIMED_OUT$/,
    // CircleCI, Azure, Jenkins' `timeout`, AppVeyor
    /^Too long with no output \(exceeded \d/,
    /\bran longer than the maximum time of \d+ minutes\b/,
    /^Cancelling nested steps due to timeout$/,
    /^Build execution time has reached the maximum allowed time for your plan\b/,
    /\bBuild was aborted\b.{1,40}\btimeout\b/i,
  ],
  strict: [
    /^Aborting on container "/,
    /\bThe operation timed out after \d/i,
    /^Command timed out\b/i,
    /\[taskcluster.{0,40}\] Aborting task .{0,60}max run time exceeded/i,
    /\bTask timeout after \d+ seconds\b/,
    /^panic: test timed out after /,
    /\bexit(?:ed with)? (?:code|status) 124\b/i,
    // libcurl says the same of one request: `Timeout of 60 seconds was reached`
    /\bTimeout of \d+ ?(?:min|minutes|seconds|s|h) (?:reached|exceeded|hit|was (?:exceeded|hit))\b/i,
    /\bcommand timed out: \d+ seconds/i,
    /\bjob (?:execution )?timeout\b/i,
  ],
  // A name or an option that has the word in it says nothing
  generic: [/\btimed out\b|(?<![-\w.:=/])time ?out\b(?!\s{0,2}[(=]|: {0,2}\d|[-"'/])/i],
  unless: [insideTestReport],
};
