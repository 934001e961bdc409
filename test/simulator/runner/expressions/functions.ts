import { ExpressionError, isEqual, toText, toValue, type Value } from "./value.js";

/** What functions ask of the job they are evaluated in. */
export interface Surroundings {
  /** `skipped`: none of success(), failure() and cancelled() holds. */
  status(): "success" | "failure" | "cancelled" | "skipped";
  hashFiles(patterns: string[]): string;
}

type Call = (args: Value[], around: Surroundings) => Value;

const lower = (value: Value | undefined) => toText(value ?? null).toLowerCase();

/** Names in lower case: GitHub ignores the case of function names. */
export const functions: Record<string, Call> = {
  success: (_args, around) => around.status() === "success",
  failure: (_args, around) => around.status() === "failure",
  cancelled: (_args, around) => around.status() === "cancelled",
  always: () => true,
  contains: ([search = null, item = null]) =>
    Array.isArray(search)
      ? search.some((element) => isEqual(element, item))
      : lower(search).includes(lower(item)),
  startswith: ([text, prefix]) => lower(text).startsWith(lower(prefix)),
  endswith: ([text, suffix]) => lower(text).endsWith(lower(suffix)),
  format: ([template = null, ...values]) => format(toText(template), values),
  join: ([items = null, separator]) =>
    Array.isArray(items)
      ? items.map(toText).join(separator === undefined ? "," : toText(separator))
      : toText(items),
  tojson: ([value = null]) => JSON.stringify(value, null, 2),
  fromjson: ([text = null]) => fromJson(toText(text)),
  hashfiles: (patterns, around) => around.hashFiles(patterns.map(toText)),
};

/** Functions whose presence in an `if` takes the implied `success()` away. */
export const statusFunctions: ReadonlySet<string> = new Set(["success", "failure", "cancelled", "always"]);

function format(template: string, values: Value[]): string {
  return template.replace(/\{\{|\}\}|\{(\d+)\}/g, (whole, digits: string | undefined) => {
    if (digits === undefined) return whole.charAt(0);
    const value = values[Number(digits)];
    if (value === undefined) {
      throw new ExpressionError(
        `The following format string references more arguments than were supplied: ${template}`,
      );
    }
    return toText(value);
  });
}

function fromJson(text: string): Value {
  try {
    return toValue(JSON.parse(text));
  } catch (cause) {
    throw new ExpressionError(`Error parsing fromJson: ${String(cause)}`, { cause });
  }
}
