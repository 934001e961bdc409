import type { Attempt, Outcome } from "../report.js";
import type { Element } from "../xml.js";

const child = (element: Element, name: RegExp): Element | undefined =>
  element.children.find((inner) => name.test(inner.name));

/** An attempt that did not decide. */
export const ATTEMPT = /^(?:flaky|rerun)(?:Failure|Error)$/;

/**
 * A warning of PHPUnit up to 9, such as that a data provider is invalid: a run that has one ends with 1
 * (`TestResult::wasSuccessful`, and what its `Command` makes of it).
 */
const isWarned = (element: Element): boolean =>
  element.children.some(
    ({ name, attributes }) => name === "warning" && /PHPUnit/i.test(attributes.type ?? ""),
  );

/** States that tools write instead of an element. */
const RED_STATUS = /^(?:fail(?:ed|ure)?|errors?|errored|broken|crashed|timed ?out|timeout|aborted)$/i;
const SKIPPED_STATUS = /^(?:skipped|ignored|pending|suppressed)$/i;
const NOT_RUN_STATUS = /^(?:notrun|not run|not_run|disabled)$/i;

/** `pytest.xfail`; unittest's XFAIL; Catch2's `!mayfail` and `!shouldfail`; TODO of TAP converters. */
const EXPECTED = /\bxfail\b|expected.?fail|!mayfail|!shouldfail|\bTODO\b/i;
const NOT_RUN = /^(?:the )?(?:test )?(?:was |did )?(?:not (?:run|started|executed)|disabled)\b/i;
const UNEXPECTED_SUCCESS = /unexpected.?success|^xpass/i;

/**
 * How a case ended. `flaky`: only failed attempts and no failure (Surefire's `flakyFailure`, also nextest's); `allowed`: it failed
 * and is marked as skipped too.
 */
export function outcomeOf(element: Element): Outcome | "flaky" | "allowed" {
  const { status = "", result = "" } = element.attributes;
  if (element.children.length === 0 && status === "" && result === "") return "passed";
  const skipped = child(element, /^(?:skipped|disabled|ignored)$/);
  const error = child(element, /^error$/);
  if (skipped && (error ?? child(element, /^failure$/))) return "allowed";
  if (error) return "errors";
  // What was only rerun, and neither passed nor failed in the end, did not pass.
  if (child(element, /^failure$/) ?? child(element, /^rerun(?:Failure|Error)$/)) return "failed";
  if (skipped) return NOT_RUN_STATUS.test(status) ? "not_run" : skippedAs(skipped);
  if (isWarned(element)) return "failed";
  if (RED_STATUS.test(status) || RED_STATUS.test(result)) return "failed";
  if (NOT_RUN_STATUS.test(status) || NOT_RUN_STATUS.test(result)) return "not_run";
  if (SKIPPED_STATUS.test(status) || SKIPPED_STATUS.test(result)) return "skipped";
  return child(element, /^flaky(?:Failure|Error)$/) ? "flaky" : "passed";
}

function skippedAs({ name, attributes, text }: Element): Outcome {
  const { type = "", message = "" } = attributes;
  if (UNEXPECTED_SUCCESS.test(type)) return "failed";
  if (EXPECTED.test(type) || EXPECTED.test(message || text.slice(0, 200))) return "expected";
  return name === "disabled" || NOT_RUN.test(message) ? "not_run" : "skipped";
}

export function messageOf(result: Element | undefined): string {
  if (!result) return "";
  const { message, type } = result.attributes;
  const stack = result.children.find(({ name }) => name === "stackTrace")?.text ?? "";
  const head = message?.trim() ?? "";
  const said = GENERIC.test(head) ? "" : head;
  return said || result.text.trim() || stack.trim() || head || type || "";
}

/** What every failure is; Boost and others say the reason in the text. */
const GENERIC =
  /^(?:(?:test|assertion) )?(?:failures?|failed|errors?|exception)[.!]?$|^(?:unexpected|uncaught) (?:exception|error)$/i;

/** What each failed assertion of a case says, where its tool goes on behind the first. */
export function messagesOf(element: Element, bad: Element | undefined): string {
  const others = element.children.filter(({ name }) => bad && name === bad.name);
  return [...new Set((others.length > 1 ? others : [bad]).slice(0, MOST_MESSAGES).map(messageOf))].join("\n");
}
const MOST_MESSAGES = 20;

/** Whether a case that failed and is marked as skipped says that it is expected to: a TODO of node, an xfail. */
export function isExpected(element: Element): boolean {
  const skipped = child(element, /^skipped$/);
  return skipped !== undefined && skippedAs(skipped) === "expected";
}

/** The attempts of a case that was tried more than once: what failed first, then the last one. */
export function attemptsOf(element: Element): Attempt[] {
  const outcome = ({ name }: Element): "failed" | "errors" => (/error$/i.test(name) ? "errors" : "failed");
  const tried = element.children
    .filter(({ name }) => ATTEMPT.test(name))
    .map((result): Attempt => ({ outcome: outcome(result), message: messageOf(result) }));
  if (tried.length === 0) return [];
  const first = element.children.find(({ name }) => name === "error" || name === "failure");
  // Surefire writes the first failure as the failure and the later ones as reruns.
  if (first) return [{ outcome: outcome(first), message: messageOf(first) }, ...tried];
  return element.children.some(({ name }) => name.startsWith("flaky"))
    ? [...tried, { outcome: "passed" }]
    : tried;
}
