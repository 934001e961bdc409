import { unreadable } from "./change.js";

/** Deeper than any manifest or lock file; bounds recursion over the tree. */
const MAX_DEPTH = 60;

/**
 * The value of a JSON text. Throws `HEAL_INPUT_INVALID` for anything else, and for an object with a key twice:
 * readers differ in which of the two they take.
 */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text === "" ? "{}" : text);
  } catch (error) {
    throw unreadable(`JSON (${error instanceof SyntaxError ? "syntax" : "text"})`);
  }
  noKeyTwice(text);
  return value;
}

/** Strings and brackets of a text that is JSON; what stands between them does not matter here. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

function noKeyTwice(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last: string | null = null;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      if (open.length > MAX_DEPTH) throw unreadable("JSON: it is nested too deep");
    } else if (token === "}" || token === "]") open.pop();
    else if (token === ":" && last !== null) {
      const keys = open.at(-1);
      const key = JSON.parse(last) as string;
      if (keys?.has(key))
        throw unreadable(`one document: the key ${JSON.stringify(key.slice(0, 60))} stands twice`);
      keys?.add(key);
    }
    last = token.startsWith('"') ? token : null;
  }
}
