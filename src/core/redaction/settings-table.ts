import { withoutEnd } from "./chars.js";
import type { Range } from "./marked.js";
import { isOrdinary, rankOf } from "./names.js";
import { isLocation, isPlaceholder, isProse, looksSecret } from "./values.js";
import { within } from "./wrapped.js";

/** Tables whose rows are a setting and its value, as vault, printenv's and PowerShell's lists of names have them. */

const RULE = /^[\s-]+$/;
const ROW = /^["']?([a-z][\w.:/-]{1,80})["']?\s{2,60}(\S.{0,400})$/i;

/** Whether a line is a row of such a table, or what divides its head from them. */
export const isSettingsRow = (body: string): boolean =>
  ROW.test(body) || RULE.test(body) || /^[\w.:/-]{2,80}$/.test(body);

/** The value of a row: the head leaves no doubt where it begins, and words are secrets behind a password's name. */
export function settingsRow(line: string, body: string): Range[] {
  const [, name, text] = ROW.exec(body) ?? [];
  if (name === undefined || text === undefined || isOrdinary(name)) return [];
  const rank = rankOf(name);
  const value = withoutEnd(text, "\"'").replace(/^["']/, "");
  if (rank === 0 || value.length < 3 || isPlaceholder(value, rank === 2) || isLocation(value)) return [];
  const isSecret =
    rank === 2
      ? !isProse(value) && !/^(?:n\/a|\d{1,5}|\d+(?:\.\d+)?[smhd])$/i.test(value)
      : looksSecret(value) && !value.includes(" ") && !/^\d+(?:[smhd]\d*){1,4}$/.test(value);
  return isSecret
    ? within(line, value, rank === 2 ? "password" : "secret", line.indexOf(name) + name.length)
    : [];
}
