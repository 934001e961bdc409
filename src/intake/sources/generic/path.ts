import { isObject } from "../../json.js";
import { isUnrendered } from "../../unrendered.js";

/** The value at a dotted path; list positions are numbers. A key may hold dots itself (`k8s.ns.name`). Own properties only. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  let rest = path;
  while (rest !== "") {
    if (isObject(value) && Object.hasOwn(value, rest)) return value[rest];
    const dot = rest.indexOf(".");
    const part = dot < 0 ? rest : rest.slice(0, dot);
    rest = dot < 0 ? "" : rest.slice(dot + 1);
    if (Array.isArray(value)) value = (value as unknown[])[Number(part)];
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

/** A copy in which `value` stands at the path, where something stood before. */
export function withAt(json: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(json))
    return json.map((item: unknown, i) => (i === Number(part) ? withAt(item, rest, value) : item));
  if (!isObject(json)) return json;
  return { ...json, [part]: withAt(json[part], rest, value) };
}

/** The first text or number that stands at one of the paths. A path with braces is a text with paths in it: `{host}: {check}`. */
export function textAt(json: unknown, candidates: readonly string[]): string | null {
  for (const path of candidates) {
    const text = path.includes("{") ? filled(json, path) : scalar(at(json, path));
    if (text !== null) return text;
  }
  return null;
}

/** What a table of values is asked by: as `textAt`, and a truth value is one. */
export function valueAt(json: unknown, candidates: readonly string[]): string | null {
  for (const path of candidates) {
    const value = at(json, path);
    const text = typeof value === "boolean" ? String(value) : textAt(json, [path]);
    if (text !== null) return text;
  }
  return null;
}

/** Null unless all of its paths hold something: half an identity would be another alert's. */
function filled(json: unknown, template: string): string | null {
  let whole = true;
  const text = template.replace(/\{([^{}]{1,200})\}/g, (_all, path: string) => {
    const value = scalar(at(json, path));
    whole &&= value !== null;
    return value ?? "";
  });
  return whole ? text : null;
}

function scalar(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" && !isUnrendered(value) ? value : null;
}
