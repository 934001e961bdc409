import { plain } from "../core/text.js";

/** Characters of a line that are looked at; the rest of a longer line can only repeat it. */
export const LINE_LIMIT = 2_000;

/** Times that a runner or a tool puts in front of a line. */
const time =
  /^\uFEFF?\[?(?:task )?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: |$)/;

/**
 * What a person sees of a raw log line: escapes, carriage-return overwrites and leading times removed, indentation kept.
 * Longer lines are cut to `LINE_LIMIT` characters.
 */
export function cleanLine(raw: string): string {
  let text = raw.length > 2 * LINE_LIMIT ? raw.slice(0, 2 * LINE_LIMIT) : raw;
  if (text.includes("\r")) text = lastWritten(text);
  if (text.includes("\u001b") || text.includes("\0") || text.includes("\b")) text = plain(text);
  text = untimed(text);
  return text.length > LINE_LIMIT ? text.slice(0, LINE_LIMIT) : text;
}

/** A terminal shows what was written after the last carriage return, unless nothing was. */
function lastWritten(text: string): string {
  let end = text.length;
  // A progress bar may have thousands of states; the last few decide.
  for (let i = 0; i < 8; i++) {
    const cut = text.lastIndexOf("\r", end - 1);
    const part = text.slice(cut + 1, end);
    if (plain(part).trim() !== "") return part;
    if (cut < 0) break;
    end = cut;
  }
  return "";
}

function untimed(text: string): string {
  let rest = text;
  // GitHub's own time, then the tool's own.
  for (let i = 0; i < 2; i++) {
    const match = time.exec(rest);
    if (!match) break;
    rest = rest.slice(match[0].length);
  }
  return rest;
}
