import { tokenize, type Token } from "./lexer.js";
import { ExpressionError, type Value } from "./value.js";

export type Node =
  | { kind: "literal"; value: Value }
  | { kind: "context"; name: string }
  | { kind: "member"; target: Node; key: Node }
  | { kind: "every"; target: Node }
  | { kind: "call"; name: string; args: Node[] }
  | { kind: "not"; operand: Node }
  | { kind: "binary"; operator: string; left: Node; right: Node };

/** Weakest first; operators of one line bind equally and from the left. */
const LEVELS = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];
const KEYWORDS = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["nan", Number.NaN],
  ["infinity", Number.POSITIVE_INFINITY],
]);

/** Parses one expression (without `${{ }}`). Throws ExpressionError. */
export function parse(source: string): Node {
  const tokens = tokenize(source);
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: "end" };
  const isSign = (text: string) => {
    const token = peek();
    return token.kind === "sign" && token.text === text;
  };
  const take = (text: string): boolean => {
    if (!isSign(text)) return false;
    at += 1;
    return true;
  };
  const fail = (): never => {
    const token = peek();
    const what = token.kind === "end" ? "end" : token.kind === "literal" ? String(token.value) : token.text;
    throw new ExpressionError(
      token.kind === "end"
        ? `Unexpected end of expression: ${source}`
        : `Unexpected symbol: '${what}'. Located within expression: ${source}`,
    );
  };
  const expect = (text: string) => {
    if (!take(text)) fail();
  };

  function binary(level: number): Node {
    const operators = LEVELS[level];
    if (operators === undefined) return unary();
    let left = binary(level + 1);
    for (;;) {
      const operator = operators.find(isSign);
      if (operator === undefined) return left;
      at += 1;
      left = { kind: "binary", operator, left, right: binary(level + 1) };
    }
  }

  const unary = (): Node => (take("!") ? { kind: "not", operand: unary() } : postfix(primary()));

  function postfix(node: Node): Node {
    if (take(".")) {
      if (take("*")) return postfix({ kind: "every", target: node });
      const token = peek();
      if (token.kind !== "name") return fail();
      at += 1;
      return postfix({ kind: "member", target: node, key: { kind: "literal", value: token.text } });
    }
    if (take("[")) {
      if (take("*")) {
        expect("]");
        return postfix({ kind: "every", target: node });
      }
      const key = binary(0);
      expect("]");
      return postfix({ kind: "member", target: node, key });
    }
    return node;
  }

  function primary(): Node {
    const token = peek();
    if (take("(")) {
      const inner = binary(0);
      expect(")");
      return inner;
    }
    if (token.kind === "literal") {
      at += 1;
      return { kind: "literal", value: token.value };
    }
    if (token.kind !== "name") return fail();
    at += 1;
    if (take("(")) return { kind: "call", name: token.text.toLowerCase(), args: callArguments() };
    const keyword = KEYWORDS.get(token.text.toLowerCase());
    return keyword === undefined
      ? { kind: "context", name: token.text }
      : { kind: "literal", value: keyword };
  }

  function callArguments(): Node[] {
    const args: Node[] = [];
    if (take(")")) return args;
    do args.push(binary(0));
    while (take(","));
    expect(")");
    return args;
  }

  const node = binary(0);
  return peek().kind === "end" ? node : fail();
}
