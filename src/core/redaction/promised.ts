import { withoutEnd } from "./chars.js";
import type { Next } from "./find.js";
import type { Range } from "./marked.js";
import { inColumn } from "./tables.js";
import { isLocation, isPlaceholder, isProse, isWordy, looksRandom, looksSecret } from "./values.js";
import { plainView } from "./view.js";
import { bodyOf, indentation, within } from "./wrapped.js";

/** An item of a list in YAML, or in JSON with a line each. */
export const LIST_ITEM = /^(?:-\s+["']?|(["']))(\S.*)$/;

/** The value that a name at the end of the line before promised. */
export function promised(line: string, next: Next, indent: number): Range[] {
  const { body } = bodyOf(line);
  if (body === "") return [];
  // `<value>x</value>`, `<string>x</string>`
  const inner = /^<(?:value|string|text)>([^<]{3,4000})<\//i.exec(body)?.[1];
  if (inner !== undefined)
    return next.as === "block" || isPlaceholder(inner) || (!looksSecret(inner) && next.kind !== "password")
      ? []
      : within(line, inner, next.kind, line.indexOf(">"));
  if (next.as === "list") return listed(line, body, next.kind);
  if (next.as === "column" && next.column) {
    const found = inColumn(plainView(line).text, next.kind, next.column);
    return found ? within(line, found.value, next.kind, line.includes("\u001b") ? 0 : found.from) : [];
  }
  if (next.as === "netrc") {
    const value = /^password\s{1,8}(\S{3,400})$/.exec(body)?.[1];
    return value === undefined || isPlaceholder(value)
      ? []
      : within(line, value, next.kind, line.lastIndexOf("password") + 8);
  }
  if (next.as === "hint") {
    const value = /^["']?([\w+=.!@#$%^&*~-]{8,200})["']?$/.exec(body)?.[1];
    return value === undefined || !looksRandom(value, 8) || isNamed(value) || isPlaceholder(value)
      ? []
      : within(line, value, next.kind);
  }
  if (next.as === "text") {
    const text = withoutEnd(body, "\"',");
    return isPlaceholder(text) ? [] : within(line, text, next.kind);
  }
  if (next.as === "member" || next.as === "object") {
    const member =
      /^(?:-\s)?\\{0,3}["']?(?:value|default(?:value)?)\\{0,3}["']?\s{0,20}[:=]\s{0,3}\\{0,3}["']?(\S.*)$/i.exec(
        body,
      );
    const value = member?.[1] && withoutEnd(member[1], "\\\"',");
    const isOther = next.as === "object" && next.kind !== "password" && !looksRandom(value ?? "");
    return value === undefined || isPlaceholder(value) || value.endsWith(":") || isOther
      ? []
      : within(line, value, next.kind, line.indexOf(":"));
  }
  const deeper = indentation(plainView(line).text);
  if (next.as === "block") return deeper > indent ? within(line, body, next.kind) : [];
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
  if (item?.[2] === undefined && (/^[\w.-]+[:=]\S*$/.test(value) || value.startsWith("-"))) return [];
  const sure = deeper > indent || item?.[2] !== undefined || body.startsWith("- ");
  return (sure ? !/^[a-z]+$/.test(value) || next.kind === "password" : looksSecret(value))
    ? within(line, value, next.kind)
    : [];
}

/** Words with capitals, as code and its messages name things. */
const isNamed = (value: string): boolean =>
  value.split(/(?=[A-Z])|_/).every((part) => /^[A-Z]?[a-z]{2,}\d{0,3}$/.test(part));

/** A member of what stands under a plural: `passwords:` and `  ci: x` below it. */
export const MAP_MEMBER =
  /^\\{0,3}["']?(?!hash|algo|min_|max_|type\b|polic|version|length|region|format|encod)[\w.@-]{1,60}\\{0,3}["']?\s{0,20}(?:=>|[:=])\s{1,20}\\{0,3}["']?(\S.*)$/;

function listed(line: string, body: string, kind: string): Range[] {
  const member = MAP_MEMBER.exec(body)?.[1];
  const value = withoutEnd(LIST_ITEM.exec(body)?.[2] ?? member ?? "", "\"',");
  if (isPlaceholder(value, true) || isLocation(value)) return [];
  const isSecret =
    kind !== "password" || member !== undefined
      ? !value.includes(" ") &&
        !isWordy(value) &&
        (kind === "password" ? looksSecret(value) : looksRandom(value))
      : value.length > 2 && !isProse(value);
  return isSecret ? within(line, value, kind, line.indexOf(body) + Math.max(0, body.lastIndexOf(value))) : [];
}
