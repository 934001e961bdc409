import type { Edit } from "./kind.js";

/** Adds an import before the first that stands there; the order is eslint's and the reader's business. */
export const addImport =
  (line: string): Edit =>
  (text) => {
    const at = text.search(/^import /m);
    if (at < 0) throw new Error(`no import stands where ${line} belongs`);
    return `${text.slice(0, at)}${line}\n${text.slice(at)}`;
  };

/** Adds an entry at the end of the list or object that begins with `opening`, before `last` when that is given. */
export const addEntry =
  (opening: string, entry: string, last?: string): Edit =>
  (text) => {
    const from = text.indexOf(opening);
    if (from < 0) throw new Error(`there is no ${JSON.stringify(opening)}`);
    const start = from + opening.length;
    const at = last === undefined ? endOf(text, start) : text.indexOf(last, start);
    if (at < 0) throw new Error(`${JSON.stringify(last)} does not follow ${JSON.stringify(opening)}`);
    const before = text.slice(0, at).trimEnd();
    const comma = last !== undefined || /[[{,]$/.test(before) ? "" : ",";
    return `${before}${comma}\n${entry},\n${text.slice(at)}`;
  };

/** Where the bracket closes that is open at `start`. Lists of names and data hold no bracket in a string. */
function endOf(text: string, start: number): number {
  let open = 1;
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i);
    if ("[{(".includes(char)) open += 1;
    if ("]})".includes(char)) open -= 1;
    if (open === 0) return i;
  }
  throw new Error("a list does not end");
}

/** Puts `added` before the first `anchor`. */
export const insertBefore =
  (anchor: string, added: string): Edit =>
  (text) => {
    const at = text.indexOf(anchor);
    if (at < 0) throw new Error(`there is no ${JSON.stringify(anchor)}`);
    return text.slice(0, at) + added + text.slice(at);
  };
