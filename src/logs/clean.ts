import { plain } from "../core/text.js";

/** Characters of a line that are looked at: of a longer one its head, and what in the rest may name a cause. */
export const LINE_LIMIT = 2_000;
const LINE_HEAD = 1_200;
/** Around a word that may name a cause, before and behind it. */
const [BEFORE, BEHIND] = [80, 120];
/** Of a longer line the rest is not looked at, so that a line of many megabytes costs milliseconds. */
const LINE_MOST = 1024 * 1024;

const GAP = " … ";
const CAUSES =
  /error|fail|exception|panic|fatal|denied|refused|reset|timed? ?out|ECONN|EAI_|ENOSPC|ENOMEM|ENOENT|EPIPE|unreachable|unavailable|resolve|killed|memory|disk|space left|rate limit|too many|not found|unauthori|forbidden|certificate|expired|lost|cancel|invalid|missing|\b50[0234]\b/gi;

/** Times that a runner or a tool puts in front of a line. */
const time =
  /^\uFEFF?\[?(?:task )?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: |$|(?=[WEFi]:\s))/;

/** Buildkite's times (APC), and what Jenkins hides in a line: its own notes. */
const unseen = /\p{Cc}_bk;t=\d{1,20}\p{Cc}|\p{Cc}\[8m\P{Cc}{0,4000}\p{Cc}\[0m/gu;
/** GitLab's stream of a line behind its time: `01O text`, `01E+continued`. */
const stream = /^[0-9a-f]{2}[OE][ +]/;

/**
 * What a person sees of a raw log line: escapes, carriage-return overwrites and leading times removed, indentation kept.
 * Longer lines are brought down to `LINE_LIMIT` characters.
 */
export function cleanLine(raw: string): string {
  let text = raw.length > 2 * LINE_LIMIT ? gist(raw) : raw;
  if (text.startsWith("\u001b_bk") || text.includes("\u001b[8m")) text = text.replace(unseen, "");
  if (text.includes("\r")) text = lastWritten(text);
  if (text.includes("\u001b") || text.includes("\0") || text.includes("\b")) text = plain(text);
  text = untimed(text);
  return text.length > LINE_LIMIT ? gist(text) : text;
}

/** The head, and one place for each different word that may name a cause, in at most `LINE_LIMIT` characters. */
function gist(line: string): string {
  const rest = line.slice(LINE_HEAD, LINE_MOST);
  const seen = new Set<string>();
  let found = "";
  let end = 0;
  for (const match of rest.matchAll(CAUSES)) {
    const word = match[0].toLowerCase();
    if (match.index < end || seen.has(word)) continue;
    seen.add(word);
    const part = rest.slice(Math.max(end, match.index - BEFORE), match.index + word.length + BEHIND);
    end = match.index + word.length + BEHIND;
    if (LINE_HEAD + found.length + GAP.length + part.length > LINE_LIMIT) break;
    found += GAP + part;
  }
  return line.slice(0, LINE_LIMIT - found.length) + found;
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
    if (i === 0) rest = rest.replace(stream, "");
  }
  return rest;
}
