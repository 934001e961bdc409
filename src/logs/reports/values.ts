/** Values of JSON that strangers wrote: each is what it should be, or empty. */

export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const fields = (value: unknown): Fields => (isFields(value) ? value : NO_FIELDS);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const string = (value: unknown): string => (typeof value === "string" ? value : "");

export const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** The first of the values that is a text of more than nothing. */
export const firstText = (...values: readonly unknown[]): string => {
  for (const value of values) if (typeof value === "string" && value.trim() !== "") return value;
  return "";
};

/** Names of groups, from the outermost in. */
export const path = (names: readonly unknown[], separator = " › "): string =>
  names.filter((name) => typeof name === "string" && name !== "").join(separator);

/** The object on a line; null where the line is not one whole object. */
export function objectOn(line: string): Fields | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
