import type { Yielding } from "./yielding.js";

/** Lines between two turns of the event loop. */
const PIECE = 1_000;
/** Lines that one attempt of a command is taken to print at most. */
const ATTEMPT = 400;
/** The same of an attempt of a test. */
const CASE = 60;

/**
 * Who runs a command again says so behind what the failed attempt has printed. In their order: travis_retry and scripts in its
 * manner (travis-ci/travis-build: travis_retry.bash), nick-fields/retry, Azure's agent (Agent.Worker/RetryHelper.cs), Jenkins'
 * `retry` step, Wandalen/wretry.action, scripts that count.
 */
const failedAttempt =
  /^(?:(?:The )?command .{1,400} failed(?: with (?:exit )?(?:code|status) \d{1,5})?[.,:!;]? {1,3}(?:Retrying|Attempt)\b|(?:##\[(?:warning|error)\])?Attempt #?\d{1,3} failed\b|##\[warning\]RetryHelper encountered (?:task failure|exception), will retry\b|Retrying$|##\[(?:warning|error)\].{0,80}attempt #?\d{1,3} .{0,80}failed|\W{0,6}(?:attempt|try|run) #?\d{1,3}(?: ?(?:\/|of|out of) ?\d{1,3})? (?:failed|was not successful|did not succeed|exited)\b)/i;
/** Or it says so in front of what the next one prints. */
const nextAttempt =
  /^(?:##\[group\])?\W{0,6}(?:starting |running |beginning )?(?:attempt|try|retry)(?: number)?[ :#]{1,3}(\d{1,3})(?: ?(?:\/|of|out of) ?\d{1,3})?\W{0,6}(?:$|:|\()/i;
/** Nothing above is of an attempt behind it: commands that are echoed, steps, sections. */
const bound = /^(?:\$ \S|\+{1,3} \S|##\[(?:group|section|endgroup)|\[Pipeline\] \{ \(|section_|travis_|#!\/)/;
const counted = /\b(?:attempt|try|tries|retry) #?:? ?(\d{1,3}) ?(?:\/|of|out of) ?(\d{1,3})\b/i;
/** Azure counts the retries: the first failure is `1 out of 3` of four attempts. */
const ofRetries = /\bRetryHelper encountered\b/;

/** Whether what a line counts was the last attempt of all. */
export const isLastAttempt = (line: string): boolean => {
  const found = counted.exec(line);
  return found !== null && !ofRetries.test(line) && Number(found[1]) >= Number(found[2]);
};

/** Output of attempts that were followed by another: what the last one says counts. */
export function* retriedIn(lines: readonly string[], out: Float32Array): Yielding<void> {
  yield* attemptsOfCommands(lines, out);
  yield* attemptsOfTests(lines, out);
  yield* passedOnRetry(lines, out);
}

function* attemptsOfCommands(lines: readonly string[], out: Float32Array): Yielding<void> {
  let from = 0;
  let opened = false;
  let open: number | null = null;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (bound.test(line) && !nextAttempt.test(line)) {
      from = i + 1;
      opened = false;
    }
    const next = nextAttempt.exec(line);
    if (next) {
      // What stands above a first attempt is none's.
      if (opened && Number(next[1]) > 1) out.fill(1, Math.max(from, i - ATTEMPT), i);
      from = i + 1;
      opened = true;
      open = null;
    } else if (failedAttempt.test(line)) {
      if (isLastAttempt(line)) continue;
      // Without a count only a further attempt tells that this one was not the last.
      if (open !== null) out.fill(1, Math.max(from, open - ATTEMPT), open + 1);
      if (counted.test(line) || !/attempt|try|run/i.test(line) || /retry|Retrying/.test(line)) {
        out.fill(1, Math.max(from, i - ATTEMPT), i + 1);
        from = i + 1;
        open = null;
      } else open = i;
    } else if (open !== null && /^Command completed after \d{1,3} attempt/.test(line)) {
      out.fill(1, Math.max(from, open - ATTEMPT), open + 1);
      open = null;
    }
  }
}

/** Blocks that runners print of a test's attempt that was not its last; group 1 of the ends stands for the test itself. */
const blocks: readonly { readonly head: RegExp; readonly end: RegExp }[] = [
  // Jest with `logErrorsBeforeRetry` (jest-reporters: DefaultReporter)
  {
    head: /^\s{0,4}LOGGING RETRY ERRORS {1,3}\S/,
    end: /^\s{0,4}(?:PASS|FAIL|RUNS|[●✓✕✔✖√×]|Tests?:|Test Suites:)/,
  },
  // rspec-retry with `verbose_retry`
  { head: /^\d{1,3}(?:st|nd|rd|th) Try error in \S/, end: /^RSpec::Retry: / },
  // The flaky plugin of pytest and nose
  { head: /^===Flaky Test Report===$/, end: /^===End Flaky Test Report===$/ },
];
/** Cypress counts the attempts of a test that was tried again; the last one has the test's own mark. */
const onAttempt =
  /^\s{2,24}\(Attempt \d{1,3} of \d{1,3}\) \S|^\s{0,8}\S{1,300} RERUN\b|^\S{1,300}::\S{1,300} RERUN\b/;

function* attemptsOfTests(lines: readonly string[], out: Float32Array): Yielding<void> {
  let end: RegExp | null = null;
  let head = 0;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (onAttempt.test(line)) out[i] = 1;
    const block = blocks.find((one) => one.head.test(line));
    if (block) [end, head] = [block.end, i];
    else if (end?.test(line) === true || (end && (i - head > CASE || line.startsWith("##[")))) end = null;
    if (end) out[i] = 1;
  }
}

/** A test that passed, in the words of runners that run one again: Gradle, pytest, CTest, libtest, nextest, GoogleTest, Go. */
const passing: readonly RegExp[] = [
  /^(\S.{0,200}? > .{1,300}) PASSED$/,
  /^([\w./-]{1,200}\.py::\S{1,300}) PASSED\b/,
  /^\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,8}#\d{1,6}: (\S{1,200}) \.{2,200} {1,6}Passed\b/,
  /^test (\S{1,300}) \.\.\. ok$/,
  /^\[ {7}OK \] ([\w/]{1,100}\.[\w/]{1,200})/,
  /^\s{0,12}--- PASS: (\S{1,300})/,
  /^\s{1,20}(?:TRY \d{1,3} )?(?:PASS|FLAKY \d{1,3}\/\d{1,3}) \[[ >\d.]{1,20}s\] (?:\(\s{0,8}\d{1,6}\/\d{1,6}\) )?(\S{1,200} \S{1,300})$/,
];
/** The same of one that failed. */
const failing: readonly RegExp[] = [
  /^(\S.{0,200}? > .{1,300}) FAILED$/,
  /^([\w./-]{1,200}\.py::\S{1,300}) (?:FAILED|RERUN)\b/,
  /^\s{0,8}\d{1,6}\/\d{1,6} Test\s{1,8}#\d{1,6}: (\S{1,200}) \.{2,200}\*\*\*/,
  /^test (\S{1,300}) \.\.\. FAILED$/,
  /^\[ {2}FAILED {2}\] ([\w/]{1,100}\.[\w/]{1,200})/,
  /^\s{0,12}--- FAIL: (\S{1,300})/,
  /^\s{1,20}(?:TRY \d{1,3} )?(?:FAIL|ABORT|TIMEOUT|SIG[A-Z]{3,6}) \[[ >\d.]{1,20}s\] (?:\(\s{0,8}\d{1,6}\/\d{1,6}\) )?(\S{1,200} \S{1,300})$/,
];

const nameIn = (patterns: readonly RegExp[], line: string): string | null => {
  for (const pattern of patterns) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return name;
  }
  return null;
};

