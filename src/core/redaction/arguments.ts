import type { Sink } from "./sink.js";
import { lineStart, restOfLine } from "./chars.js";
import { rankOf } from "./names.js";
import { isLocation, isPlaceholder, isWordy, looksRandom, looksSecret } from "./values.js";

/** Secrets that only their place in a call or a statement tells. */

/** `auth=("ci", "x")`, `login('ci', 'x')`: the second of two texts. */
export function secondText(text: string, _start: number, end: number, sink: Sink): number | null {
  const found =
    /^\s{0,3}(?:[A-Z.]{1,40}\()?\s{0,3}(["'])[^"'\n]{1,80}\1,\s{0,3}(?:\1[^"'\n]{0,80}\1,\s{0,3}){0,2}(?:\w{1,20}[=:]\s?)?(["'])(?=\S)/i.exec(
      text.slice(end, end + 400),
    );
  const quote = found?.[2];
  if (!found || quote === undefined) return null;
  const from = end + found[0].length;
  const rest = restOfLine(text, from, 300);
  const value = rest.slice(0, Math.max(0, rest.indexOf(quote)));
  if (!looksSecret(value) || isPlaceholder(value, true)) return null;
  sink.add(from, from + value.length, "password");
  return from + value.length;
}

/** One argument of a call, in code or as PHP's traces print it, where a quote in a text is not escaped. */
const ARGUMENT = /^\s{0,3}(?:(["'])([^\n]{0,200}?)\1|[^"',\n]{1,120})\s?(?=[,)])/;

/** `PDO->__construct('dsn', 'user', 'x')`, `ftp_login(Resource id #12, 'user', 'x')`: the text at its place, whatever it is. */
export const textAt =
  (place: number) =>
  (text: string, _start: number, end: number, sink: Sink): number | null => {
    const call = restOfLine(text, end, 800);
    let at = 0;
    for (let n = 1; ; n += 1) {
      const found = ARGUMENT.exec(call.slice(at));
      if (!found) return null;
      const to = at + found[0].length;
      if (n === place) {
        const value = found[2] ?? "";
        if (value.length < 3 || isPlaceholder(value, true)) return null;
        const from = end + at + found[0].indexOf(value, found[0].search(/["']/) + 1);
        sink.add(from, from + value.length, "password");
        return from + value.length;
      }
      if (call[to] !== ",") return null;
      at = to + 1;
    }
  };

/** `['-u', 'root', '-pPASSWORD', 'shop']` of a list whose program stands elsewhere: a user says what the letter means. */
export function listedLetter(text: string, start: number, end: number, sink: Sink): number | null {
  const before = text.slice(Math.max(lineStart(text, start), start - 160), start);
  if (
    !/["'](?:-u|-U|--user(?:name)?|-l|-D)(?:["'],\s?["'][\w.@\\=,-]{1,80}|=?[\w.@-]{1,60})["'],\s?(?:["'][^"'\n]{1,60}["'],\s?){0,3}$/.test(
      before,
    )
  )
    return null;
  const found = /^(?:["'],\s?["'])?([^"'\n]{3,200})["']/.exec(text.slice(end, end + 220));
  const value = found?.[1];
  if (
    !found ||
    value === undefined ||
    /^\d{1,5}$|^[-/:.]/.test(value) ||
    isPlaceholder(value) ||
    isLocation(value)
  )
    return null;
  const from = end + found[0].length - 1 - value.length;
  sink.add(from, from + value.length, "password");
  return from + value.length;
}

/** `root:x - Valid credentials`, `ACME\\ci:x (Pwn3d!)`: what stands before a tool's word that they open something. */
export function provenAccount(text: string, start: number, _end: number, sink: Sink): null {
  const before = text.slice(Math.max(lineStart(text, start), start - 200), start);
  const value = /(?:^|[\s|_\\])[\w.@$-]{1,60}:([^\s:]\S{2,100})$/.exec(before)?.[1];
  if (value !== undefined && !isPlaceholder(value)) sink.add(start - value.length, start, "password");
  return null;
}

const LONGEST = 8_000;

/** What was looked at last: a statement or a command within another's values is looked at once. */
let looked: { sink: Sink | null; text: string; to: number } = { ...{ sink: null, text: "", to: 0 } };

/** `INSERT INTO users (name, password) VALUES ('ci', 'x'), (...)`: the values of columns that are named so. */
export function insert(text: string, start: number, end: number, sink: Sink): number | null {
  if (looked.sink === sink && looked.text === text && start < looked.to) return null;
  const statement = restOfLine(text, end, LONGEST);
  const head = /^\s{1,4}[^\s(]{1,120}\s{0,4}\(([^()\n]{1,1000})\)\s{0,4}values?\s{0,4}(?=\()/i.exec(
    statement,
  );
  if (!head) return null;
  const ranks = (head[1] as string).split(",").map((name) => rankOf(name.replace(/[`"'[\]\s]/g, "")));
  if (!ranks.some((rank) => rank > 0)) return null;
  const VALUE =
    /[(),]|(?:\b[NE])?'((?:[^'\\\n]|''|\\.){0,4000})'|"((?:[^"\\\n]|\\.){0,4000})"|[^\s(),'"]{1,200}/g;
  VALUE.lastIndex = head[0].length;
  let [column, depth] = [0, 0];
  for (let found = VALUE.exec(statement); found; found = VALUE.exec(statement)) {
    if (found[0] === "(") [column, depth] = depth === 0 ? [0, 1] : [column, depth + 1];
    else if (found[0] === ")") depth -= 1;
    else if (found[0] === "," && depth === 1) column += 1;
    else if (depth === 1)
      hideValue(
        found[1] ?? found[2],
        ranks[column] ?? 0,
        end + found.index + found[0].search(/["']/) + 1,
        sink,
      );
    if (depth === 0 && found[0] !== ")" && found[0] !== ",") break;
  }
  looked = { sink, text, to: end + (VALUE.lastIndex || statement.length) };
  return null;
}

function hideValue(value: string | undefined, rank: number, from: number, sink: Sink): void {
  if (value === undefined || value.length < 3 || isPlaceholder(value, true)) return;
  if (rank === 2 || (rank === 1 && looksRandom(value)))
    sink.add(from, from + value.length, rank === 2 ? "password" : "secret");
}

/** `vault kv put secret/shop pin=x seed=y`: whatever the names, who writes them there keeps them secret. */
export function storedPairs(text: string, start: number, end: number, sink: Sink): number | null {
  if (looked.sink === sink && looked.text === text && start < looked.to) return null;
  const rest = restOfLine(text, end, LONGEST);
  looked = { sink, text, to: end + rest.length };
  for (const found of rest.matchAll(/\s[\w.-]{1,60}=(["']?)([^\s"'=@$|;&][^\s"']{5,400})\1/g)) {
    const value = found[2] as string;
    if (isPlaceholder(value) || !looksSecret(value) || isWordy(value) || isLocation(value)) continue;
    const from = end + found.index + found[0].lastIndexOf(value);
    sink.add(from, from + value.length, "secret");
  }
  return null;
}
