import type { z } from "zod";
import { HealError } from "../core/errors.js";

/**
 * PostgreSQL stores no NUL in text and no lone surrogate in jsonb, and both are valid JSON: a body keeps them (bytes), what
 * is read out of it gets U+FFFD in their place.
 */
export function storable<T>(value: T): T {
  if (typeof value === "string") return clean(value) as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (value === null || typeof value !== "object" || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [clean(key), storable(part)])) as T;
}

/** For a jsonb column: `${json(value)}`. */
export const json = (value: unknown): string => JSON.stringify(storable(value));

/** A row as PostgreSQL gives it: nothing is known of the columns that a schema has to read. */
export type Raw<Row, Columns extends z.ZodObject> = Omit<Row, keyof z.output<Columns>> &
  Record<keyof z.output<Columns>, unknown>;

/**
 * A row with its JSON columns as their schema has them: what is read has the shape that was written, or the error says which
 * row and where. `name` tells rows of a table apart, for people.
 */
export function parsedRow<Row extends object, Columns extends object>(
  table: string,
  columns: z.ZodType<Columns>,
  row: Row,
  name: string | number,
): Row & Columns {
  const read = columns.safeParse(row);
  if (read.success) return { ...row, ...read.data };
  const [issue] = read.error.issues;
  const where = issue?.path.map(String).join(".") ?? "";
  throw new HealError(
    "HEAL_ROW_INVALID",
    `${table} ${name}: ${where}: ${issue?.message ?? "not as written"}`,
    {
      cause: read.error,
    },
  );
}

/** The same text for equal values: keys in order of their code units, as RFC 8785 has it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
}

const isPlain = (value: object): boolean => {
  const kind: unknown = Object.getPrototypeOf(value);
  return kind === Object.prototype || kind === null;
};

/** In `u` mode a surrogate matches only when it stands alone. */
const clean = (text: string): string => text.replace(/[\0\p{Surrogate}]/gu, "\uFFFD");
