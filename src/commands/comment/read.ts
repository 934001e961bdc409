import type { Paragraph, Root, RootContent } from "mdast";
import { holdsHidden, withoutHidden } from "./hidden.js";
import { leading, MOST, parse, spoken } from "./markdown.js";
import { chunksOf, withoutCode } from "./skim.js";
import { OpenTags } from "./tags.js";

export interface ReadComment {
  /** `/heal ...`, one blank between words, at most 500 characters. */
  commands: string[];
  /** It looks like a command to a reader, and none was found: somebody waits for an answer. */
  unread: boolean;
}

/** A parse costs some hundred characters by itself. */
const A_PARSE = 128;
/** Lines that are looked at closely: nobody gives more commands in a comment. */
const LINES = 10;
/** Longer comments than GitHub's own limit do not exist there. */
const LONGEST = 65_536;
/** `/heal` and the end of that word; `/healthy`, `/heal-fix.yml` and `/heal/x` are other words. */
const LOOKS = /^\s*\/heal(?![\w/-])/i;

/**
 * What a comment asks for, as its reader sees it: GitHub renders Markdown and shows each line of a paragraph as a line. A command
 * is such a line of a paragraph that is in no list, quotation, table or HTML element, begins with `/heal` in plain text, and
 * holds nothing hidden.
 */
export function readComment(body: string): ReadComment {
  const text = body.slice(0, LONGEST).replace(/^\ufeff+/, "");
  const { lines, calm } = withoutCode(text.split(/\r\n?|\n/));
  const wanted = (from: number, to: number) =>
    lines.slice(from, to).some((line) => LOOKS.test(withoutHidden(line)));
  const chunks = chunksOf(lines);
  const commands: string[] = [];
  const budget = { characters: MOST, lines: LINES };
  let skipped = false;
  for (const { from, to } of chunks) {
    if (!wanted(from, to)) continue;
    // An unindented line behind a blank one begins anew, if nothing before reaches so far.
    const alone = from === 0 || (from <= calm && /^ ?[^ \t]/.test(lines[from] ?? ""));
    const part = lines.slice(alone ? from : 0, to);
    const size = part.reduce((sum, line) => sum + line.length + 1, 0);
    const root = size > budget.characters ? null : parse(part.join("\n"));
    if (root === null) {
      skipped = true;
      break;
    }
    budget.characters -= size + A_PARSE;
    commands.push(...commandsIn(root, part, alone ? 0 : from, budget));
  }
  return { commands, unread: commands.length === 0 && (skipped || startsLikeOne(lines, chunks[0])) };
}

/** Commands in lines of root paragraphs, from line `from` (0-based) on. */
function commandsIn(root: Root, lines: readonly string[], from: number, budget: { lines: number }): string[] {
  const tags = new OpenTags();
  const found: string[] = [];
  for (const node of root.children) {
    if (node.type === "paragraph" && !tags.any) found.push(...commandsOf(node, lines, from, budget));
    feed(node, tags);
  }
  return found;
}

function feed(node: RootContent, tags: OpenTags): void {
  if (node.type === "html") tags.feed(node.value);
  if ("children" in node) for (const child of node.children) feed(child, tags);
}

function commandsOf(
  { children, position }: Paragraph,
  lines: readonly string[],
  from: number,
  budget: { lines: number },
): string[] {
  const found: string[] = [];
  const first = position?.start.line ?? 1;
  const last = position?.end.line ?? 0;
  for (let n = Math.max(first, from + 1); n <= last; n += 1) {
    const line = lines[n - 1] ?? "";
    if (!LOOKS.test(line) || (budget.lines -= 1) < 0) continue;
    const command = commandOf(line);
    if (command === null) continue;
    const until = children.filter((node) => (node.position?.start.line ?? n) <= n);
    const here = until.filter((node) => (node.position?.end.line ?? n) >= n && node.type !== "break");
    const inHtml = until.some((node) => node.type === "html");
    const inMath = lines.slice(first - 1, last).some((line) => line.includes("$$"));
    if (!inHtml && !inMath && here[0]?.type === "text" && spoken(here) !== null) found.push(command);
  }
  return found;
}

/** One line's command in plain words; null when the line is none, or does not read as it is written. */
function commandOf(source: string): string | null {
  // Four columns are how people set code; GitHub only shows them otherwise behind a line of text.
  if (/^(?: {4}| {0,3}\t)/.test(source)) return null;
  // U+00A0 and U+FEFF are blanks here as well.
  const line = source.trim();
  const name = /^\/heal(?=$|\s+(\S+))/.exec(line);
  if (name === null || holdsHidden(line)) return null;
  const root = parse(line.slice(0, MOST));
  const [paragraph, ...others] = root?.children ?? [];
  if (paragraph?.type !== "paragraph" || others.length > 0) return null;
  const words = (spoken(paragraph.children) ?? "").split(/\s+/);
  const [opening] = paragraph.children;
  const written = name[1] === undefined ? ["/heal"] : ["/heal", name[1]];
  const plainly = opening?.type === "text" ? opening.value.split(/\s+/) : [];
  if (written.some((word, i) => words[i] !== word || plainly[i] !== word)) return null;
  return `/heal ${words.slice(1).join(" ").trim() || "help"}`.slice(0, 500);
}

/** Does the first thing that a reader sees begin with `/heal`? */
function startsLikeOne(lines: readonly string[], chunk: { from: number; to: number } | undefined): boolean {
  if (chunk === undefined) return false;
  const part = lines.slice(chunk.from, chunk.to).join("\n").slice(0, MOST);
  if (!/heal/i.test(withoutHidden(part.slice(0, 200)))) return false;
  const first = parse(part)?.children[0];
  if (first?.type !== "paragraph" && first?.type !== "heading") return false;
  return LOOKS.test(withoutHidden(leading(first.children)));
}
