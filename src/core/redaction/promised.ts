import { withoutEnd } from "./chars.js";
import type { Next } from "./find.js";
import type { Range } from "./marked.js";
import { type Column, inColumn } from "./tables.js";
import { isOrdinary } from "./names.js";
import { isLocation, isPlaceholder, isProse, isWordy, looksRandom, looksSecret } from "./values.js";
import { plainView } from "./view.js";
import { bodyOf, indentation, within } from "./wrapped.js";
import { accountIn, passIn, saslIn } from "./dialogue.js";
import { settingsRow } from "./settings-table.js";

/** An item of a list in YAML, or in JSON with a line each. */
export const LIST_ITEM = /^(?:-\s+["']?|(["']))(\S.*)$/;

const VALUE_MEMBER =
  /^(?:-\s)?\\{0,3}["']?(?:(?:new |output|parameter)?value|default(?:value)?)\\{0,3}["']?\s{0,20}[:=|]\s{0,3}\\{0,3}["']?(\S.*)$/i;

/** Without the sides of a box of stars. */
const unboxed = (body: string): string => /^(?:\*\s{1,40})?(\S.*?)\s{1,80}\*$/.exec(body)?.[1] ?? body;

/** The value that a name at the end of the line before promised. */
export function promised(line: string, next: Next, indent: number): Range[] {
  const body = unboxed(bodyOf(line).body);
  if (body === "") return [];
  // `<value>x</value>`, `<string>x</string>`
  const inner = /^<(?:value|string|text)>([^<]{3,4000})<\//i.exec(body)?.[1];
  if (inner !== undefined)
    return next.as === "block" || isPlaceholder(inner) || (!looksSecret(inner) && next.kind !== "password")
      ? []
      : within(line, inner, next.kind, line.indexOf(">"));
  if (next.as === "list") return listed(line, body, next.kind);
  if (next.as === "column") return inColumns(line, next.columns ?? []);
  if (next.as === "netrc") {
    const value = /^password(?:\s{1,20}(?=\S+$)|\s{2,20})(\S.{2,400})$/.exec(body)?.[1];
    return value === undefined || isPlaceholder(value) || isProse(value)
      ? []
      : within(line, value, next.kind, line.lastIndexOf("password") + 8);
  }
  if (next.as === "hint") {
    const value = /^["']?([\w+=.!@#$%^&*~-]{8,2000})["']?$/.exec(body)?.[1];
    return value === undefined || !looksRandom(value, 8) || isNamed(value) || isPlaceholder(value)
      ? []
      : within(line, value, next.kind);
  }
  if (next.as === "text") {
    const text = withoutEnd(body, "\"',");
    return isPlaceholder(text) ? [] : within(line, text, next.kind);
  }
  if (next.as === "users") {
    const value = USER_LINE.exec(body)?.[1];
    return value === undefined || isPlaceholder(value)
      ? []
      : within(line, value, next.kind, line.indexOf(":") + 1);
  }
  if (next.as === "accounts") return accountIn(line, body, next.kind);
  if (next.as === "pass") return passIn(line, next.kind);
  if (next.as === "sasl") return saslIn(line, next.kind);
  if (next.as === "printed") return printedIn(line, body, next.kind);
  if (next.as === "settings") return settingsRow(line, body);
  if (next.as === "section") return settingIn(line, body, next.kind);
  if (next.as === "answer") return answered(line, body, next.kind);
  if (next.as === "object" && !VALUE_MEMBER.test(body)) return randomMember(line, body);
  if (next.as === "member" || next.as === "object") {
    // `"old" -> "new"`, `"old" -> null` of a plan.
    const values = VALUE_MEMBER.exec(body)?.[1]?.split(/"\s{1,3}->\s{1,3}"?/) ?? [];
    return values.flatMap((part) => {
      const value = withoutEnd(part, "\\\"',");
      const isOther = next.as === "object" && next.kind !== "password" && !looksRandom(value);
      if (isPlaceholder(value) || value.endsWith(":") || isOther) return [];
      return within(line, value, next.kind, line.indexOf(":"));
    });
  }
  const deeper = indentation(plainView(line).text);
  if (next.as === "block") return deeper > indent ? within(line, body, next.kind) : [];
  if (next.as === "line" && deeper > indent && next.kind === "password" && PHRASE.test(body))
    return isProse(body) || isPlaceholder(body) ? [] : within(line, body, next.kind);
  const item =
    /^(?:-\s+|\w{1,12}\(\d{1,5}\) )?(?:\\{0,3}(["'])(.+?)\\{0,3}\1|(\S+?))[,;]?(?: ?[})])?\\?$/.exec(body);
  const value = item?.[2] ?? (item?.[3] && withoutEnd(item[3], "\"'"));
  if (
    value === undefined ||
    value.length < 4 ||
    isPlaceholder(value) ||
    isProse(value) ||
    /[:{[(]$/.test(value)
  )
    return [];
  if (
    item?.[2] === undefined &&
    ((/^[\w.-]+(?::\S*|=[^=]\S*|=)$/.test(value) && !isPadded(value)) || value.startsWith("-"))
  )
    return [];
  const sure = deeper > indent || item?.[2] !== undefined || body.startsWith("- ");
  return (sure ? !/^[a-z]+$/.test(value) || next.kind === "password" : looksSecret(value))
    ? within(line, value, next.kind)
    : [];
}

/** Base64 that ends with `=`, and no name with nothing behind it. */
const isPadded = (value: string): boolean =>
  value.length % 4 === 0 && /^[^=]+=$/.test(value) && looksRandom(value);

/** Words alone below a name. */
const PHRASE = /^[A-Z\d]{2,20}(?: [A-Z\d]{1,20}){1,11}$/i;

/** A line that `chpasswd` reads. */
export const USER_LINE = /^(?:-\s)?["']?[a-z_][\w.@+-]{0,60}:([^\s"':][^\n]{2,200})$/i;

/** What is sent to a prompt, or stands alone below its name. */
function answered(line: string, body: string, kind: string): Range[] {
  const sent =
    /^(?:[\w$@]{1,40}(?:\.|->))?(?:send|sendline|send_user|send_password|answer|respond|write|writeline)[\s("'-]*?(["'])((?:(?!\1).){3,200}?)(?:\\[rn])*\1/i.exec(
      body,
    );
  const value = sent?.[2] ?? (sent ? undefined : body);
  if (value === undefined || isPlaceholder(value, sent !== null) || isProse(value)) return [];
  return kind === "password" || looksRandom(value) ? within(line, value, kind) : [];
}

/** What a command printed: alone in its line, and nothing that a command says for itself. */
function printedIn(line: string, body: string, kind: string): Range[] {
  if (
    /^(?:error|warning|usage|no |not |unable|failed)/i.test(body) ||
    isPlaceholder(body) ||
    isLocation(body)
  )
    return [];
  const isAlone =
    /^\S{6,4000}$/.test(body) &&
    (looksSecret(body) || /\w[^\w\s/]\w/.test(body)) &&
    (!/^[\w.-]+[:=]$/.test(body) || isPadded(body));
  return isAlone || (/^\w+(?: \w+){1,6}$/.test(body) && looksSecret(body) && !isProse(body))
    ? within(line, body, kind)
    : [];
}

/** A setting of a section that is called so: `[admins]`, `[secrets]`. */
export const SETTING = /^["']?([\w.@-]{1,60})["']?\s{0,20}[=:]\s{0,20}["']?([^\s"'][^\n]{2,400}?)["']?$/;

function settingIn(line: string, body: string, kind: string): Range[] {
  const [, name, value] = SETTING.exec(body) ?? [];
  if (
    name === undefined ||
    value === undefined ||
    isOrdinary(name) ||
    /user|email|region|profile|name$|id$|host|ttl/i.test(name)
  )
    return [];
  return looksSecret(value) && !isPlaceholder(value) && !isLocation(value) && !isProse(value)
    ? within(line, value, kind, line.indexOf(name) + name.length)
    : [];
}

/** Members whose names say of what, under a name that says what: `"gitlab-token": {` and `"git.example.org": "x"`. */
function randomMember(line: string, body: string): Range[] {
  const [, name, text] =
    /^["']?([\w.:/@-]{1,80}?)["']?\s{0,3}(?:=>|[:=])\s{0,3}["']?(\S{16,400})$/.exec(body) ?? [];
  if (name === undefined || text === undefined || isOrdinary(name)) return [];
  const value = withoutEnd(text, "\"',;");
  return looksRandom(value, 16) && !isPlaceholder(value) && !isLocation(value) && !UUID.test(value)
    ? within(line, value, "secret", line.indexOf(body) + name.length)
    : [];
}
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function inColumns(line: string, columns: readonly Column[]): Range[] {
  return columns.flatMap((column) => {
    const found = inColumn(plainView(line).text, column);
    return found ? within(line, found.value, column.kind, line.includes("\u001b") ? 0 : found.from) : [];
  });
}

/** Words with capitals, as code and its messages name things. */
const isNamed = (value: string): boolean =>
  value.split(/(?=[A-Z])|_/).every((part) => /^[A-Z]?[a-z]{2,}\d{0,3}$/.test(part));

/** A member of what stands under a plural: `passwords:` and `  ci: x` below it. */
export const MAP_MEMBER =
  /^\\{0,3}["']?(?!hash|algo|min_|max_|type\b|polic|version|length|region|format|encod)[\w.@-]{1,60}\\{0,3}["']?\s{0,20}(?:=>|[:=])\s{1,20}\\{0,3}["']?(\S.*)$/;

/** `a1b2c-d3e4f` alone in its line: a code of those that are written down. */
export const CODE_ITEM = /^(?=\D*\d)[a-z\d]{4,10}(?:-[a-z\d]{4,10}){1,5}$/i;

function listed(line: string, body: string, kind: string): Range[] {
  const member = MAP_MEMBER.exec(body)?.[1];
  const value = withoutEnd(LIST_ITEM.exec(body)?.[2] ?? member ?? CODE_ITEM.exec(body)?.[0] ?? "", "\"',");
  if (isPlaceholder(value, true) || isLocation(value)) return [];
  const isSecret =
    kind !== "password" || member !== undefined
      ? !value.includes(" ") &&
        !isWordy(value) &&
        (kind === "password" ? looksSecret(value) : looksRandom(value))
      : value.length > 2 && !isProse(value);
  return isSecret ? within(line, value, kind, line.indexOf(body) + Math.max(0, body.lastIndexOf(value))) : [];
}
