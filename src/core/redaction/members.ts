import { BLANK, restOfLine, runEnd } from "./chars.js";
import { quotedEnd, unquotedEnd } from "./extent.js";
import { isPlaceholder, looksSecret } from "./values.js";
import type { Found, Frame, Name } from "./frame.js";

/** Values whose name is itself a value: members called `name` and `value`, attributes, elements. */
const [LF, CR, COLON, LESS, COMMA, BACKSLASH] = [10, 13, 58, 60, 44, 92];
export const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

export const isLineEnd = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === LF || code === CR;
};

/** `name: DB_PASSWORD`, `"key": "token"`, `key="Mail:ApiKey"`, `"Name": "/web/db_password"`: the name is itself a value. */
export const isNamed = (text: string, name: Name): boolean =>
  /(?:name|key)\\{0,3}["']?\s{0,12}(?:[:=]\s{0,3}\\{0,3}(?:["']\/?(?:[\w.-]{1,40}[:/]){0,6})?|\|\s{0,3}\/(?:[\w.-]{1,40}\/){0,6})$/i.test(
    text.slice(Math.max(0, name.start - 160), name.start),
  );

/** `value="x" key="NAME"`, `{"value": "x", "sensitive": true, "name": "NAME"}`: within one element or object. */
export function reversed(text: string, name: Name): Frame | null {
  const from = Math.max(0, name.start - 600);
  const before = text.slice(from, name.start);
  const object = Math.max(before.lastIndexOf("{"), before.lastIndexOf("<"), before.lastIndexOf("\n")) + 1;
  const found =
    /(?:^|[\s,"'\\-])(?:parameter|output)?value\\{0,7}["']?\s?[=:]\s{0,3}\\{0,7}["']?([^"'\\,{}<>\s]{3,400})/i.exec(
      before.slice(object),
    );
  const value = found?.[1];
  if (!found || value === undefined) return null;
  const end = from + object + found.index + found[0].length;
  return { by: "pair", start: end - value.length, end, quoted: true, spaced: false };
}

/** Behind the attributes that follow and the element's `>`; -1 where none ends here. */
export function tagEnd(text: string, at: number): number {
  const found = /^(?:\s{1,3}[\w:.-]{1,40}=(?:"[^"<>\n]{0,200}"|'[^'<>\n]{0,200}')){0,4}\s{0,3}>/.exec(
    restOfLine(text, at, 600),
  );
  return found ? at + found[0].length : -1;
}

/** `<password>value</password>`, also with a prefix or attributes. */
export function element(text: string, name: Name, at: number): Found {
  return isElement(text, name) ? elementAt(text, at) : null;
}

export function isElement(text: string, name: Name): boolean {
  const before = text.charCodeAt(name.start - 1);
  return (
    before === LESS ||
    (before === COLON && /<[\w-]{1,20}:$/.test(text.slice(Math.max(0, name.start - 24), name.start)))
  );
}

/**
 * `<key>apiToken</key>` of a property list, `<name>fs.s3a.secret.key</name>` of Hadoop: the value is in the next element;
 * undefined where the name is no such element's text.
 */
export function nextElement(text: string, name: Name, at: number): Found | undefined {
  for (const [open, close] of NAMING)
    if (text.startsWith(close, at) && text.startsWith(open, name.start - open.length)) {
      const behind = at + close.length;
      const value = elementAt(text, behind);
      if (value === "line") return "member";
      return /^[ \t]{0,20}<(?:string|value)>/.test(text.slice(behind, behind + 40)) ? value : null;
    }
  return undefined;
}
const NAMING = [
  ["<key>", "</key>"],
  ["<name>", "</name>"],
] as const;

export function elementAt(text: string, at: number): Found {
  // `<property name="password"><value>x</value>`
  const inner =
    /^[ \t]{0,20}<(?:(?:[\w-]{1,20}:)?\w{0,20}value(?:\s[^<>\n]{0,60})?|string|text)>/i.exec(
      text.slice(at, at + 140),
    )?.[0].length ?? 0;
  const start = runEnd(text, at + inner, BLANK, at + inner + 60);
  if (isLineEnd(text, start)) return "line";
  const cdata = text.startsWith("<![CDATA[", start) ? start + 9 : start;
  let end = cdata;
  while (end < text.length && end - at < 8_000 && text.charCodeAt(end) !== LF) {
    if (cdata > start ? text.startsWith("]]>", end) : text.charCodeAt(end) === LESS) break;
    end += 1;
  }
  // `<username>[/<password>][@<host>]` of a usage.
  const isSynopsis =
    text.charCodeAt(end) === LESS && text[end + 1] !== "/" && !/\w/.test(text.slice(cdata, end));
  return end > cdata && !isSynopsis ? { by: "xml", start: cdata, end, quoted: true, spaced: false } : null;
}

/** `value=`, behind at most three members or attributes that say what kind it is. */
const LABEL =
  /^(?:\\{0,7}["']?[\w:.-]{1,30}\\{0,7}["']?[=:] ?\\{0,7}["'][^"'\\\n{}<>]{0,80}\\{0,7}["'][, ]{1,3}){0,3}?\\{0,7}["']?(?:(?:parameter|output|default)?value|default|val|plaintext|text)\\{0,7}["']?\s{0,3}(?:=>|[=:])\s{0,3}/i;

/** `"NAME", "value"`, `key="NAME" value="value"`, `{"name":"NAME","value":"value"}`, `<entry key="NAME">value`. */
export function paired(text: string, at: number, closed: boolean): Frame | null {
  const comma = text.charCodeAt(at) === COMMA;
  let i = comma ? runEnd(text, at + 1, BLANK, at + 60) : at;
  const label = LABEL.exec(text.slice(i, i + 400));
  if (label) i += label[0].length;
  let quote = i;
  while (text.charCodeAt(quote) === BACKSLASH && quote - i < 8) quote += 1;
  if (isQuote(text.charCodeAt(quote))) {
    if (!label && (!comma || !closed)) return null;
    const [start, end] = quotedEnd(text, i);
    return end > start ? { by: label ? "pair" : "list", start, end, quoted: true, spaced: false } : null;
  }
  if (!label) return null;
  const end = unquotedEnd(text, i, { query: false, connection: false, inside: 0 });
  return end > i ? { by: "pair", start: i, end, quoted: false, spaced: false } : null;
}

/** A line that is only the value of a member whose name comes in the next one: `- value: x`, `"value": "x",`, `+ value = "x"` of a plan. */
export function valueFirst(line: string): string | null {
  if (line.length > 600) return null;
  const value =
    /^\s*(?:[-+~] )?["']?value["']?(?:: |\s{1,20}= )["']?([^\s"']{8,400})["']?,?(?: -> null)?\s*$/i.exec(
      line,
    )?.[1];
  return value !== undefined && looksSecret(value) && !isPlaceholder(value) ? value : null;
}

/** The name in the line behind it. */
export const nameBehind = (line: string): string | null =>
  /^\s*(?:[-+~] )?["']?(?:name|key)["']?(?:: |\s{1,20}= )["']?([\w./:-]{3,120})["']?,?(?: -> null)?\s*$/i.exec(
    line.slice(0, 300),
  )?.[1] ?? null;
