import { plain } from "./text.js";

/**
 * What changes between two runs of the same thing on another day, machine, shard, checkout or commit, in the order in
 * which it is looked for, and the mark that takes its place.
 */
const MASKS: readonly (readonly [RegExp, string])[] = [
  // 2026-01-02T03:04:05.678Z, 2026/01/02 03:04:05,678 +0100
  [
    /\b\d{4}[-/.]\d{2}[-/.]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|\s?[+-]\d{2}:?\d{2})?)?(?![\w-])/g,
    "<time>",
  ],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s{1,2}\d{1,2}(?:,?\s\d{4})?[ ,]{1,2}\d{2}:\d{2}:\d{2}\b/g,
    "<time>",
  ],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\bsha(?:1|256|384|512)[-:][\w+/=]{16,}/gi, "<hash>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  // Commit ids, digests, short ids: digits and letters, seven or more in all.
  [/\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,128}\b/g, "<hex>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<ip>"],
  [
    /\b\d+(?:\.\d+)?\s?(?:ns|us|µs|ms|[smh]|sec|secs|seconds?|min|mins|minutes?|hours?|days?)\b/g,
    "<duration>",
  ],
  [/\b\d+(?:\.\d+)?\s?(?:B|kB|KB|MB|GB|TB|KiB|MiB|GiB|bytes?)\b/g, "<size>"],
  // A line and column behind a file, a port behind a host.
  [/(?<=[\w>)\]]):\d+(?::\d+)?\b/g, ":<n>"],
];

/** Codes of compilers and linters (TS2322, E0308, C1060, MSB3073) say what failed, so their digits stay. */
const NUMBER = /\b[A-Z]{1,7}\d{3,5}\b|\d+(?:\.\d+)*/g;

const URL_OR_PATH =
  /\b[a-z][a-z+]{1,9}:\/\/[^\s"'<>()[\]]+|(?<![\w.)/\\-])(?:[A-Za-z]:)?(?:[\\/]{1,2}[\w.@%+~=$-]+){2,}[\\/]?|(?<![\w./-])[\w.-]+(?:\/[\w.-]+)*\/\w+=[\w.,=-]+/g;
const TEMPORARY = /[\\/](?:tmp|temp|var[\\/]folders|pytest-of-\w+)[\\/]|[\\/]\.?tmp[.-]/i;

/** Text with its variable parts replaced by typed marks, ANSI and controls gone and white space single. */
export function mask(text: string): string {
  let out = plain(text).replace(URL_OR_PATH, shorten);
  for (const [pattern, mark] of MASKS) out = out.replace(pattern, mark);
  return out
    .replace(NUMBER, (whole) => (/^\d/.test(whole) ? "<n>" : whole))
    .replace(/\s+/g, " ")
    .trim();
}

/** A URL without its query, a file's name without the checkout it lies in, `<path>` for a folder or a matrix axis. */
function shorten(found: string): string {
  if (/^[a-z][a-z+]+:\/\//.test(found) && !found.startsWith("file:"))
    return found.slice(0, found.search(/[?#]|$/));
  const name = found.split(/[\\/]/).at(-1) ?? "";
  return TEMPORARY.test(found) || found.includes("=") || !/\.[a-z]\w{0,9}$/i.test(name) ? "<path>" : name;
}
