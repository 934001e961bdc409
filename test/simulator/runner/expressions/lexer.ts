import { ExpressionError } from "./value.js";

export type Token =
  | { kind: "literal"; value: string | number }
  | { kind: "name"; text: string }
  | { kind: "sign"; text: string }
  | { kind: "end" };

const SIGNS = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*"];
const NUMBER = /[-+]?(?:0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)/iy;
const NAME = /[a-z_][\w-]*/iy;

/** Cuts an expression into tokens. Throws ExpressionError with GitHub's words. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    if (char === "'") {
      const end = endOfText(source, at);
      if (end < 0) throw unexpected(source.slice(at), at, source);
      tokens.push({ kind: "literal", value: source.slice(at + 1, end - 1).replaceAll("''", "'") });
      at = end;
      continue;
    }
    const previous = tokens.at(-1);
    const isMember = previous?.kind === "sign" && previous.text === ".";
    const number = isMember ? undefined : match(NUMBER, source, at);
    if (number !== undefined && /[-+\d.]/.test(char) && !(char === "." && previous !== undefined)) {
      tokens.push({ kind: "literal", value: Number(number) });
      at += number.length;
      continue;
    }
    const name = match(NAME, source, at);
    const text = name ?? SIGNS.find((sign) => source.startsWith(sign, at));
    if (text === undefined) throw unexpected(char, at, source);
    tokens.push({ kind: name === undefined ? "sign" : "name", text });
    at += text.length;
  }
  return [...tokens, { kind: "end" }];
}

/** Index behind the closing quote of the text that begins at `start`; -1 where it is missing. */
export function endOfText(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length) {
    if (source.charAt(at) !== "'") at += 1;
    else if (source.charAt(at + 1) === "'") at += 2;
    else return at + 1;
  }
  return -1;
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

const unexpected = (symbol: string, at: number, source: string) =>
  new ExpressionError(
    `Unexpected symbol: '${symbol}'. Located at position ${at + 1} within expression: ${source}`,
  );
