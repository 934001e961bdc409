import { milliseconds } from "../durations.js";
import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Tally } from "../report.js";
import { type Fields, fields, isFields, list, path, string } from "../values.js";

/**
 * karma-json-reporter (`result`: a list a browser) and karma-structured-json-reporter (`browsers`: a list, each with its results
 * and errors), as their readmes show them.
 */
export const karma: JsonFormat = {
  name: "karma",
  lists: ["result.*", "browsers"],
  isItem: ({ list: at, value }) =>
    isFields(value) &&
    (at === "browsers" ? Array.isArray(value.results) : /^result\./.test(at) && "description" in value),
  isRest: (rest) => "browsers" in fields(rest) && "disconnected" in fields(fields(rest).summary),
  read: (tally) => new KarmaReader(tally),
};

class KarmaReader implements JsonReader {
  readonly #suites = new Set<string>();

  constructor(private readonly tally: Tally) {}

  item({ list: at, value }: Found): void {
    if (at !== "browsers") return this.#spec(fields(value));
    const { results, errors, browser } = fields(value);
    for (const spec of list(results)) this.#spec(fields(spec));
    for (const error of list(errors))
      this.tally.add("errors", () => ({
        suite: "",
        name: string(fields(browser).name) || "browser",
        message: typeof error === "string" ? error : JSON.stringify(error),
      }));
  }

  end(rest: unknown): void {
    const { summary, browsers } = fields(rest);
    const { success, failed, error, disconnected, exitCode } = fields(summary);
    const report = this.tally.report;
    const lost = Object.values(fields(browsers))
      .map(fields)
      .find((browser) => isLost(fields(browser.lastResult)));
    const why =
      disconnected === true ? "a browser was disconnected" : "a browser had an error outside of its tests";
    const name = string(lost?.name) || "browser";
    holdAgainst(
      { failed: countIn(failed) },
      { tests: report.tests, failed: report.failed, errors: report.errors },
      this.tally,
      { where: "summary", failure: () => ({ suite: "", name, message: "" }) },
    );
    const isRed = error === true || disconnected === true || lost !== undefined;
    const isExit = typeof exitCode === "number" && exitCode !== 0 && this.tally.red === 0;
    if ((isRed && report.errors === 0) || isExit)
      this.tally.add("errors", () => ({
        suite: "",
        name,
        message: isRed ? why : `karma ended with ${String(exitCode)}, ${String(success)} tests succeeded`,
      }));
    report.suites = this.#suites.size;
  }

  #spec(spec: Fields): void {
    const suite = path(list(spec.suite));
    this.#suites.add(suite);
    this.tally.took(milliseconds(spec.time));
    if (spec.skipped === true || spec.disabled === true || spec.pending === true) this.tally.add("skipped");
    else if (spec.success === true) this.tally.add("passed");
    else
      this.tally.add("failed", () => ({
        suite,
        name: string(spec.description),
        message: list(spec.log).map(string).join("\n"),
      }));
  }
}

const isLost = ({ error, disconnected }: Fields): boolean => error === true || disconnected === true;
