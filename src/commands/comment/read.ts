import type { Paragraph, PhrasingContent, Root, RootContent } from "mdast";
import { holdsHidden, withoutHidden } from "./hidden.js";
import { leadingText, MAX_PARSED, parse, visibleText } from "./markdown.js";
import { chunksOf, withoutCode } from "./skim.js";
import { OpenTags } from "./tags.js";

export interface ReadComment {
  /** `/heal ...`, one blank between words, at most 500 characters. */
  commands: string[];
  /** It looks like a command to a reader, and none was found: somebody waits for an answer. */
  unread: boolean;
}

/** So much of the first words says whether somebody waits for an answer. */
const A_LOOK = 200;
/** Lines that are looked at closely: nobody gives more commands in a comment. */
const LINES = 3;
/** Longer comments than GitHub's own limit do not exist there. */
const LONGEST = 65_536;
/** `/heal` and the end of that word; `/healthy`, `/heal-fix.yml` and `/heal/x` are other words. */
const LOOKS = /^\s*\/heal(?![\w/-])/i;

/**
 * What a comment asks for, as its reader sees it: GitHub renders Markdown and shows each line of a paragraph as a line. A command
 * is such a line of a paragraph that is in no list, quotation, table or HTML element, begins with `/heal` in plain text, and
 * holds nothing hidden. One piece of the comment is parsed: from the first such line, or from the beginning where something
 * before it may reach so far.
 */
export function readComment(body: string): ReadComment {
  const text = body.slice(0, LONGEST).replace(/^\ufeff+/, "");
  const { lines, calm } = withoutCode(text.split(/\r\n?|\n/));
  const chunks = chunksOf(lines);
  const wanted = chunks.filter(({ from, to }) =>
    lines.slice(from, to).some((line) => LOOKS.test(withoutHidden(line))),
  );
  const [first] = wanted;
  if (!first) return { commands: [], unread: startsLikeOne(lines, chunks[0]) };
  // An unindented line behind a blank one begins anew, if nothing before reaches so far.
  const alone = first.from === 0 || (first.from <= calm && /^ ?[^ \t]/.test(lines[first.from] ?? ""));
  const begin = alone ? first.from : 0;
  let end = begin;
  let size = 0;
  for (const { to } of wanted) {
    for (let n = end; n < to; n += 1) size += (lines[n]?.length ?? 0) + 1;
    if (size > MAX_PARSED) break;
    end = to;
  }
  const part = lines.slice(begin, end);
  const root = end === begin ? null : parse(part.join("\n"));
  if (!root) return { commands: [], unread: true };
  const { found, doubtful } = commandsIn(root, part);
  const whole = begin <= (chunks[0]?.from ?? 0);
  const unread = doubtful || end < (wanted.at(-1)?.to ?? 0) || (whole && beginsLikeOne(root));
  return { commands: found, unread: found.length === 0 && unread };
}

/** Commands in lines of root paragraphs; `doubtful`: there is one that not everybody may see. */
function commandsIn(root: Root, lines: readonly string[]): { found: string[]; doubtful: boolean } {
  const tags = new OpenTags();
  const found: string[] = [];
  let [left, doubtful] = [LINES, false];
  for (const node of root.children) {
    if (node.type === "paragraph" && tags.showing !== "hidden") {
      const numbers = candidates(node, lines);
      left -= numbers.length;
      if (numbers.length > 0 && (tags.showing === "doubtful" || left < 0)) doubtful = true;
      else found.push(...numbers.flatMap((n) => commandAt(node, lines, n) ?? []));
    }
    feed(node, tags);
  }
  return { found, doubtful };
}

function feed(node: RootContent, tags: OpenTags): void {
  if (node.type === "html") return tags.feed(node.value);
  if (!("children" in node)) return;
  const children: readonly RootContent[] = node.children;
  if (node.type === "paragraph") for (const child of children) feed(child, tags);
  // GitHub shows a footnote at the end, or nowhere: its tags open and close nothing here.
  else if (node.type === "footnoteDefinition") {
    if (holdsHtml(node)) tags.doubt();
  } else
    tags.within(() => {
      for (const child of children) feed(child, tags);
    });
}

const holdsHtml = (node: RootContent): boolean =>
  node.type === "html" || ("children" in node && node.children.some(holdsHtml));

/** Numbers (from 1) of the paragraph's lines that begin like a command. */
function candidates({ position }: Paragraph, lines: readonly string[]): number[] {
  const [first, last] = [position?.start.line ?? 1, position?.end.line ?? 0];
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return all.filter((n) => LOOKS.test(lines[n - 1] ?? ""));
}

/** One line's command in plain words; null when the line is none, or does not read as it is written. */
function commandAt({ children, position }: Paragraph, lines: readonly string[], n: number): string | null {
  const source = lines[n - 1] ?? "";
  // Four columns are how people set code; GitHub only shows them otherwise behind a line of text.
  if (/^(?: {4}| {0,3}\t)/.test(source)) return null;
  // U+00A0 and U+FEFF are blanks here as well.
  const line = source.trim();
  const name = /^\/heal(?=$|\s+(\S+))/.exec(line);
  if (name === null || holdsHidden(line)) return null;
  const until = children.filter((node) => (node.position?.start.line ?? n) <= n);
  const inMath = lines.slice((position?.start.line ?? 1) - 1, position?.end.line).some(holdsMath);
  if (inMath || until.some((node) => node.type === "html")) return null;
  const here = until
    .filter((node) => (node.position?.end.line ?? n) >= n && node.type !== "break")
    .map((node) => lineOf(node, n));
  const [opening] = here;
  if (opening?.type !== "text" || here.includes(null)) return null;
  const words =
    visibleText(here.filter((node) => node !== null))
      ?.trim()
      .split(/\s+/) ?? [];
  const plainly = opening.value.trim().split(/\s+/);
  const written = name[1] === undefined ? ["/heal"] : ["/heal", name[1]];
  if (written.some((word, i) => words[i] !== word || plainly[i] !== word)) return null;
  return `/heal ${words.slice(1).join(" ") || "help"}`.slice(0, 500);
}

const holdsMath = (line: string): boolean => line.includes("$$");

/** What stands on line `n` of a text over several lines; null of anything else over several, or of lines that cannot be told apart. */
function lineOf(node: PhrasingContent, n: number): PhrasingContent | null {
  const [first, last] = [node.position?.start.line ?? n, node.position?.end.line ?? n];
  if (first === last) return node;
  if (node.type !== "text") return null;
  const values = node.value.split("\n");
  return values.length === last - first + 1 ? { type: "text", value: values[n - first] ?? "" } : null;
}

/** Does the first thing that a reader sees begin with `/heal`? */
function startsLikeOne(lines: readonly string[], chunk: { from: number; to: number } | undefined): boolean {
  if (chunk === undefined) return false;
  const part = lines.slice(chunk.from, chunk.to).join("\n").slice(0, A_LOOK);
  if (!/heal/i.test(withoutHidden(part))) return false;
  const root = parse(part);
  return root !== null && beginsLikeOne(root);
}

function beginsLikeOne({ children: [first] }: Root): boolean {
  if (first?.type !== "paragraph" && first?.type !== "heading") return false;
  return LOOKS.test(withoutHidden(leadingText(first.children)));
}
