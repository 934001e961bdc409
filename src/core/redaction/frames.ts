import { ALNUM, BLANK, isOf, lineEnd, lineStart, NAME, runEnd } from "./chars.js";
import { isLead, quoteAround } from "./surroundings.js";
import { quotedEnd, unquotedEnd } from "./extent.js";

/** How a value stands behind its name. */
export interface Frame {
  /** `=` and its kin, `:` and its kin, a command line's blank, an XML element, a table's column, words, a pair of members. */
  readonly by: "=" | ":" | "flag" | "xml" | "column" | "words" | "pair" | "list";
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** Blanks between the operator and the value. */
  readonly spaced: boolean;
}

/** Where the value is when it is not in the line: in the next, under `value:` there, or in the lines below. */
export type Elsewhere = "line" | "member" | "block";
export type Found = Frame | Elsewhere | null;

/** A name of a setting in the text. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const [LF, CR, EQUALS, COLON, MORE, LESS, COMMA, BACKSLASH, BRACKET, DASH, BANG] = [
  10, 13, 61, 58, 62, 60, 44, 92, 91, 45, 33,
];
const isQuote = (code: number): boolean => code === 34 || code === 39 || code === 96;

/** The value that belongs to a name, in whatever frame. */
export function frameOf(text: string, name: Name): Found {
  let i = name.end;
  // The name's own quotes, escaped or not, and the bracket of `env["NAME"]`.
  const closed = closingQuote(text, i);
  i = closed ?? i;
  if (text.charCodeAt(i) === 93 && isOf(text.charCodeAt(name.start - 2), ALNUM | NAME | BLANK) === false)
    i += 1;
  else if (text.charCodeAt(i) === 93 && closed !== null) i += 1;
  const open = i;
  i = runEnd(text, i, BLANK, i + 60);
  const blanks = i - open;
  const code = text.charCodeAt(i);
  if (code === EQUALS || code === COLON) return assigned(text, name, i, blanks);
  if (code === MORE && blanks === 0)
    return closed === null ? element(text, name, i + 1) : elementAt(text, i + 1);
  if (isLineEnd(text, i) || (code === COMMA && isLineEnd(text, i + 1))) {
    if (isNamed(text, name)) return "member";
    // `- --password` of a list of arguments.
    const alone = isFlag(text, name) && isLead(text.slice(lineStart(text, name.start), name.start));
    return alone ? "line" : null;
  }
  // `setPassword("x")`, `PASSWORD('x')`
  if (code === 40 && blanks === 0 && isQuote(text.charCodeAt(i + 1)))
    return valueAt(text, name, i + 1, "words", false);
  if (closed !== null) return paired(text, i);
  if (blanks === 0) return null;
  if (code === BACKSLASH && isLineEnd(text, i + 1)) return isFlag(text, name) ? "line" : null;
  if (isFlag(text, name)) return code === DASH ? null : valueAt(text, name, i, "flag", true);
  if (isQuote(code)) return valueAt(text, name, i, "words", true);
  if (blanks > 1 || text.charCodeAt(open) === 9) return column(text, name, i);
  return worded(text, name, i);
}

/** `name: DB_PASSWORD`, `"key": "token"`: the name is itself a value. */
const isNamed = (text: string, name: Name): boolean =>
  /(?:name|key)\\{0,3}["']?\s?[:=]\s{0,3}\\{0,3}["']?$/i.test(
    text.slice(Math.max(0, name.start - 24), name.start),
  );

const isLineEnd = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return Number.isNaN(code) || code === LF || code === CR;
};

/** Behind the closing quote of a name, whatever its escapes. */
function closingQuote(text: string, at: number): number | null {
  let i = at;
  while (text.charCodeAt(i) === BACKSLASH && i - at < 8) i += 1;
  return isQuote(text.charCodeAt(i)) ? i + 1 : null;
}

const isFlag = (text: string, name: Name): boolean =>
  (text.charCodeAt(name.start) === DASH && !isOf(text.charCodeAt(name.start - 1), ALNUM)) ||
  isConfigured(text, name);

/** `npm config set //registry/:_authToken VALUE`, `aws configure set aws_secret_access_key VALUE`. */
const isConfigured = (text: string, name: Name): boolean =>
  /\b(?:config|configure)\s(?:--?\w+\s)*set\s[^\s|;]{0,120}$|\b(?:poetry|bundle) config\s(?:--\w+\s)*[^\s|;]{0,120}$/.test(
    text.slice(Math.max(0, name.start - 160), name.start),
  );

/** `= : => := ==`: comparisons assign nothing, and a scheme is no name. */
function assigned(text: string, name: Name, at: number, blanks: number): Found {
  const [code, next] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  let i = at + 1;
  if (code === EQUALS) {
    if (next === EQUALS || next === 126 || text.charCodeAt(at - 1) === BANG) return null;
    if (next === MORE) i += 1;
  } else if (next === EQUALS) i += 1;
  else if (next === COLON) {
    // `::set-output name=token::value` of the runner; else the two colons join names.
    if (!text.startsWith("name=", name.start - 5)) return null;
    i += 1;
  } else if (next === 47 && text.charCodeAt(at + 2) === 47) return null;
  // `arn:aws:...:secret:name`: a chain of colons.
  else if (
    blanks === 0 &&
    text.charCodeAt(name.start - 1) === COLON &&
    isOf(text.charCodeAt(name.start - 2), ALNUM)
  )
    return null;
  const value = runEnd(text, i, BLANK, i + 60);
  if (isLineEnd(text, value)) return code === COLON || i - at > 1 ? "line" : null;
  if (text.charCodeAt(value) === BACKSLASH && isLineEnd(text, value + 1)) return "line";
  if (
    code === COLON &&
    /^[|>][+-]?\d?\s*$/.test(text.slice(value, Math.min(lineEnd(text, value), value + 8)))
  )
    return "block";
  return valueAt(text, name, value, code === EQUALS && i === at + 1 ? "=" : ":", value > i || blanks > 0);
}

