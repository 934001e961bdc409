import { milliseconds } from "../durations.js";
import type { Attributes, XmlFormat, XmlReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Attempt, Failure, Tally } from "../report.js";
import { type Element, textIn } from "../xml.js";

/** TestNG's own `testng-results.xml`. */
export const testng: XmlFormat = {
  name: "testng",
  roots: ["testng-results"],
  read: (tally) => new TestngReader(tally),
};

class TestngReader implements XmlReader {
  readonly whole = new Set(["test-method"]);
  readonly skipped = new Set(["reporter-output", "attributes", "groups"]);
  #root: Attributes = {};
  #class = "";
  /** Attempts that were tried again, by class, method and parameters. */
  readonly #tried = new Map<string, Attempt[]>();
  #suiteTook = 0;

  constructor(private readonly tally: Tally) {}

  open(name: string, attributes: Attributes): void {
    if (name === "testng-results") this.#root = attributes;
    if (name === "class") this.#class = attributes.name ?? "";
    if (name === "suite") {
      this.tally.report.suites += 1;
      this.#suiteTook += milliseconds(attributes["duration-ms"]) ?? 0;
    }
  }

  element(method: Element): void {
    const { status = "", name = "", "is-config": config = "" } = method.attributes;
    const failure = (): Failure => failureOf(method, this.#class);
    const isRed = /^fail/i.test(status);
    if (config === "true") {
      // Set-up and tear-down are no tests, but a test that needs them did not run.
      if (isRed) this.tally.add("errors", failure);
      return;
    }
    const key = `${this.#class}\0${name}\0${parametersOf(method)}`;
    if (method.attributes.retried === "true") {
      this.#tried.set(key, [
        ...(this.#tried.get(key) ?? []),
        { outcome: "failed", message: failure().message },
      ]);
      return;
    }
    const tried = this.#tried.get(key);
    this.#tried.delete(key);
    if (tried && /^pass/i.test(status))
      this.tally.addFlaky(() => ({ ...failure(), attempts: [...tried, { outcome: "passed" }] }));
    else if (isRed) {
      const last = failure();
      const attempts: Attempt[] = tried ? [...tried, { outcome: "failed", message: last.message }] : [];
      this.tally.add("failed", () => ({ ...last, attempts }));
    } else this.tally.add(/^pass/i.test(status) ? "passed" : "skipped");
  }

  close(): void {}

  end(): void {
    const { tally } = this;
    // A retry that never came to an end.
    for (const [key, attempts] of this.#tried) {
      const [suite = "", name = ""] = key.split("\0");
      tally.add("failed", () => ({ suite, name, message: attempts.at(-1)?.message ?? "", attempts }));
    }
    const { tests, failed, errors } = tally.report;
    holdAgainst({ tests: undefined, failed: countIn(this.#root.failed) }, { tests, failed, errors }, tally, {
      where: "<testng-results>",
      failure: () => ({ suite: "", name: "testng-results", message: "" }),
    });
    if (this.#suiteTook > 0) tally.took(this.#suiteTook);
  }
}

const parametersOf = (method: Element): string =>
  (method.children.find((child) => child.name === "params")?.children ?? [])
    .map((param) => textIn(param, "value").trim())
    .join(", ");

function failureOf(method: Element, suite: string): Failure {
  const exception = method.children.find((child) => child.name === "exception");
  const stack = textIn(exception, "full-stacktrace");
  const parameters = parametersOf(method);
  const place = /\(([\w$]{1,200}\.(?:java|kt|groovy|scala)):(\d{1,9})\)/.exec(stack);
  return {
    suite,
    name: `${method.attributes.name ?? ""}${parameters === "" ? "" : `(${parameters})`}`,
    message: textIn(exception, "message").trim() || stack.trim() || (exception?.attributes.class ?? ""),
    ...(place ? { file: place[1], line: Number(place[2]) } : {}),
  };
}
