import { unframed } from "../../logs/frames.js";

/** Weights per cause: words share them by their hash. */
export const BUCKETS = 8_192;
/** What is read of a line. */
const [MOST_CHARACTERS, MOST_WORDS] = [400, 48];

/** Names of this line alone become what they stand for: a class learns nothing from a path, a host or a number. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z+.-]{1,12}:\/\/[^\s'"<>)\]]{1,300}/gi, " ‹url› "],
  [/\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}/g, " ‹address› "],
  [
    /\b[\w./\\@+-]{0,200}\.(\w{1,8})(?::\d{1,6}(?::\d{1,5})?|\(\d{1,6}(?:,\d{1,5})?\))/g,
    " ‹place› ‹ext-$1› ",
  ],
  [/(?:\.{0,2}|[\w@~.-]{1,80})[/\\][\w./\\@+-]{1,300}/g, " ‹path› "],
  [/\b(?:exit(?:ed)?(?: with)?(?: status| code| value)?:?|rc[=:]) ?(\d{1,3})\b/gi, " ‹exit› ‹exit-$1› "],
  [/\bsignal:? ?(\d{1,2})\b/gi, " ‹signal-$1› "],
  [/(?<![\w-])([1-5]\d\d)\b(?! (?:ms|s|kb|mb|b|px)\b)/gi, " ‹code-$1› "],
  [/\bv?\d{1,5}(?:\.\d{1,6}){1,4}(?:[-+][\w.]{1,30})?\b/g, " ‹version› "],
  [/\b[0-9a-f]{7,64}\b/g, " ‹hash› "],
  [/\d{1,20}(?:[.,]\d{1,6})?%/g, " ‹percent› "],
  [/(?<![\w-])\d{1,20}(?![\w-])/g, " ‹number› "],
];
const word = /‹[\w-]{1,30}›|[A-Za-z]{1,40}|[✖✗✘×❌⨯]|%(?=[EW])/g;
const hump = /([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g;

/** The words of a line in their order: identifiers in parts as well, what is particular to it as shapes. */
export function wordsOf(line: string): string[] {
  let text = unframed(line).slice(0, MOST_CHARACTERS);
  for (const [pattern, shape] of shapes) text = text.replace(pattern, shape);
  const words = text.replace(hump, "$1$3 $2$4").match(word) ?? [];
  return words.slice(0, MOST_WORDS).map((one) => one.toLowerCase());
}

/** Buckets of a line's words, pairs and triples of them, and of how it begins; each once, in no order. */
export function bucketsOf(line: string): number[] {
  const words = wordsOf(line);
  const out = new Set<number>();
  for (const [i, one] of words.entries()) {
    out.add(hashed(one));
    const second = words[i + 1];
    if (second !== undefined) out.add(hashed(`${one} ${second}`));
    const third = words[i + 2];
    if (third !== undefined) out.add(hashed(`${one} _ ${third}`));
  }
  out.add(hashed(`^ ${words[0] ?? ""}`));
  out.add(hashed(`$ ${words.at(-1) ?? ""}`));
  out.add(hashed(/^\s{2,}/.test(line) ? "^indented" : "^edge"));
  return [...out];
}

/** FNV-1a, folded. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return ((hash >>> 13) ^ hash) & (BUCKETS - 1);
}
