import type { Yielding } from "./yielding.js";
import { unframed } from "./frames.js";
import { passedRuns } from "./passed-runs.js";
import { isLastAttempt, retriedIn } from "./retried.js";
import { notesIn } from "./perl-notes.js";
import { changesIn } from "./shown-changes.js";

/** Lines between two turns of the event loop. */
const PIECE = 1_000;

/** A failure that the tool itself says did not count. */
// Among them sccache, which reads only where it may not write (mozilla/sccache: src/cache/cache.rs).
const waved =
  /\bstorage write check failed\b|\.{3}ignoring$|\(ignored\)$|\bignor(?:ing|ed) (?:error|failure)|\bcontinuing anyway\b|\bno(?:n-?|t )fatal\b|\bexpected (?:failure|error|in this test)\b|\((?:this is )?(?:expected|intended|intentional|on purpose|known|harmless|tolerated|not fatal|allowed)\)\.?$|\b(?:upload|notification|cleanup) failed, (?:not fatal|ignoring|continuing)\b|\ballowed to fail\b|^\s{0,8}(?:XFAIL|XPASS|SKIPPED|RERUN)\b/i;
/** One test that passed, whatever its name says; in the order of the runners' names below. */
// Jest, Mocha, Vitest, Bats, PHPUnit's testdox; Pester; busted and GoogleTest; pytest; libtest, unittest, Deno and prove;
// Gradle; XCTest; CTest; nextest; Robot Framework; .NET
const passedTest =
  /^\s{0,24}(?:[✓✔√✅] \S|\[\+\] \S|\[ RUN {6}\] .{1,400} OK$|\[ {7}OK \] \S|PASS \[\s{0,8}[\d.]{1,12}s\] |Passed \S.{0,400} \[(?:< )?\d{1,6} m?s\]$|Test Case '.{1,400}' passed \()|^\S{1,400}(?:::| > ).{1,400} PASSED(?:\s{1,80}\[\s{0,2}\d{1,3}%\])?$|^(?:test|test_\w{1,200}|\S{1,300}\.t) .{0,400}?\.{2,200} ?ok(?: \(\d{1,8}m?s\))?$|^\s{0,4}\d{1,6}\/\d{1,6} Test\s{1,6}#\d{1,6}: \S{1,300} \.{2,100} {1,6}Passed\b|\s\| PASS \|$/;
/** A failure that is tried again. */
const again =
  /\b(?:will retry|retry(?:ing)? (?:in|after|again|\(|#?\d)|retrying\b|retries left|retry attempt|^attempt #\d{1,3}: trying|attempt #?\d{1,3}(?: of \d{1,3}|\/\d{1,3})?:? (?:failed|error)|trying again|try again in|tries left|next attempt|backing off)/i;
/** The last try has failed as well. */
const final =
  /\b(?:no (?:more )?retries|retries (?:exhausted|exceeded)|giving up|gave up|final attempt|0 (?:retries|tries|attempts) (?:left|remaining)|after \d{1,3} (?:attempts|retries|tries)|max(?:imum)? (?:retries|attempts)|retry limit|timed out retrying after)/i;
// Among them xcpretty's marks (lib/xcpretty/formatters/formatter.rb), but not what CocoaPods gives up on with the same mark.
const warning =
  /^(?:⚠\uFE0F? {1,2}|\[!\] {1,2}(?!CocoaPods |Unable to |Failed to )|##\[warning\]|\[?warn(?:ing)?\]?[:\s]|npm warn\b|yarn warning|W: |DeprecationWarning|\S{1,300}\.py:\d{1,6}: \w{0,40}Warning: |\S{1,300}: warning: )/i;
/** Warnings that end a job: the tool counts them. */
const counted =
  /treated as error|Flakes: [1-9]|max-warnings|^\[warn(?:ing)?\] (?:Flakes|Code style|\S{1,200}\.\w{1,6}$)/i;
/** The build was told that warnings end it: in the words of Sphinx, MkDocs, Mix, javac, GCC, Rust, MSVC and .NET. */
const escalated =
  /\bwarnings?[- ](?:are )?(?:being )?(?:treated )?as[- ]errors?\b|\bwarnings found and -Werror\b|\bimplied by `-D warnings`|\bAborted with \d{1,5} warnings? in strict mode\b|\bno warnings can be incurred\b|\btoo many warnings\b/i;
const passedFile = /^\s{0,4}(?:PASS|✓|✔) \S{1,300}\.(?:[cm]?[jt]sx?|vue)\b/;
const otherFile =
  /^\s{0,4}(?:(?:PASS|FAIL|[✓✔❯×]) \S|Test Suites?: |Test Files {1,4}\d|Tests?: |Snapshots: |Summary of all failing tests)/;

/** Lines of which a later one says that they did not fail: by number 1, others 0; a warning counts a little. */
export function* expectedIn(lines: readonly string[]): Yielding<Float32Array> {
  const out = new Float32Array(lines.length);
  const heads = lines.map((line) => unframed(line.length > 400 ? line.slice(0, 400) : line));
  yield;
  const warningsCount = heads.some((line) => escalated.test(line));
  yield;
  for (const [i, line] of heads.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (waved.test(line)) forgive(lines, out, i);
    else if (passedTest.test(line)) out[i] = 1;
    else if (again.test(line) && !final.test(line) && !isLastAttempt(line))
      out.fill(1, Math.max(0, i - 1), i + 1);
    else if (isToBeTriedAgain(line)) out[i] = 1;
    else if (warning.test(line) && !warningsCount && !counted.test(line)) out[i] = Math.max(out[i]!, WARNING);
  }
  yield* containerSteps(lines, out);
  yield* passedTests(heads, out);
  yield* outputOfPassed(lines, out);
  resolved(heads, out);
  notesIn(heads, out);
  postConditions(heads, out);
  yield* passedRuns(heads, out);
  yield* retriedIn(heads, out);
  yield* changesIn(heads, out);
  return out;
}

/** `connect failed (attempt 2/5)`: of attempts that are counted only the last one counts. */
function isToBeTriedAgain(line: string): boolean {
  const found = /\b(?:attempt|try|retry) #?(\d{1,3}) ?(?:\/|of|out of) ?(\d{1,3})\b/i.exec(line);
  return found !== null && Number(found[1]) < Number(found[2]) && !final.test(line);
}

/** How far a warning is from a failure. */
export const WARNING = 0.75;
/** Lines above one that says `ignoring` in which the failure stands that it is about. */
const ABOVE = 4;

const aboutAbove =
  /\b(?:not fatal|non-?fatal|continuing anyway|failed, (?:ignoring|continuing))\b|^make(?:\[\d{1,3}\])?: \[.{1,300}\] Error \d{1,5} \(ignored\)$/i;

function forgive(lines: readonly string[], out: Float32Array, at: number): void {
  out[at] = 1;
  // What is waved through stands above.
  if (at > 0 && aboutAbove.test(lines[at]!)) out[at - 1] = 1;
  if (!/^\.{3}ignoring$/.test(lines[at]!.trim())) return;
  for (let i = at - 1; i >= Math.max(0, at - ABOVE); i--) {
    out[i] = 1;
    if (/^(?:fatal|failed): \[/.test(lines[i]!)) return;
  }
}

/** BuildKit numbers its steps: what one says that ends with DONE did not fail. */
function* containerSteps(lines: readonly string[], out: Float32Array): Yielding<void> {
  const open = new Map<string, number[]>();
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const found = /^(?:Step #\d{1,3}(?: - "[^"]{1,80}")?: )?#(\d{1,5}) (DONE|CACHED|CANCELED)?/.exec(line);
    if (!found) continue;
    const [, step = "", end] = found;
    const said = open.get(step) ?? [];
    said.push(i);
    if (end === undefined) open.set(step, said);
    else {
      for (const each of said) out[each] = 1;
      open.delete(step);
    }
  }
}

/** What a test prints that passes: under Jest's PASS, between Go's RUN and PASS, in the notes of TAP's ok. */
function* passedTests(lines: readonly string[], out: Float32Array): Yielding<void> {
  let passed: number | null = null;
  let tap: "ok" | "not ok" | null = null;
  let pending = false;
  const running = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (otherFile.test(line)) {
      // Jest indents what a file's tests print; what ends a run stands at the edge.
      if (passed !== null) for (let k = passed + 1; k < i; k++) if (/^\s/.test(lines[k]!)) out[k] = 1;
      passed = passedFile.test(line) ? i : null;
    } else if (line.startsWith("##[")) passed = null;
    const go = /^\s{0,12}(=== (?:RUN|CONT)|--- (?:PASS|SKIP|FAIL):)\s{1,3}(\S{1,300})/.exec(line);
    if (go) {
      const [, what = "", name = ""] = go;
      const from = running.get(name);
      if (what.startsWith("===")) running.set(name, from ?? i);
      else {
        if (from !== undefined && !what.includes("FAIL") && i - from < GO_MOST) out.fill(1, from, i + 1);
        running.delete(name);
      }
    }
    const point = /^\s{0,16}(ok|not ok) \d{1,6}\b/.exec(line);
    if (point) tap = point[1] === "ok" || /# (?:TODO|SKIP)\b/i.test(line) ? "ok" : "not ok";
    else if (!/^(?:\s{0,16}#|\s{2,16}\S)/.test(line)) tap = null;
    if (tap === "ok") out[i] = 1;
    // RSpec lists what is pending as it lists failures.
    if (/^Pending: \(Failures listed here are expected/.test(line)) pending = true;
    else if (/^(?:Failures:|Finished in |Failed examples:)/.test(line)) pending = false;
    if (pending) out[i] = 1;
  }
}
const GO_MOST = 2_000;

/** Vitest and Gradle head what a test prints by its file or class, and say elsewhere how that ended. */
const printed =
  /^(?:(?:stderr|stdout) \| (\S{1,300})(?: > .{1,300})?|(\S.{0,200}?) > .{1,200} STANDARD_(?:ERROR|OUT))$/;
const ranFile = /^\s{0,4}([✓✔❯×✗]|PASS|FAIL)\s{1,4}(?:\|\S{1,60}\| )?(\S{1,300})/;
const ranCase = /^(\S.{0,200}?) > .{1,200} (?:PASSED|FAILED|SKIPPED)$/;
const runEnds =
  /^\s{0,12}(?:[✓✔❯×✗⎯]|Test Files {1,4}\d|Tests {1,4}\d|% Coverage|BUILD |> Task |\d{1,6} tests completed)/;

/** What tests print whose file or class has no failure. */
function* outputOfPassed(lines: readonly string[], out: Float32Array): Yielding<void> {
  const passed = new Set<string>();
  const failed = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const file = ranFile.exec(line);
    if (file) (/[✓✔]|PASS/.test(file[1]!) ? passed : failed).add(file[2]!);
    const one = ranCase.exec(line);
    if (one) (line.endsWith("FAILED") ? failed : passed).add(one[1]!);
  }
  if (passed.size === 0) return;
  let inside = false;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    const head = printed.exec(line);
    const owner = head?.[1] ?? head?.[2];
    if (owner !== undefined) inside = passed.has(owner) && !failed.has(owner);
    else if (inside && (runEnds.test(line) || ranCase.test(line) || line.startsWith("##["))) inside = false;
    if (inside) out[i] = 1;
  }
}

/** Lines that pip needs to list what does not fit before it says that it installed all the same. */
const LISTED = 12;

function resolved(lines: readonly string[], out: Float32Array): void {
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith("ERROR: pip's dependency resolver does not currently take into account")) continue;
    const done = lines.slice(i, i + LISTED).findIndex((next) => next.startsWith("Successfully installed "));
    if (done > 0) out.fill(1, i, i + done);
  }
}

/** What Jenkins' post conditions fail with: they run whatever has happened, and miss the node where it is gone. */
function postConditions(lines: readonly string[], out: Float32Array): void {
  let inside = false;
  for (const [i, line] of lines.entries()) {
    if (/^Error when executing \w{3,12} post condition:$/.test(line)) inside = true;
    else if (line === "" || line.startsWith("[Pipeline]")) inside = false;
    if (inside) out[i] = Math.max(out[i]!, WARNING);
  }
}
