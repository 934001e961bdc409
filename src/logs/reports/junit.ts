import { Tally } from "./report.js";
import type { Outcome, Report } from "./report.js";
import type { Element } from "./xml.js";

/** JUnit XML and its dialects: pytest, jest, mocha, surefire, gradle, bazel, nextest, phpunit. */
export function readJunit(root: Element): Report {
  const tally = new Tally("junit");
  const total = seconds(root.attributes.time);
  walk(root, "", tally);
  if (total !== null && total > 0) tally.report.duration_s = total;
  return tally.report;
}

/** Counts suites that hold tests or results themselves; an outer one that only groups others is no suite. */
function walk(element: Element, path: string, tally: Tally): void {
  const suite = element.name === "testsuite" ? (element.attributes.name ?? path) : path;
  const inner = element.children.filter((child) => child.name === "testsuite" || child.name === "testsuites");
  const cases = element.children.filter((child) => child.name === "testcase");
  if (element.name === "testsuite") {
    tally.report.suites += 1;
    if (inner.length === 0) tally.took(seconds(element.attributes.time) ?? sum(cases));
  }
  for (const testcase of cases) addCase(testcase, suite, tally);
  for (const child of inner) walk(child, suite, tally);
}

function addCase(testcase: Element, suite: string, tally: Tally): void {
  const result = (name: string): Element | undefined =>
    testcase.children.find((child) => child.name === name);
  const bad = result("error") ?? result("failure");
  const outcome = outcomeOf(testcase, result);
  tally.add(outcome, () => {
    const { file, line } = placeOf(testcase);
    return {
      suite: testcase.attributes.classname ?? testcase.attributes.class ?? suite,
      name: testcase.attributes.name ?? "",
      message: messageOf(bad),
      file,
      line,
    };
  });
}

function outcomeOf(testcase: Element, result: (name: string) => Element | undefined): Outcome {
  if (result("error")) return "errors";
  if (result("failure")) return "failed";
  if (result("skipped") ?? result("disabled")) return "skipped";
  return /^(?:notrun|disabled|skipped|ignored)$/i.test(testcase.attributes.status ?? "")
    ? "skipped"
    : "passed";
}

function messageOf(result: Element | undefined): string {
  if (!result) return "";
  const { message, type } = result.attributes;
  return message?.trim() || result.text.trim() || type || "";
}

function placeOf(testcase: Element): { file?: string; line?: number } {
  const { file, line } = testcase.attributes;
  return { file, line: line === undefined ? undefined : Number(line) };
}

/** `1,234.5` and `0.5s` occur beside plain numbers. */
export function seconds(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text.replace(/,(?=\d{3}(?:\D|$))/g, "").replace(/s$/, ""));
  return Number.isFinite(value) ? value : null;
}

function sum(cases: readonly Element[]): number | null {
  const times = cases.map((testcase) => seconds(testcase.attributes.time)).filter((time) => time !== null);
  return times.length === 0 ? null : times.reduce((a, b) => a + b, 0);
}
