import type { Found, JsonFormat, JsonReader } from "../format.js";
import type { Failure, Tally } from "../report.js";
import { type Fields, fields, firstText, isFields, list, number, string } from "../values.js";

/** Cucumber's JSON formatter: a list of features, their scenarios, their steps and hooks. */
export const cucumber: JsonFormat = {
  name: "cucumber",
  lists: [""],
  isItem: ({ list: at, value }) =>
    at === "" && isFields(value) && Array.isArray(value.elements) && "uri" in value,
  // An empty list may be anything.
  isRest: () => false,
  read: (tally) => new CucumberReader(tally),
};

/** The worst step of a scenario decides; strict runs fail undefined and ambiguous steps. */
const WORST = ["failed", "ambiguous", "undefined", "unknown", "pending", "skipped", "passed"] as const;

class CucumberReader implements JsonReader {
  constructor(private readonly tally: Tally) {}

  item({ value }: Found): void {
    const feature = fields(value);
    this.tally.report.suites += 1;
    let background: readonly Fields[] = [];
    for (const element of list(feature.elements).map(fields)) {
      // The steps of a background belong to the scenario that follows it.
      if (element.type === "background") {
        background = stepsOf(element);
        continue;
      }
      this.#scenario(element, feature, [...background, ...stepsOf(element)]);
      background = [];
    }
  }

  end(): void {
    if (this.tally.report.tests === 0) this.tally.warn("no scenario was run");
  }

  #scenario(scenario: Fields, feature: Fields, steps: readonly Fields[]): void {
    const states = steps.map((step) => string(fields(step.result).status).toLowerCase() || "unknown");
    const worst = WORST.find((state) => states.includes(state)) ?? (steps.length > 0 ? "unknown" : "passed");
    // Nanoseconds.
    for (const step of steps) this.tally.took((number(fields(step.result).duration) ?? NaN) / 1e9);
    const bad = steps[states.indexOf(worst)];
    const failure = (): Failure => ({
      suite: string(feature.name),
      name: string(scenario.name),
      message: messageOf(bad, worst),
      file: string(feature.uri),
      line: number(scenario.line),
    });
    if (worst === "failed") this.tally.add("failed", failure);
    else if (worst === "ambiguous" || worst === "undefined" || worst === "unknown")
      this.tally.add("errors", failure);
    else {
      if (worst === "pending") this.tally.warn("scenarios are pending: a strict run fails for them");
      this.tally.add(worst === "passed" ? "passed" : "skipped");
    }
  }
}

const stepsOf = (element: Fields): Fields[] =>
  [
    ...list(element.before),
    ...list(element.steps).flatMap((step) => [
      ...list(fields(step).before),
      step,
      ...list(fields(step).after),
    ]),
    ...list(element.after),
  ].map(fields);

function messageOf(step: Fields | undefined, state: string): string {
  const name = `${string(step?.keyword)}${string(step?.name)}`.trim();
  return firstText(fields(step?.result).error_message, `${state} step${name === "" ? "" : `: ${name}`}`);
}