/** `<password>value</password>`, also with a prefix or attributes. */
function element(text: string, name: Name, at: number): Found {
  const before = text.charCodeAt(name.start - 1);
  const opened =
    before === LESS ||
    (before === COLON && /<\w{1,20}:$/.test(text.slice(Math.max(0, name.start - 24), name.start)));
  if (!opened) return null;
  return elementAt(text, at);
}

function elementAt(text: string, at: number): Found {
  const start = runEnd(text, at, BLANK, at + 60);
  if (isLineEnd(text, start)) return "line";
  const cdata = text.startsWith("<![CDATA[", start) ? start + 9 : start;
  let end = cdata;
  while (end < text.length && end - at < 8_000 && text.charCodeAt(end) !== LF) {
    if (cdata > start ? text.startsWith("]]>", end) : text.charCodeAt(end) === LESS) break;
    end += 1;
  }
  return end > cdata ? { by: "xml", start: cdata, end, quoted: true, spaced: false } : null;
}

/** `"NAME", "value"`, `key="NAME" value="value"`, `{"name":"NAME","value":"value"}`, `<entry key="NAME">value`. */
function paired(text: string, at: number): Found {
  const comma = text.charCodeAt(at) === COMMA;
  let i = comma ? runEnd(text, at + 1, BLANK, at + 60) : at;
  const label = /^\\{0,7}["']?(?:value|val|plaintext|text)\\{0,7}["']?\s{0,3}(?:=>|[=:])\s{0,3}/i.exec(
    text.slice(i, i + 40),
  );
  if (label) i += label[0].length;
  let quote = i;
  while (text.charCodeAt(quote) === BACKSLASH && quote - i < 8) quote += 1;
  if (isQuote(text.charCodeAt(quote))) {
    if (!label && !comma) return null;
    const [start, end] = quotedEnd(text, i);
    return end > start ? { by: label ? "pair" : "list", start, end, quoted: true, spaced: false } : null;
  }
  if (!label) return null;
  const end = unquotedEnd(text, i, { query: false, connection: false, inside: 0 });
  return end > i ? { by: "pair", start: i, end, quoted: false, spaced: false } : null;
}

/** `NAME      value`: a table of PowerShell, of `printenv` put in columns. The name stands at the line's start. */
function column(text: string, name: Name, at: number): Found {
  if (!isLead(text.slice(lineStart(text, name.start), name.start))) return null;
  const start = at;
  const end = unquotedEnd(text, start, { query: false, connection: false, inside: 0 });
  return isLineEnd(text, runEnd(text, end, BLANK))
    ? { by: "column", start, end, quoted: false, spaced: true }
    : null;
}

/** `password is value`, `password for ci: value`, `token set to value`. */
function worded(text: string, name: Name, at: number): Found {
  const words =
    /^(?:(?:is|was|are|now|set to|changed to|reset to|will be)(?: now)?:? |(?:for|of) (?:user |role )?["']?[\w.@-]{1,40}["']? ?(?:is|was|:|=):? ?)(?=\S)/i.exec(
      text.slice(at, at + 100),
    );
  if (
    !words &&
    /^password$/i.test(name.text) &&
    isLead(text.slice(lineStart(text, name.start), name.start))
  ) {
    // The third line of an entry of netrc.
    const end = unquotedEnd(text, at, { query: false, connection: false, inside: 0 });
    return isLineEnd(text, end) ? { by: "column", start: at, end, quoted: false, spaced: true } : null;
  }
  return words ? valueAt(text, name, at + words[0].length, "words", true) : null;
}

function valueAt(text: string, name: Name, at: number, by: Frame["by"], spaced: boolean): Found {
  let i = at;
  // A list or a wrapper of one value: `["x"]`, `Some("x")`, `$'x'`, `b'x'`.
  const wrapper = /^(?:[[$@]|Some\(|Just |Optional\[|SecretString\(|[brufBRUF]{1,2})(?=\\{0,7}["'`])/.exec(
    text.slice(i, i + 24),
  );
  if (wrapper && (wrapper[0] !== "[" || by !== "flag")) i += wrapper[0].length;
  let quote = i;
  while (text.charCodeAt(quote) === BACKSLASH && quote - i < 8) quote += 1;
  if (isQuote(text.charCodeAt(quote))) {
    const [start, end] = quotedEnd(text, i);
    return end > start ? { by, start, end, quoted: true, spaced } : null;
  }
  if (text.charCodeAt(i) === BRACKET && by === ":" && !spaced) i += 1;
  const before = text.charCodeAt(name.start - 1);
  const end = unquotedEnd(text, i, {
    query: before === 63 || before === 38,
    connection:
      before === 59 || /;\s?[\w ]{0,30}$/.test(text.slice(Math.max(0, name.start - 32), name.start)),
    inside: quoteAround(text, name.start),
  });
  return end > i ? { by, start: i, end, quoted: false, spaced } : null;
}
