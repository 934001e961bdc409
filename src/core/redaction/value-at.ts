import { BLANK, DIGIT, isOf, restOfLine, WORD } from "./chars.js";
import { quotedEnd, unquotedEnd } from "./extent.js";
import type { Found, Frame, Name } from "./frame.js";
import { isQuote } from "./members.js";
import { quoteAround } from "./surroundings.js";

const [BACKSLASH, BRACKET, BRACE] = [92, 91, 123];
const ANCHOR = /^(?:&[\w-]{1,40}[ \t]{1,4})?(?:!!\w{1,12}[ \t]{1,4})?/;
const WRAPPER =
  /^(?:[[$@(]|<<|(?:Some|Optional|Secret|SecretString|SecretStr|Password|Token|ApiKey|Value|Str|String|value|Ok|Right|Masked)\(|Just |0x[\da-f]{1,16} |Optional\[|N(?=')|(?:\([\w.*[\]]{1,20}\) )?\(len=\d{1,5}(?: cap=\d{1,5})?\) |(?:string|String|char|chr|str)(?:\(\d{1,5}\))? |\(string\) |[brufBRUF]{1,2}|\{\s?\\{0,7}"(?:S|[Vv]alue|stringValue|plaintext)\\{0,7}"\s?:\s?)(?=\\{0,7}["'`])/;

/** `{"sensitive": true, "type": "string", "value": ` of Terraform's outputs. */
const MEMBERS =
  /^\{(?:\s?\\{0,7}"\w{1,20}\\{0,7}"\s?:\s?(?:\w{1,9}|\\{0,7}"[^"\\{}\n]{0,60}\\{0,7}")\s?,){1,4}\s?\\{0,7}"value\\{0,7}"\s?:\s?(?=\\{0,7}")/i;

/** Within `Server=db;User Id=sa;Password=x`. */
export const isConnection = (text: string, name: Name): boolean =>
  (text.charCodeAt(name.start - 1) === 59 || isOf(text.charCodeAt(name.start - 1), WORD | BLANK)) &&
  /;\s?[\w ]{0,30}$/.test(text.slice(Math.max(0, name.start - 32), name.start));

/** `q{x}` of Perl, `%q(x)` of Ruby, `[[x]]` of Lua. */
const LITERAL = /^(?:%?qq?[{(]|\[\[)(?=[^\s\]])/;
const CLOSING: Readonly<Record<string, string>> = { "{": "}", "(": ")" };

/** The value that begins at a place, without what wraps it. */
export function valueAt(text: string, name: Name, at: number, by: Frame["by"], spaced: boolean): Found {
  let i = at;
  if (text.startsWith("[redacted:", i)) return null;
  // An anchor and a tag of YAML.
  if (by === ":" && "&!".includes(text[i] ?? "\n")) i += ANCHOR.exec(text.slice(i, i + 110))?.[0].length ?? 0;
  if (text.startsWith('"""', i) || text.startsWith("'''", i)) i += 2;
  // A list or a wrapper of one value: `["x"]`, `Some("x")`, `$'x'`, `b'x'`.
  if (text.charCodeAt(i) === BRACE) i += MEMBERS.exec(text.slice(i, i + 400))?.[0].length ?? 0;
  const wrapper =
    isOf(text.charCodeAt(i), DIGIT) && !text.startsWith("0x", i) ? null : WRAPPER.exec(text.slice(i, i + 40));
  if (wrapper && (wrapper[0] !== "[" || by !== "flag")) i += wrapper[0].length;
  // The bytes of a key.
  const bytes = text[i] === "[" ? /^\[\d{1,3}(?:, ?\d{1,3}){15,127}\]/.exec(text.slice(i, i + 700)) : null;
  if (bytes) return { by, start: i, end: i + bytes[0].length, quoted: false, spaced };
  const literal = LITERAL.exec(text.slice(i, i + 4));
  if (literal) {
    const start = i + literal[0].length;
    const rest = restOfLine(text, start, 400);
    const end = rest.indexOf(literal[0] === "[[" ? "]]" : (CLOSING[literal[0].at(-1) as string] as string));
    if (end > 0) return { by, start, end: start + end, quoted: true, spaced };
  }
  let quote = i;
  while (text.charCodeAt(quote) === BACKSLASH && quote - i < 8) quote += 1;
  if (isQuote(text.charCodeAt(quote))) {
    const [start, end] = quotedEnd(text, i);
    return end > start ? { by, start, end, quoted: true, spaced } : null;
  }
  if (text.charCodeAt(i) === BRACKET && by === ":" && !spaced) i += 1;
  const before = text.charCodeAt(name.start - 1);
  const connection = isConnection(text, name);
  // `PWD={a;b}` of ODBC, where `}}` stands for a brace.
  if (connection && text.charCodeAt(i) === BRACE) {
    const closing = /^\{(?:[^}\n]|\}\}){1,200}/.exec(text.slice(i, i + 210))?.[0].length ?? 0;
    if (text[i + closing] === "}") return { by, start: i + 1, end: i + closing, quoted: true, spaced };
  }
  const end = unquotedEnd(text, i, {
    query: before === 63 || before === 38,
    connection,
    inside: quoteAround(text, name.start),
  });
  return end > i ? { by, start: i, end, quoted: false, spaced } : null;
}
