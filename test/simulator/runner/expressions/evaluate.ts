import { functions, statusFunctions, type Surroundings } from "./functions.js";
import { parse, type Node } from "./parser.js";
import { compare, ExpressionError, isEqual, isObject, isTruthy, member, type Value } from "./value.js";

export interface Scope extends Surroundings {
  /** `github`, `env`, `steps`, ... A name that is not here is an error, as on GitHub. */
  contexts: Record<string, Value>;
}

/** The value of one expression without `${{ }}`. Throws ExpressionError. */
export const evaluate = (source: string, scope: Scope): Value => valueOf(parse(source), scope);

/** Whether the expression names success(), failure(), cancelled() or always(). */
export function asksStatus(source: string): boolean {
  const walk = (node: Node): boolean => {
    if (node.kind === "call") return statusFunctions.has(node.name) || node.args.some(walk);
    if (node.kind === "binary") return walk(node.left) || walk(node.right);
    if (node.kind === "not") return walk(node.operand);
    if (node.kind === "member") return walk(node.target) || walk(node.key);
    return node.kind === "every" && walk(node.target);
  };
  return walk(parse(source));
}

function valueOf(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "context":
      return context(node.name, scope);
    case "not":
      return !isTruthy(valueOf(node.operand, scope));
    case "call": {
      const call = Object.hasOwn(functions, node.name) ? functions[node.name] : undefined;
      if (call === undefined) throw new ExpressionError(`Unrecognized function: '${node.name}'`);
      return call(
        node.args.map((arg) => valueOf(arg, scope)),
        scope,
      );
    }
    case "every": {
      const target = valueOf(node.target, scope);
      return isObject(target) ? Object.values(target) : Array.isArray(target) ? target : [];
    }
    case "member": {
      const target = valueOf(node.target, scope);
      const key = valueOf(node.key, scope);
      // `a.*.b`: the member of every element that has one.
      return isFilter(node.target) && Array.isArray(target)
        ? target.map((item) => member(item, key)).filter((item) => item !== null)
        : member(target, key);
    }
    case "binary":
      return binary(node, scope);
  }
}

const isFilter = (node: Node): boolean =>
  node.kind === "every" || (node.kind === "member" && isFilter(node.target));

function binary(node: Node & { kind: "binary" }, scope: Scope): Value {
  const left = valueOf(node.left, scope);
  if (node.operator === "&&") return isTruthy(left) ? valueOf(node.right, scope) : left;
  if (node.operator === "||") return isTruthy(left) ? left : valueOf(node.right, scope);
  const right = valueOf(node.right, scope);
  if (node.operator === "==") return isEqual(left, right);
  if (node.operator === "!=") return !isEqual(left, right);
  const order = compare(left, right);
  if (node.operator === "<") return order < 0;
  if (node.operator === "<=") return order <= 0;
  return node.operator === ">" ? order > 0 : order >= 0;
}

function context(name: string, scope: Scope): Value {
  const found = Object.keys(scope.contexts).find((known) => known.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw new ExpressionError(`Unrecognized named-value: '${name}'`);
  return scope.contexts[found] ?? null;
}
