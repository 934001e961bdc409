import type { Rule } from "./entry.js";
import { isOf, lineStart, restOfLine, WORD } from "./chars.js";
import { isPlaceholder, looksSecret } from "./values.js";

/** `user/password@database`, as Oracle's tools take it (SQL*Plus User's Guide, CONNECT; RMAN's and Data Pump's references). */

/** Options of the tool, then the user, who may stand for another: `proxy[user]`. */
const USER =
  /^(?:thin:|oci8?:|["'],)?\s{0,3}(?:["']?-\w{1,10}(?: \d| "[^"\n]{1,40}")?(?:["'],)?\s{1,3}){0,4}["']?[\w.$#-]{1,60}(?:\[[\w.$#]{1,30}\])?\//;
const QUOTED = /^(\\?")((?:(?!\1)[^\n]){1,100})\1/;
const PLAIN = /^[^\s"'@]{1,100}(?=@)|^[^\s"'@/;,()]{3,100}(?=[\s;"']|$)/;
/** A host with its port or service, or a name of a database as they are written: in capitals. */
const DATABASE =
  /^\\?"?@(?:\/\/|[A-Z][A-Z\d_.$#]{1,60}(?:[\s"';)]|$)|[\w.-]{1,80}(?::\d{1,5})?\/\w|[\w.-]{1,80}:\d)/;
const PROMPT = /(?:^|[>"'(;|]|\becho)\s{0,3}$/;

/** How sure it is that a logon stands here: behind such a tool's name, behind a word of its own language, or behind any word. */
type Place = "tool" | "statement" | "word";

export const logon =
  (place: Place): Rule =>
  (text, start, end, sink) => {
    const user = USER.exec(text.slice(end, end + 200));
    if (!user || !isWhole(text, start, end)) return null;
    const from = end + user[0].length;
    const rest = restOfLine(text, from, 300);
    const quoted = QUOTED.exec(rest);
    const value = quoted ? (quoted[2] as string) : (PLAIN.exec(rest)?.[0] ?? "");
    const behind = rest.slice((quoted?.[1]?.length ?? 0) + value.length);
    if (
      value === "" ||
      isPlaceholder(value) ||
      !isLogon(place, value, behind, text.slice(lineStart(text, start), start))
    )
      return null;
    const at = from + (quoted?.[1]?.length ?? 0);
    sink.add(at, at + value.length, "password");
    return at + value.length;
  };

/** No part of a longer word. */
const isWhole = (text: string, start: number, end: number): boolean =>
  !(isOf(text.charCodeAt(start), WORD) && isOf(text.charCodeAt(start - 1), WORD)) &&
  !(isOf(text.charCodeAt(end - 1), WORD) && isOf(text.charCodeAt(end), WORD));

function isLogon(place: Place, value: string, behind: string, before: string): boolean {
  if (DATABASE.test(behind) || (place === "tool" && behind.replace(/^\\?"/, "").startsWith("@"))) return true;
  if (place === "word") return false;
  // Without a database: a path or two words with a slash between them look the same.
  const isAlone = place === "tool" ? looksSecret(value) : /^\\?"?(?:;|\s+as\s+sys|\s*$)/i.test(behind);
  return (
    isAlone &&
    !value.includes("/") &&
    !/\.\w{1,4}$/.test(value) &&
    (place === "tool" || isPrompted(before, value))
  );
}

const isPrompted = (before: string, value: string): boolean =>
  /(?:SQL|RMAN|DGMGRL)>\s{0,3}$/.test(before) || (PROMPT.test(before) && looksSecret(value));
