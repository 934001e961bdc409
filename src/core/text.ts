/** Helpers for text that strangers wrote: what is safe to store, to show in a terminal, or to put in Markdown. */

/** Control characters (C1 too: terminals obey those as well) except tab and newline. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

/** Text without ANSI sequences and control characters; tabs and newlines stay, `\r\n` becomes `\n`. */
export function plain(text: string): string {
  return (text.includes(ESC) ? stripAnsi(text) : text).replace(CONTROL, "");
}

/** Marks that turn text round, so that it reads as something else (Trojan Source, CVE-2021-42574). */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text for people, on a page of GitHub or in a terminal: nothing in it moves the cursor, names a window, rings, or turns text
 * round. All that heal publishes goes through it.
 */
export const displayText = (text: string): string => plain(text).replace(TURNING, "");

const ESC = "\u001b";
const BEL = 7;

/** One pass, whatever the text: an OSC without its end swallows no more than its line. */
function stripAnsi(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(ESC); at >= 0; at = text.indexOf(ESC, from)) {
    kept.push(text.slice(from, at));
    from = sequenceEnd(text, at + 1);
  }
  kept.push(text.slice(from));
  return kept.join("");
}

/** Where the sequence ends whose ESC stands before `at` (ECMA-48: CSI, OSC, else one character). */
function sequenceEnd(text: string, at: number): number {
  const kind = text[at];
  let i = at + 1;
  if (kind === "[") {
    while (isBetween(text.charCodeAt(i), 0x20, 0x3f)) i += 1;
    return isBetween(text.charCodeAt(i), 0x40, 0x7e) ? i + 1 : i;
  }
  if (kind === "]") {
    while (i < text.length && text.charCodeAt(i) !== BEL && text[i] !== ESC && text[i] !== "\n") i += 1;
    if (text.charCodeAt(i) === BEL) return i + 1;
    return text.startsWith(`${ESC}\\`, i) ? i + 2 : i;
  }
  if (kind === "(" || kind === ")") return Math.min(i + 1, text.length);
  return kind === undefined || kind === ESC || kind === "\n" ? at : i;
}

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

/** At most `n` UTF-16 units, ending in `…` when cut; never half a surrogate pair. */
export function clip(text: string, n: number): string {
  if (text.length <= n) return text;
  if (n <= 0) return "";
  let end = n - 1;
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Text that PostgreSQL's `text` and `jsonb` take: lone surrogates and NUL become U+FFFD. */
export function wellFormed(text: string): string {
  const whole = WITH_LONE_SURROGATE.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
  return whole.includes("\0") ? whole.replaceAll("\0", "\ufffd") : whole;
}
const WITH_LONE_SURROGATE = /\p{Surrogate}/u;

/** A zero-width space: GitHub no longer sees a mention or reference, a reader sees no difference. */
const BREAK = "\u200b";

/**
 * Untrusted text for the running text of an issue, comment or PR: GitHub shows the characters as they are.
 * No HTML, link, image or emphasis survives, `@user`, `#123`, `owner/repo#1` and `GH-1` notify and close nothing.
 * No line of it begins with a slash, which other bots take for a command.
 */
export function markdownEscape(text: string): string {
  return displayText(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]()|~!$]/g, "\\$&")
    .replace(/@/g, `@${BREAK}`)
    .replace(/#/g, `#${BREAK}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1${BREAK}-`)
    .replace(/:\/\//g, `:${BREAK}//`)
    .replace(/\bwww\./gi, `www${BREAK}.`)
    .replace(/^([ \t]*)([-+=/]|\d{1,9}[.)])/gm, `$1${BREAK}$2`);
}

/** Text that must not begin a line of its own: a glob, a name. */
export const oneLine = (text: string, max = 200): string =>
  clip(displayText(text).replace(/\s+/g, " ").trim(), max);

/**
 * Titles are no Markdown, and yet mention people and close issues (a pull request's in its merge commit). As the first line of a
 * commit one also keeps CI from running: `[skip ci]` and its many relatives, Azure's `***NO_CI***`.
 */
export const titleOf = (text: string, max: number): string =>
  clip(
    oneLine(text, max)
      .replace(/[@#]|\[(?=[\w -]{0,30}\b(?:skip|no)\b)|\*{3}(?=NO_CI)/gi, `$&${BREAK}`)
      .replace(/\bGH-(?=\d)/gi, (word) => `${word.slice(0, -1)}${BREAK}-`)
      .replace(/:\/\//g, `:${BREAK}//`)
      .replace(/\bwww\./gi, (word) => `${word.slice(0, -1)}${BREAK}.`),
    max,
  );

/** Text that holds no HTML comment: inside of code nothing is live but what machines look for, such as heal's own marks. */
export const uncommented = (text: string): string => text.replaceAll("<!--", "<! --");

/** A fenced code block whose fence is longer than any run of backticks inside; but for comments the text is shown verbatim. */
export function codeBlock(text: string, lang = ""): string {
  const body = uncommented(displayText(text));
  let longest = 2;
  for (const run of body.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${lang.replace(/[^\w+-]/g, "")}\n${body}\n${fence}`;
}
