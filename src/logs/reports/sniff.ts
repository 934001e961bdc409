import type { LineFormat } from "./format.js";
import { lineFormats, xmlFormats } from "./formats.js";
import { bare } from "./lines.js";

/** What begins in a line, and where in it. */
export type Beginning =
  | { readonly kind: "xml"; readonly at: number }
  | { readonly kind: "json"; readonly at: number }
  | { readonly kind: "lines"; readonly format: LineFormat };

const ROOTS = xmlFormats.flatMap(({ roots }) => roots);

/** The beginning of XML among other output: its declaration, or a root element that heal knows. */
function xmlIn(line: string, withDeclaration: boolean): number {
  for (const { index, 0: tag } of line.matchAll(/<(?:\?xml\s|[A-Za-z][\w.:-]{0,60}(?=[\s>/]))/g)) {
    if (
      tag.startsWith("<?")
        ? withDeclaration
        : ROOTS.includes(tag.slice(tag.indexOf(":") + 1).replace("<", ""))
    )
      return index;
  }
  return -1;
}

/** What begins in this line, if a report does. `isFirst`: nothing but blank lines came before. */
export function beginningIn(line: string, isFirst: boolean): Beginning | null {
  const text = line.trimStart();
  const at = line.length - text.length;
  if (isFirst && text.startsWith("<")) return { kind: "xml", at };
  const xml = text.includes("<") ? xmlIn(line, true) : -1;
  if (xml >= 0) return { kind: "xml", at: xml };
  const said = bare(line).trimStart();
  const format = lineFormats.find(({ begins }) => begins(said));
  if (format) return { kind: "lines", format };
  return /^[{[]\s*(?:$|["{}\]])/.test(text) ? { kind: "json", at } : null;
}

/** The same behind a report that has ended: only another one of its kind begins there. */
export function nextIn(line: string, kind: "xml" | "json"): number {
  if (kind === "xml") return line.includes("<") ? xmlIn(line, false) : -1;
  return /^\s*[{[]/.test(line) ? line.length - line.trimStart().length : -1;
}
