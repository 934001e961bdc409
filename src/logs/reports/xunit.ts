import { seconds } from "./junit.js";
import { placeInStack } from "./nunit.js";
import { Tally } from "./report.js";
import type { Report } from "./report.js";
import type { Element } from "./xml.js";

const OUTCOMES = { pass: "passed", fail: "failed", skip: "skipped", notrun: "skipped" } as const;

/** xUnit.net v2 (`assemblies` of `assembly` of `collection` of `test`). */
export function readXunit(root: Element): Report {
  const tally = new Tally("xunit");
  const assemblies =
    root.name === "assembly" ? [root] : root.children.filter((child) => child.name === "assembly");
  for (const assembly of assemblies) {
    for (const group of assembly.children.filter(
      (child) => child.name === "collection" || child.name === "class",
    )) {
      tally.report.suites += 1;
      for (const test of group.children.filter((child) => child.name === "test")) addTest(test, group, tally);
    }
    for (const error of assembly.children.find((child) => child.name === "errors")?.children ?? [])
      tally.add("errors", () => ({
        suite: assembly.attributes.name ?? "",
        name: error.attributes.name ?? error.attributes.type ?? "error",
        message: failureOf(error).message,
      }));
  }
  if (tally.report.duration_s === null)
    for (const assembly of assemblies) tally.took(seconds(assembly.attributes.time));
  return tally.report;
}

function addTest(test: Element, group: Element, tally: Tally): void {
  const result = (test.attributes.result ?? "").toLowerCase();
  const outcome = Object.hasOwn(OUTCOMES, result) ? OUTCOMES[result as keyof typeof OUTCOMES] : "errors";
  tally.took(seconds(test.attributes.time));
  tally.add(outcome, () => ({
    suite: test.attributes.type ?? group.attributes.name ?? "",
    name: test.attributes.name ?? "",
    ...failureOf(test),
  }));
}

function failureOf(element: Element): { message: string; file?: string; line?: number } {
  const failure = element.children.find((child) => child.name === "failure");
  const part = (name: string): string => failure?.children.find((child) => child.name === name)?.text ?? "";
  return {
    message: part("message") || (failure?.attributes["exception-type"] ?? ""),
    ...placeInStack(part("stack-trace")),
  };
}
