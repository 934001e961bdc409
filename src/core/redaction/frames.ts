import { ALNUM, BLANK, isOf, lineEnd, lineStart, NAME, restOfLine, runEnd } from "./chars.js";
import { cell, column, isBar } from "./columns.js";
import type { Found, Name } from "./frame.js";
import { closesText, isLead } from "./surroundings.js";
import { valueAt } from "./value-at.js";
import { emphasis, isAsked, isField, isPrompt, nextCell, remarked, worded } from "./words.js";
import {
  element,
  elementAt,
  isElement,
  isLineEnd,
  isNamed,
  isQuote,
  nextElement,
  paired,
  reversed,
  tagEnd,
} from "./members.js";

const [EQUALS, COLON, LESS, MORE, COMMA, BACKSLASH, BRACE, DASH, BANG] = [
  61, 58, 60, 62, 44, 92, 123, 45, 33,
];
const VISIBILITY = /^:(?:["']?[\w\\]{1,60}["']?:)?(?:protected|private)\](?=\s?=>)/;

/** `['password']['postgres'] = ` of Chef's attributes. */
const SUBSCRIPTS = /^(?:\[["'][\w.-]{1,40}["']\]){1,2}(?=\s{0,3}=)/;

/** `- name = "DB_PASSWORD" -> null` of a plan. */
const GONE = /^-> null[ \t]{0,4}\r?(?:\n|$)/;

/** The value that belongs to a name, in whatever frame. */
export function frameOf(text: string, name: Name): Found {
  let i = name.end;
  // The name's own quotes, escaped or not, and the bracket of `env["NAME"]`.
  const closed = closingQuote(text, i);
  i = closed ?? i;
  if (text.charCodeAt(i) === 93 && isOf(text.charCodeAt(name.start - 2), ALNUM | NAME | BLANK) === false)
    i += 1;
  // `Property [NAME] = [value]`
  else if (text.charCodeAt(i) === 93 && text.startsWith(" = [", i + 1)) {
    const end = text.indexOf("]", i + 5);
    return end > i + 5 && end <= lineEnd(text, i)
      ? { by: "=", start: i + 5, end, quoted: true, spaced: true }
      : null;
  }
  // `["NAME":protected]=>`, `[NAME:Class:private] => ` of PHP's objects.
  const visibility = text.charCodeAt(i) === COLON ? VISIBILITY.exec(text.slice(i, i + 80)) : null;
  if (visibility && text[name.start - (closed === null ? 1 : 2)] === "[") i += visibility[0].length;
  // `[NAME] => value` is how PHP prints an array.
  else if (text.charCodeAt(i) === 93 && (closed !== null || text.startsWith(" => ", i + 1))) i += 1;
  if (closed !== null) i += SUBSCRIPTS.exec(text.slice(i, i + 120))?.[0].length ?? 0;
  const open = i;
  i = runEnd(text, i, BLANK, i + 60);
  const blanks = i - open;
  if (blanks === 0 && closed === null) i += emphasis(text, i);
  const code = text.charCodeAt(i);
  if (code === EQUALS || code === COLON) return assigned(text, name, i, blanks);
  // `{<<"secret">>,<<"x">>}`, `<<"secret">> => <<"x">>` of Erlang.
  const binary =
    closed !== null && code === MORE ? /^>>\s?(?:,|=>)\s?(?=<<["'])/.exec(text.slice(i, i + 10)) : null;
  if (binary) return valueAt(text, name, i + binary[0].length, ":", true);
  if (code === MORE && blanks === 0) {
    if (closed === null) return element(text, name, i + 1);
    return isNamed(text, name) ? elementAt(text, i + 1) : null;
  }
  if (closed === null && blanks > 0 && isElement(text, name)) {
    const tag = tagEnd(text, open);
    if (tag >= 0) return elementAt(text, tag);
  }
  if (isNamed(text, name)) {
    const pair = paired(text, i, closed !== null) ?? reversed(text, name);
    if (pair) return pair;
    const tag = closed === null ? -1 : tagEnd(text, open);
    if (tag >= 0) return elementAt(text, tag) === "line" ? "member" : elementAt(text, tag);
  }
  // `{password,"x"}`, `{password,<<"x">>}` of Erlang, `(password . "x")` of Lisps.
  if (code === COMMA && closed === null && "{'".includes(text[name.start - 1] ?? "\n")) {
    const value = /^,\s?(?=<<["']|["'])/.exec(text.slice(i, i + 6));
    if (value) return valueAt(text, name, i + value[0].length, ":", true);
  }
  // `Map(password -> x)` of Scala, `password <- "x"` of R, `(password . "x")`.
  const arrow = blanks === 1 ? /^(?:->|<-|\.) (?=\S)/.exec(text.slice(i, i + 4)) : null;
  if (
    arrow &&
    (arrow[0] === "-> "
      ? "(, ".includes(text[name.start - 1] ?? "\n")
      : isQuote(text.charCodeAt(i + arrow[0].length)))
  )
    return valueAt(text, name, i + arrow[0].length, "=", true);
  // `NAME<<EOF` of the runner's files of variables.
  if (code === LESS && blanks === 0 && /^<<-?["']?\w{1,40}["']?\s*$/.test(restOfLine(text, i, 60)))
    return "text";
  // `reg add KEY /v NAME /t REG_SZ /d VALUE`
  const data = blanks > 0 && code === 47 ? /^(?:\/t REG_\w{1,20} )?\/d /i.exec(text.slice(i, i + 40)) : null;
  if (data) return valueAt(text, name, i + data[0].length, "pair", true);
  const next = nextElement(text, name, i);
  if (next !== undefined) return next;
  if (isBar(text, i) && isNamed(text, name)) return "member";
  if (isBar(text, i)) return cell(text, name, i);
  if (code === LESS && blanks === 0) return nextCell(text, i);
  if (isLineEnd(text, i) || (code === COMMA && isLineEnd(text, i + 1)) || GONE.test(text.slice(i, i + 14))) {
    if (isField(text, name)) return "answer";
    if (isNamed(text, name)) return "member";
    // `- --password` of a list of arguments.
    const alone = isFlag(text, name) && isLead(text.slice(lineStart(text, name.start), name.start));
    return alone ? "line" : null;
  }
  // `setPassword("x")`, `PASSWORD('x')`
  if (code === 40 && blanks === 0 && isQuote(text.charCodeAt(i + 1)))
    return valueAt(text, name, i + 1, "words", false);
  // `variable "db_password" {` of Terraform: its default is below.
  if (closed !== null && code === BRACE && isLineEnd(text, i + 1)) return "object";
  // `secrets set "Db:Password" "x"`
  if (
    closed !== null &&
    isQuote(code) &&
    /\s(?:set|put|add) ["'][\w:.-]{0,60}$/.test(text.slice(Math.max(0, name.start - 80), name.start))
  )
    return valueAt(text, name, i, "flag", true);
  if (closed !== null) return paired(text, i, true);
  if (blanks === 0) return null;
  if (code === BACKSLASH && isLineEnd(text, i + 1)) return isFlag(text, name) ? "line" : null;
  if (isFlag(text, name)) return code === DASH ? null : valueAt(text, name, i, "flag", true);
  if (isQuote(code)) return valueAt(text, name, i, "words", true);
  if (code === 40 || code === 91) return remarked(text, i);
  if (blanks > 1 || text.charCodeAt(open) === 9) return column(text, name, i);
  return worded(text, name, i);
}

/** Behind the closing quote of a name, whatever its escapes. */
function closingQuote(text: string, at: number): number | null {
  let i = at;
  while (text.charCodeAt(i) === BACKSLASH && i - at < 8) i += 1;
  return isQuote(text.charCodeAt(i)) ? i + 1 : null;
}

const isFlag = (text: string, name: Name): boolean =>
  (text.charCodeAt(name.start) === DASH && !isOf(text.charCodeAt(name.start - 1), ALNUM)) ||
  isConfigured(text, name);

/** `npm config set //registry/:_authToken VALUE`, `aws configure set NAME VALUE`, `setenv NAME VALUE`, `set -gx NAME VALUE`, `ENV NAME VALUE`. */
const isConfigured = (text: string, name: Name): boolean =>
  /(?:^|[^\w-])(?:setenv|setx|ENV|SetEnv|fastcgi_param|uwsgi_param|proxy_set_header|add_header|env:set|(?:secrets?|variable|config) set|set -[a-zA-Z]{1,4})\s{1,3}$|\b(?:config|configure)\s(?:--?\w+\s)*set\s[^\s|;]{0,120}$|\b(?:poetry|bundle) config\s(?:--\w+\s)*[^\s|;]{0,120}$/.test(
    text.slice(Math.max(0, name.start - 160), name.start),
  );

/** `password: Some(` of Rust's `{:#?}`, `"password": // a comment`: the value is in the next line. */
const WRAPPED_LINE = /^(?:Some\(|Secret\(|\/\/ [^"'\n]{0,20})\s*$/;

/** `= : => := ==`: comparisons assign nothing, and a scheme is no name. */
function assigned(text: string, name: Name, at: number, blanks: number): Found {
  const [code, next] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  let i = at + 1;
  if (code === EQUALS) {
    if (next === EQUALS || next === 126 || text.charCodeAt(at - 1) === BANG) return null;
    if (next === MORE) i += 1;
    // `src/{password => secret}/index.ts` of git.
    if (next === MORE && text[name.start - 1] === "{" && /^[^{}\n]{0,200}\}[/.]/.test(text.slice(i, i + 210)))
      return null;
  } else if (next === EQUALS) i += 1;
  else if (next === COLON) {
    // `::set-output name=token::value` of the runner, `userPassword:: base64` of LDIF; else the two colons join names.
    const isLdif = /^ [\w+/]{6,4000}={0,2}\s*$/.test(restOfLine(text, at + 2, 4_010));
    const isHiddenField = /^ ["']/.test(text.slice(at + 2, at + 4));
    if (!isLdif && !isHiddenField && !text.startsWith("name=", name.start - 5)) return null;
    i += 1;
  } else if (next === 47 && text.charCodeAt(at + 2) === 47) return null;
  // `arn:aws:...:secret:name`: a chain of colons.
  else if (
    blanks === 0 &&
    !isOf(next, BLANK) &&
    text.charCodeAt(name.start - 1) === COLON &&
    isOf(text.charCodeAt(name.start - 2), ALNUM) &&
    !isLead(text.slice(lineStart(text, name.start), name.start))
  )
    return null;
  if (code === COLON) i += emphasis(text, i);
  let value = runEnd(text, i, BLANK, i + 60);
  // `password: str = "x"`, `var password: String = "x"`.
  if (code === COLON && i === at + 1)
    value +=
      /^(?:&(?:'static )?)?[A-Z][\w.?<>[\]|]{0,30} ?= ?(?=["'])/i.exec(text.slice(value, value + 40))?.[0]
        .length ?? 0;
  if (text.charCodeAt(value) === BRACE && isLineEnd(text, value + 1)) return "object";
  // `expect "Password:"`: the answer is below.
  if (code === COLON && isQuote(text.charCodeAt(value)) && isPrompt(text, name, value)) return "answer";
  if (!isQuote(text.charCodeAt(name.end)) && closesText(text, name.start, value)) return null;
  if (code === COLON && isLineEnd(text, value) && isAsked(text, name)) return "printed";
  if (isLineEnd(text, value)) return code === COLON || i - at > 1 ? "line" : blanks > 0 ? "hint" : null;
  if (WRAPPED_LINE.test(restOfLine(text, value, 24))) return "line";
  if (text.charCodeAt(value) === BACKSLASH && isLineEnd(text, value + 1)) return "line";
  // A text of lines in TOML, Python and HCL.
  const first = text[value] as string;
  if (
    `"'<`.includes(first) &&
    /^(?:"""|'''|<<[-~]?["']?\w{1,20}["']?)\\?\s*$/.test(restOfLine(text, value, 30))
  )
    return "text";
  if (
    code === COLON &&
    "|>".includes(first) &&
    /^[|>][+-]?\d?\s*$/.test(text.slice(value, Math.min(lineEnd(text, value), value + 8)))
  )
    return "block";
  return valueAt(text, name, value, code === EQUALS && i === at + 1 ? "=" : ":", value > i || blanks > 0);
}
