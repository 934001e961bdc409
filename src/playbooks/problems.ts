import { z } from "zod";
import { HealError, type ErrorCode } from "../core/errors.js";
import { nearest } from "../core/nearest.js";
import { keyOffset, nodeOffset, readYaml, type Yaml } from "./yaml.js";

/** What is wrong at one place of a file; line and column count from 1. */
export interface Problem {
  line: number;
  column: number;
  /** Names the key, and what may stand there. */
  message: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; problems: readonly Problem[] };

export interface Format<T> {
  code: ErrorCode;
  schema: z.ZodType<T>;
  /** What the whole text is called. */
  whole: string;
  aliases: number;
  /** What an empty text stands for. */
  empty?: unknown;
}

/** GitHub takes 50 annotations in a call; who has more wrong reads on after the next push. */
const MOST = 50;

/** All that is wrong with a text. One that is no YAML has one trouble: behind it nothing can be told. */
export function checkText<T>(text: string, file: string, format: Format<T>): Checked<T> {
  let yaml: Yaml;
  try {
    yaml = readYaml(text, file, format.code, format.aliases);
  } catch (error) {
    if (!(error instanceof HealError) || error.code !== format.code) throw error;
    const { line = 1, column = 1 } = error.at;
    const message = error.message.replace(`${file}:${line}:${column}: `, "");
    return { ok: false, problems: [{ line, column, message }] };
  }
  if ((yaml.value ?? format.empty ?? null) === null)
    return { ok: false, problems: [{ line: 1, column: 1, message: `${format.whole}: the file is empty` }] };
  const parsed = format.schema.safeParse(yaml.value ?? format.empty);
  if (parsed.success) return { ok: true, value: parsed.data };
  const problems = parsed.error.issues.slice(0, MOST).flatMap((issue) => problemsOf(issue, yaml, format));
  return { ok: false, problems: problems.slice(0, MOST) };
}

/** The value, or the first thing that is wrong, thrown with the file's name and place. */
export function valueOf<T>(checked: Checked<T>, file: string, code: ErrorCode): T {
  if (checked.ok) return checked.value;
  const [{ line, column, message } = { line: 1, column: 1, message: "invalid" }] = checked.problems;
  throw new HealError(code, `${file}:${line}:${column}: ${message}`, { line, column });
}

type Issue = z.core.$ZodIssue;

function problemsOf<T>(issue: Issue, { document, placeOf }: Yaml, { schema, whole }: Format<T>): Problem[] {
  const { path, message, unknown } = plainest(issue);
  if (unknown.length === 0) {
    const words = `${path.join(".") || whole}: ${message.slice(0, 1_000)}`;
    return [{ ...placeOf(nodeOffset(document, path)), message: words }];
  }
  const allowed = keysAt(schemaOf(schema), path);
  return unknown.map((key) => {
    const [shown, like] = [key.slice(0, 100), nearest(key, allowed)];
    const meant = like === undefined ? "" : `; did you mean ${like}?`;
    const may = allowed.length === 0 ? "" : `${meant === "" ? "." : meant} Allowed: ${allowed.join(", ")}`;
    // The place of an unknown key is the key itself, not the map that holds it.
    const words = `${[...path, shown].join(".")}: unknown key${may}`;
    return { ...placeOf(keyOffset(document, path, key)), message: words };
  });
}

/** Of alternatives the one that was meant: where something deeper is wrong the outer shape fits; else what each would take. */
function plainest(issue: Issue): { path: PropertyKey[]; message: string; unknown: readonly string[] } {
  if (issue.code === "unrecognized_keys")
    return { path: issue.path, message: issue.message, unknown: issue.keys };
  if (issue.code !== "invalid_union" || issue.errors.length === 0)
    return { path: issue.path, message: issue.message, unknown: [] };
  const each = issue.errors.flatMap(([first]) => (first ? [plainest(first)] : []));
  const meant = each.find(({ path, unknown }) => path.length > 0 || unknown.length > 0);
  if (meant) return { ...meant, path: [...issue.path, ...meant.path] };
  const message = [...new Set(each.map((one) => one.message))].join(", or: ");
  return { path: issue.path, message: message || issue.message, unknown: [] };
}

type JsonSchema = z.core.JSONSchema.BaseSchema;
const schemas = new WeakMap<z.ZodType, JsonSchema>();

function schemaOf(schema: z.ZodType): JsonSchema {
  const known = schemas.get(schema) ?? z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  schemas.set(schema, known);
  return known;
}

/** The keys that a map at this place may have. */
function keysAt(schema: JsonSchema | boolean | undefined, path: readonly PropertyKey[]): string[] {
  if (typeof schema !== "object") return [];
  const [head, ...rest] = path;
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const deeper = variants.flatMap((variant) => keysAt(variant, path));
  if (head === undefined) return [...new Set([...Object.keys(schema.properties ?? {}), ...deeper])];
  const items = Array.isArray(schema.items) ? undefined : schema.items;
  const next = typeof head === "number" ? items : schema.properties?.[String(head)];
  return [...new Set([...keysAt(next, rest), ...deeper])];
}
