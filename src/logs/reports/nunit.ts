import { seconds } from "./junit.js";
import { Tally } from "./report.js";
import type { Outcome, Report } from "./report.js";
import type { Element } from "./xml.js";

/** NUnit 3 (`test-run`, or a lone `test-suite`) and NUnit 2 (`test-results`). */
export function readNunit(root: Element): Report {
  const tally = new Tally(root.name === "test-results" ? "nunit2" : "nunit3");
  walk(root, "", tally);
  if (tally.report.duration_s === null) tally.took(durationOf(root));
  return tally.report;
}

/** Suites nest by namespace; those that hold cases are the ones people mean. */
function walk(element: Element, suite: string, tally: Tally): void {
  const named = element.attributes.fullname ?? element.attributes.name ?? suite;
  const name = element.name === "test-suite" ? named : suite;
  const holders = element.children.filter((child) => child.name === "results");
  const children = [...element.children, ...holders.flatMap((holder) => holder.children)];
  const cases = children.filter((child) => child.name === "test-case");
  if (cases.length > 0) tally.report.suites += 1;
  for (const testcase of cases) addCase(testcase, name, tally);
  for (const child of children) if (child.name === "test-suite") walk(child, name, tally);
}

function addCase(testcase: Element, suite: string, tally: Tally): void {
  const outcome = outcomeOf(testcase);
  tally.took(seconds(testcase.attributes.duration ?? testcase.attributes.time));
  tally.add(outcome, () => {
    const failure = testcase.children.find((child) => child.name === "failure");
    const message = failure?.children.find((child) => child.name === "message")?.text ?? "";
    const stack = failure?.children.find((child) => child.name === "stack-trace")?.text ?? "";
    return { suite, name: testcase.attributes.name ?? "", message, ...placeInStack(stack) };
  });
}

function outcomeOf(testcase: Element): Outcome {
  const { result, success, executed } = testcase.attributes;
  const said = (result ?? "").toLowerCase();
  // NUnit 3 has errors among its failures (label="Error"), and so have its totals.
  if (said === "error") return "errors";
  if (said === "failed" || said === "failure" || success?.toLowerCase() === "false") return "failed";
  if (testcase.children.some((child) => child.name === "failure")) return "failed";
  if (/^(?:skipped|ignored|inconclusive|notrunnable)$/.test(said) || executed?.toLowerCase() === "false")
    return "skipped";
  return "passed";
}

function durationOf(root: Element): number | null {
  const said = seconds(root.attributes.duration ?? root.attributes.time);
  if (said !== null) return said;
  const inner = root.children.filter((child) => child.name === "test-suite").map(durationOf);
  const known = inner.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** `... in C:\src\Calc.cs:line 61` of a .NET stack. */
export function placeInStack(stack: string): { file?: string; line?: number } {
  const match = / in ([^\r\n]{1,500}?):line (\d{1,9})/.exec(stack);
  return match ? { file: match[1], line: Number(match[2]) } : {};
}
