import type { Found, JsonFormat, JsonReader } from "../format.js";
import { countIn, holdAgainst } from "../heads.js";
import type { Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, list, number, string } from "../values.js";

/** RSpec's JSON formatter. */
export const rspec: JsonFormat = {
  name: "rspec",
  lists: ["examples"],
  isItem: ({ list: at, value }) => at === "examples" && isFields(value) && "full_description" in value,
  isRest: (rest) => "summary_line" in fields(rest) && Array.isArray(fields(rest).examples),
  read: (tally) => new RspecReader(tally),
};

class RspecReader implements JsonReader {
  readonly #files = new Set<string>();

  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    const example = fields(value);
    this.#files.add(string(example.file_path));
    if (example.status === "passed") this.tally.add("passed");
    else if (example.status === "failed") this.tally.add("failed", () => failureOf(example));
    else if (example.status === "pending") this.tally.add("skipped");
    else this.tally.add("errors", () => failureOf(example));
  }

  end(rest: unknown): void {
    const head = fields(rest);
    const summary = fields(head.summary);
    const { tests, failed, errors } = this.tally.report;
    const message = list(head.messages).map(string).join("\n");
    holdAgainst(
      { failed: countIn(summary.failure_count), errors: countIn(summary.errors_outside_of_examples_count) },
      { tests, failed, errors },
      this.tally,
      { where: "summary", failure: () => ({ suite: "", name: "rspec", message }) },
    );
    // An error outside of the examples is not one of them, and stands beside those that failed.
    if (this.tally.report.errors === 0 && (countIn(summary.errors_outside_of_examples_count) ?? 0) > 0)
      this.tally.add("errors", () => ({ suite: "", name: "rspec", message }));
    this.tally.report.suites = this.#files.size;
    this.tally.took(number(summary.duration));
  }
}

function failureOf(example: Fields): Failure {
  const { message, class: type } = fields(example.exception);
  const [name, full] = [string(example.description), string(example.full_description)];
  return {
    suite: full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : full,
    name: name || full,
    message: firstText(message, type),
    file: string(example.file_path),
    line: number(example.line_number),
  };
}
