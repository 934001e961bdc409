import { asksStatus, evaluate, type Scope } from "./evaluate.js";
import { endOfText } from "./lexer.js";
import { ExpressionError, isTruthy, toText, type Value } from "./value.js";

type Part = { text: string } | { expression: string };

/** Text with every `${{ }}` replaced by its value. */
export const interpolate = (template: string, scope: Scope): string =>
  split(template)
    .map((part) => ("text" in part ? part.text : toText(evaluate(part.expression, scope))))
    .join("");

/** Like interpolate, all through plain data; a text that is one expression alone keeps its value's kind. */
export function resolve(data: Value, scope: Scope): Value {
  if (typeof data === "string") {
    const parts = split(data.trim());
    const [only] = parts;
    return parts.length === 1 && only !== undefined && "expression" in only
      ? evaluate(only.expression, scope)
      : interpolate(data, scope);
  }
  if (Array.isArray(data)) return data.map((item) => resolve(item, scope));
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, resolve(item, scope)]));
}

/** An `if`: the braces may be left out, and success() is implied unless a status function is named. */
export function condition(source: string | undefined, scope: Scope): boolean {
  const text = (source ?? "").trim();
  if (text === "") return scope.status() === "success";
  const parts = split(text);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) {
    const expression = "expression" in only ? only.expression : only.text;
    if (!asksStatus(expression) && scope.status() !== "success") return false;
    return isTruthy(evaluate(expression, scope));
  }
  // Text around the braces makes a text that is never empty, hence true: GitHub's well-known trap.
  return scope.status() === "success" && isTruthy(interpolate(text, scope));
}

function split(template: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf("${{", at);
    if (open < 0) break;
    const close = closing(template, open + 3);
    if (open > at) parts.push({ text: template.slice(at, open) });
    parts.push({ expression: template.slice(open + 3, close).trim() });
    at = close + 2;
  }
  if (at < template.length) parts.push({ text: template.slice(at) });
  return parts;
}

/** Index of the `}}` that ends an expression; one inside quotes does not. */
function closing(template: string, start: number): number {
  let at = start;
  while (at < template.length) {
    if (template.startsWith("}}", at)) return at;
    const end = template.charAt(at) === "'" ? endOfText(template, at) : at + 1;
    if (end < 0) break;
    at = end;
  }
  throw new ExpressionError(`The expression is not closed: ${template.slice(start - 3)}`);
}
