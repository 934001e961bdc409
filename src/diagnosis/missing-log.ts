import type { JobSteps } from "../logs/steps.js";
import type { LogLines } from "../logs/text.js";
import type { Diagnosis } from "./diagnosis.js";

/** Bodies that servers send in place of a log. */
const insteadOfLog =
  /^\uFEFF?(?:<\?xml .{0,200}\?>)?\s{0,4}(?:<Error><Code>\w{1,60}<\/Code>|<!DOCTYPE html|<html|\{"message": ?"(?:Not Found|Server Error|Bad credentials))/i;

/** Why there is nothing to read, if there is nothing. */
export function whyAbsent(log: LogLines, course: JobSteps): string | null {
  if (log.lines.every((line) => line.trim() === "")) return "the log is empty";
  if (log.total <= 40 && insteadOfLog.test(log.lines[0] ?? ""))
    return "a server's error message stands where the log should be";
  if (
    course.known &&
    !course.ended &&
    course.failed.length === 0 &&
    course.cancelled === null &&
    !log.complete
  )
    return "the log stops in the middle of a line, before any step ended: it was cut in transit";
  return null;
}

/** Why the log is one of a job that did not fail, if it is. */
export function didNotFail(log: LogLines, course: JobSteps): string | null {
  if (course.cancelled !== null) return null;
  if (!course.passed && !saysSo(log, course)) return null;
  if (course.failed.length > 0 && !course.said) return null;
  return `the log shows no failure: it ends as that of a job that passed (${log.total} lines, ${course.steps.length} steps)`;
}

/**
 * The last words of scripts and builds that ended well, where no CI system speaks: they say that all of it did, and its exit status.
 * `web_1 exited with code 0` is one container's, and `All tests passed!` the last suite's.
 */
const wellEnded =
  /^(?:[\w.-]{1,40}: |[=*#>-]{1,4} |\[[\w .:-]{1,40}\] ){0,2}(?:all (?:\w{1,12} )?(?:steps|checks|stages|jobs|tasks|targets|tests)|build|job|pipeline|ci|script)\b.{1,60}\b(?:passed|succeeded|successful(?:ly)?|done|finished|completed|ended|exited)\b.{1,60}\b(?:status|code):? 0[.!]?$/i;
/** A shell that echoes its commands echoes last the one that ends it. */
const exitsWell = /^(?:\$|\+{1,3}) exit 0$/;
/** The last words of a script whose every check went well, and a runner's count by which none failed. */
const allPassed = /\ball (?:\d{1,6} )?(?:checks|tests|suites|steps) (?:have )?passed[.!]?$/i;
const noneFailed = /^\s{0,4}(?:Fail|Failed|Failures|Errors|Timeout):\s{1,24}0\s{0,4}$/i;
const someFailed =
  /^\s{0,4}(?:Fail|Failed|Failures|Errors|Timeout|Unexpected Pass):\s{1,24}[1-9]\d{0,6}\s{0,4}$/i;
const saysFailure = /\bfail(?!s? closed)|\berrors?\b|[1-9]\d{0,2}$/i;

/** Whether a log of no known CI system ends with the words that it passed. */
function saysSo({ lines, complete }: LogLines, course: JobSteps): boolean {
  if (course.known || course.failed.length > 0 || !complete) return false;
  const last = lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
  if (allPassed.test(last) && lines.some((line) => noneFailed.test(line)))
    return !lines.some((line) => someFailed.test(line));
  return exitsWell.test(last) || (wellEnded.test(last) && !saysFailure.test(last));
}

/** The answer about a log that shows no failure. */
export const notFailed = (reason: string, job?: string): Diagnosis => ({
  ...noLog(reason, job),
  category: "unknown",
  confidence: 0,
  summary: "The log shows no failure.",
});

/** The answer when there is no log to read. */
export const noLog = (reason: string, job?: string): Diagnosis => ({
  category: "no_log",
  confidence: 1,
  summary: `No log to read: ${reason}.`,
  fingerprint: null,
  chunk: null,
  failed: job === undefined ? {} : { job },
  tests: [],
  evidence: [],
  alternatives: [],
  reason,
});
