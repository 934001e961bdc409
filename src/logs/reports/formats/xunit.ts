import { seconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { type Counts, countIn, holdAgainst, noCounts } from "../heads.js";
import type { Outcome, Tally } from "../report.js";
import { isRed } from "../report.js";
import { type Element, textIn } from "../xml.js";
import { placeInStack } from "./dotnet-stack.js";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  pass: "passed",
  fail: "failed",
  skip: "skipped",
  notrun: "not_run",
};

/** xUnit.net 1 to 3: `assemblies` of `assembly` of `collection` or `class` of `test`. */
export const xunit: XmlFormat = {
  name: "xunit",
  roots: ["assemblies", "assembly"],
  read: (tally) => new XunitReader(tally),
};

class XunitReader implements XmlReader {
  readonly whole = new Set(["test", "error"]);
  readonly skipped = new Set(["output", "traits", "attachments", "warnings"]);
  #assembly: Attributes = {};
  #group: Attributes = {};
  #shown: Counts = noCounts();
  #told = 0;
  #wall: number | null = null;

  constructor(private readonly tally: Tally) {}

  open(name: string, attributes: Attributes): void {
    if (name === "assembly") {
      this.#assembly = attributes;
      this.#shown = noCounts();
      this.#told = 0;
    }
    if (name === "collection" || name === "class") {
      this.#group = attributes;
      this.tally.report.suites += 1;
    }
  }

  element(element: Element): void {
    if (element.name === "error") {
      this.#told += 1;
      const { name, type } = element.attributes;
      this.#count("errors", element, this.#assembly.name ?? "", name || type || "error");
      return;
    }
    const { result = "", type, name, time } = element.attributes;
    const said = result.toLowerCase().replace("_", "");
    this.tally.took(seconds(time));
    const outcome = Object.hasOwn(OUTCOMES, said) ? (OUTCOMES[said] ?? "errors") : "errors";
    this.#count(outcome, element, type ?? this.#group.name ?? "", name ?? "");
  }

  close(name: string): void {
    if (name !== "assembly") return;
    const { name: assembly = "", total, failed, errors, time } = this.#assembly;
    const took = seconds(time);
    if (took !== null) this.#wall = (this.#wall ?? 0) + took;
    const tests = countIn(total);
    holdAgainst(
      // The total is of tests; errors of fixtures and of clean-up come on top.
      {
        tests: tests === undefined ? undefined : tests + this.#told,
        failed: countIn(failed),
        errors: countIn(errors),
      },
      this.#shown,
      this.tally,
      {
        where: assembly || "<assembly>",
        failure: () => ({ suite: assembly, name: assembly || "assembly", message: "" }),
      },
    );
  }

  end(): void {
    if (this.tally.report.duration_s === null) this.tally.took(this.#wall);
  }

  #count(outcome: Outcome, element: Element, suite: string, name: string): void {
    this.#shown.tests += 1;
    if (isRed(outcome)) this.#shown[outcome] += 1;
    this.tally.add(outcome, () => {
      const failure = element.children.find((child) => child.name === "failure");
      return {
        suite,
        name,
        message: textIn(failure, "message") || (failure?.attributes["exception-type"] ?? ""),
        ...placeInStack(textIn(failure, "stack-trace")),
      };
    });
  }
}
