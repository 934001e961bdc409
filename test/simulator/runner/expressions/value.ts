/** Values of the expression language and GitHub's rules for turning one kind into another.
 *  https://docs.github.com/actions/reference/workflows-and-actions/expressions */

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export class ExpressionError extends Error {}

export const isObject = (value: Value): value is { [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isTruthy = (value: Value): boolean =>
  value !== null && value !== false && value !== "" && value !== 0 && !Number.isNaN(value);

export function toText(value: Value): string {
  if (value === null) return "";
  if (Array.isArray(value)) return "Array";
  if (typeof value === "object") return "Object";
  return String(value);
}

export function toNumber(value: Value): number {
  if (value === null) return 0;
  if (typeof value === "object") return Number.NaN;
  if (typeof value === "string" && value.trim() === "") return 0;
  return Number(value);
}

/** `==`: text ignores case; different kinds are compared as numbers; arrays and objects by identity. */
export function isEqual(left: Value, right: Value): boolean {
  if (typeof left === "string" && typeof right === "string") return sameText(left, right);
  if (left === null && right === null) return true;
  if (isCompound(left) || isCompound(right)) return left === right;
  return toNumber(left) === toNumber(right);
}

/** Less than 0, 0, greater than 0, or NaN where the two have no order. */
export function compare(left: Value, right: Value): number {
  if (typeof left === "string" && typeof right === "string") {
    const [a, b] = [left.toLowerCase(), right.toLowerCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.NaN;
}

export const sameText = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** A member by name; names ignore case as GitHub's do, an exact one is preferred. */
export function member(target: Value, key: Value): Value {
  if (Array.isArray(target)) {
    const index = toNumber(key);
    return Number.isInteger(index) ? (target[index] ?? null) : null;
  }
  if (!isObject(target)) return null;
  const name = toText(key);
  if (Object.hasOwn(target, name)) return target[name] ?? null;
  const found = Object.keys(target).find((candidate) => sameText(candidate, name));
  return found === undefined ? null : (target[found] ?? null);
}

/** Plain data (a payload, parsed YAML) as a value; what has no counterpart becomes null. */
export function toValue(data: unknown): Value {
  if (data === null || data === undefined) return null;
  if (typeof data === "string" || typeof data === "number" || typeof data === "boolean") return data;
  if (Array.isArray(data)) return data.map(toValue);
  if (typeof data !== "object") return null;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, toValue(item)]));
}

const isCompound = (value: Value) => typeof value === "object" && value !== null;
