import { hunksOf } from "../../patch/lines.js";
import type { PatchFile } from "../../patch.js";

/** What is found, in words that follow the path, and how often it stands in a text. */
export type Mark = readonly [what: string, count: (text: string) => number];

export const matching =
  (pattern: RegExp) =>
  (text: string): number =>
    text.match(pattern)?.length ?? 0;

/**
 * The first mark that stands more often after the patch than before. Lines of context count on both sides, so that an
 * expression spread over old and new lines is seen, and moved code is no change. Escapes are resolved, and blanks
 * squeezed, so that neither they nor line breaks hide a word.
 */
export function newMark(file: PatchFile, marks: readonly Mark[]): string | null {
  const { before, after } = sides(file);
  return marks.find(([, count]) => count(after) > count(before))?.[0] ?? null;
}

/** What the hunks show before and after, squeezed. */
export const sides = (file: PatchFile): { before: string; after: string } => ({
  before: side(file, "+"),
  after: side(file, "-"),
});

/** A line that begins with `.`, `?.`, `(`, `[`, or follows one that ends so, goes on with that one. */
const side = (file: PatchFile, skip: string): string =>
  hunksOf(file)
    .map(({ lines }) =>
      lines
        .filter((line) => !line.startsWith(skip) && !line.startsWith("\\"))
        .map((line) => squeezed(line.slice(1)))
        .join("\n")
        .replace(/\n(?=[.?[(])|(?<=[.([])\n/g, ""),
    )
    .join("\n\n");

const squeezed = (line: string): string =>
  line
    .replace(
      /\\(?:x([0-9a-f]{2})|u{1,9}([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/gi,
      (_all, x?: string, u?: string, b?: string) => fromHex(x ?? u ?? b ?? ""),
    )
    .replace(/\/\*(?:[^*\n]|\*(?!\/)){0,200}\*\//g, "")
    // Python and others read a name by its NFKC form: a wide `ｅval` is `eval` to them.
    .normalize("NFKC")
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ ?([.()[\]{}?,;:=!&|+<>]) ?/g, "$1");

const fromHex = (digits: string): string => {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
};
