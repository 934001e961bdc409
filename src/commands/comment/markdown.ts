import type { PhrasingContent, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/**
 * A comment is parsed on the event loop, and its first one by code that was never run before: micromark takes some 30 µs a
 * character then, 400 µs a sign that may begin something (measured: 2,000 `*a` take 0.3 s), and more the deeper containers are
 * nested. Nobody needs more for a command and the few words around it.
 */
export const MAX_PARSED = 1_024;
const SIGNS = 40;
const SIGN = /[*_~`[\]|&<>\\@^!$\n]|[-+] |\d[.)] /g;
const NESTED = /^[ \t]*(?:>[ \t]*|[-+*][ \t]+|\d{1,9}[.)][ \t]+){5}/m;

const syntax = [gfm()];
const tree = [gfmFromMarkdown()];

/** GitHub's dialect; null for what would take too long. */
export const parse = (text: string): Root | null =>
  text.length > MAX_PARSED || (text.match(SIGN)?.length ?? 0) > SIGNS || NESTED.test(text)
    ? null
    : fromMarkdown(text, { extensions: syntax, mdastExtensions: tree });

/** Kinds of text that read the same without their marks. */
const SPOKEN: readonly string[] = ["text", "break", "emphasis", "strong", "link"];

/** What a reader sees; null where it is more, or less, than words (code, pictures, struck out, HTML). */
export function visibleText(nodes: readonly PhrasingContent[]): string | null {
  let text = "";
  for (const node of nodes) {
    if (!SPOKEN.includes(node.type)) return null;
    if (node.type === "text") text += node.value;
    else if (node.type === "break") text += " ";
    else {
      const inner = "children" in node ? visibleText(node.children) : null;
      if (inner === null) return null;
      text += inner;
    }
  }
  return text;
}

/** The first words that a reader sees, whatever they are wrapped in; code is an example and says nothing. */
export function leadingText(nodes: readonly PhrasingContent[]): string {
  const [first, ...others] = nodes;
  if (first === undefined || first.type === "inlineCode") return "";
  if (first.type === "text") return first.value.trim() === "" ? leadingText(others) : first.value;
  const inner = "children" in first ? leadingText(first.children) : "";
  return inner === "" ? leadingText(others) : inner;
}
