import { type Fields, fields, isFields, list, number, string } from "../values.js";

interface Scenario {
  readonly suite: string;
  readonly name: string;
  readonly file: string;
  readonly line: number | undefined;
}

/** Names kept of a run: what comes after them is told without. */
const MAX_NAMES = 300_000;

/** What Cucumber's messages say of scenarios and steps before they are run: each by its id. */
export class CucumberNames {
  readonly #features = new Map<string, string>();
  readonly #lines = new Map<string, number>();
  readonly #pickles = new Map<string, Scenario>();
  readonly #testCases = new Map<string, string>();
  readonly #hooks = new Map<string, string>();
  /** Texts of steps, of pickles and of test cases. */
  readonly #steps = new Map<string, string>();

  learn(kind: string, message: Fields): void {
    if (kind === "gherkinDocument") this.#document(message);
    else if (kind === "pickle") this.#pickle(message);
    else if (kind === "hook") keep(this.#hooks, message.id, string(message.name) || "hook");
    else if (kind === "testCase") this.#testCase(message);
  }

  of(testCase: string): Scenario {
    const pickle = this.#pickles.get(this.#testCases.get(testCase) ?? "");
    return pickle ?? { suite: "", name: testCase, file: "", line: undefined };
  }

  step(id: string): string {
    return this.#steps.get(id) ?? "";
  }

  #document({ uri, feature }: Fields): void {
    keep(this.#features, uri, string(fields(feature).name));
    this.#places(fields(feature), 0);
  }

  /** Lines of scenarios and of rows of examples: a rule holds scenarios, these hold examples, and these rows. */
  #places(node: Fields, depth: number): void {
    const line = number(fields(node.location).line);
    if (line !== undefined) keep(this.#lines, node.id, line);
    if (depth > 6) return;
    const inner = [
      node.rule,
      node.scenario,
      ...list(node.children),
      ...list(node.examples),
      ...list(node.tableBody),
    ];
    for (const child of inner) if (isFields(child)) this.#places(child, depth + 1);
  }

  #pickle({ id, uri, name, location, astNodeIds, steps }: Fields): void {
    const node = string(list(astNodeIds).at(-1));
    keep(this.#pickles, id, {
      suite: this.#features.get(string(uri)) || string(uri),
      name: string(name),
      file: string(uri),
      line: number(fields(location).line) ?? this.#lines.get(node),
    });
    for (const step of list(steps).map(fields)) keep(this.#steps, step.id, string(step.text));
  }

  #testCase({ id, pickleId, testSteps }: Fields): void {
    keep(this.#testCases, id, string(pickleId));
    for (const step of list(testSteps).map(fields)) {
      const text = this.#steps.get(string(step.pickleStepId)) ?? this.#hooks.get(string(step.hookId));
      if (text !== undefined) keep(this.#steps, step.id, text);
    }
  }
}

function keep<Value>(map: Map<string, Value>, id: unknown, value: Value): void {
  if (typeof id === "string" && map.size < MAX_NAMES) map.set(id, value);
}
