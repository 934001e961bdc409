import { Tally } from "./report.js";
import { invalid } from "./xml.js";
import type { Report } from "./report.js";

interface Event {
  Action?: unknown;
  Package?: unknown;
  Test?: unknown;
  Elapsed?: unknown;
  Output?: unknown;
}

/** `go test -json` begins with an object that has an `Action` (cmd/test2json's documentation). */
export const isGoTest = (head: string): boolean => head.startsWith("{") && /"Action"\s?:/.test(head);

/** Output kept for one test's message. */
const MAX_OUTPUT = 4_000;

/** The event stream of `go test -json`: a suite a package, a test with subtests counts like its subtests do. */
export function readGoTest(text: string): Report {
  const tally = new Tally("go-test");
  const packages = new Set<string>();
  const output = new Map<string, string>();
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "" || !line.trimStart().startsWith("{")) return;
    const event = eventOf(line, index + 1);
    const name = typeof event.Test === "string" ? event.Test : "";
    const suite = typeof event.Package === "string" ? event.Package : "";
    const key = `${suite}\0${name}`;
    if (event.Action === "output") {
      const before = output.get(key) ?? "";
      if (before.length < MAX_OUTPUT) output.set(key, before + String(event.Output));
      return;
    }
    if (event.Action !== "pass" && event.Action !== "fail" && event.Action !== "skip") return;
    packages.add(suite);
    if (name === "") tally.took(typeof event.Elapsed === "number" ? event.Elapsed : null);
    else add(event.Action, suite, name, output.get(key) ?? "");
    output.delete(key);
  });
  tally.report.suites = packages.size;
  return tally.report;

  function add(action: "pass" | "fail" | "skip", suite: string, name: string, said: string): void {
    const outcome = { pass: "passed", fail: "failed", skip: "skipped" } as const;
    tally.add(outcome[action], () => {
      const place = /^\s{0,40}([\w./-]{1,300}\.go):(\d{1,9}): /m.exec(said);
      const message = said
        .split("\n")
        .filter((line) => !/^\s*(?:=== |--- )/.test(line))
        .join("\n");
      return { suite, name, message, file: place?.[1], line: place ? Number(place[2]) : undefined };
    });
  }
}

function eventOf(line: string, number: number): Event {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === "object" && event !== null) return event;
  } catch (error) {
    throw invalid(`not a JSON object: ${error instanceof Error ? error.message : String(error)}`, number);
  }
  throw invalid("not a JSON object", number);
}
