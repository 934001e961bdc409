import { placeInStack } from "./nunit.js";
import { Tally } from "./report.js";
import type { Outcome, Report } from "./report.js";
import type { Element } from "./xml.js";

/** Outcomes of Visual Studio's schema (TestOutcome in vstst.xsd); the others never came to a verdict: skipped. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  passed: "passed",
  passedbutrunaborted: "passed",
  warning: "passed",
  completed: "passed",
  failed: "failed",
  timeout: "failed",
  error: "errors",
};

/** Visual Studio test results (`dotnet test --logger trx`). */
export function readTrx(root: Element): Report {
  const tally = new Tally("trx");
  const section = (name: string): Element[] =>
    root.children.find((child) => child.name === name)?.children ?? [];
  const classes = new Map<string, string>();
  for (const test of section("TestDefinitions")) {
    const method = test.children.find((child) => child.name === "TestMethod");
    const className = method?.attributes.className?.split(",")[0];
    if (test.attributes.id && className) classes.set(test.attributes.id, className);
  }
  tally.report.suites = 1;
  for (const result of section("Results")) addResult(result, classes, tally);
  if (tally.report.duration_s === null) tally.took(wallTime(root));
  return tally.report;
}

function addResult(result: Element, classes: ReadonlyMap<string, string>, tally: Tally): void {
  const said = (result.attributes.outcome ?? "").toLowerCase();
  const outcome = Object.hasOwn(OUTCOMES, said) ? OUTCOMES[said]! : "skipped";
  tally.took(clockSeconds(result.attributes.duration));
  tally.add(outcome, () => {
    const output = result.children.find((child) => child.name === "Output");
    const info = output?.children.find((child) => child.name === "ErrorInfo");
    const part = (name: string): string => info?.children.find((child) => child.name === name)?.text ?? "";
    return {
      suite: classes.get(result.attributes.testId ?? "") ?? "",
      name: result.attributes.testName ?? "",
      message: part("Message"),
      ...placeInStack(part("StackTrace")),
    };
  });
}

/** The run's wall time in seconds: start and finish of `Times`. */
function wallTime(root: Element): number | null {
  const times = root.children.find((child) => child.name === "Times")?.attributes;
  const ms = Date.parse(times?.finish ?? "") - Date.parse(times?.start ?? "");
  return Number.isFinite(ms) ? ms / 1_000 : null;
}

/** `00:01:02.5000000` -> 62.5 */
function clockSeconds(text: string | undefined): number | null {
  const match = /^(\d{1,6}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/.exec(text ?? "");
  return match ? Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3]) : null;
}