/** Playwright heads each failure by its test, and says behind all of them which passed in the end. */
const ofPlaywright = /^\s{2}\d{1,4}\) (\[[\w ]{1,40}\] › .{1,300}?) ─{3,200}$/;
const flakyList = /^\s{2}\d{1,4} flaky$/;
const anyList = /^\s{2}\d{1,4} (?:failed|passed|skipped|interrupted|did not run)\b/;

/** Failures of tests of which a later attempt passed. */
function* passedOnRetry(lines: readonly string[], out: Float32Array): Yielding<void> {
  const passedAt = new Map<string, number>();
  const flaky = new Set<string>();
  let listed = false;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (line.length > 700) continue;
    if (flakyList.test(line)) listed = true;
    else if (anyList.test(line)) listed = false;
    else if (listed && /^\s{4}\[/.test(line)) flaky.add(line.trim().replace(/ ─+$/, ""));
    const name = nameIn(passing, line);
    if (name !== null) passedAt.set(name, i);
  }
  if (passedAt.size === 0 && flaky.size === 0) return;
  let inside = false;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (line.length > 700) continue;
    const playwright = ofPlaywright.exec(line)?.[1];
    const name = playwright === undefined ? nameIn(failing, line) : null;
    if (playwright !== undefined) inside = flaky.has(playwright);
    else if (name !== null) inside = (passedAt.get(name) ?? -1) > i;
    else if (inside && (!/^(?:\s|$)/.test(line) || flakyList.test(line) || anyList.test(line)))
      inside = false;
    if (inside) out[i] = 1;
  }
}
