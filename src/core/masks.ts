import { plain } from "./text.js";

/**
 * Variable parts of log text, in the order in which they are looked for: what changes between two runs of the same
 * thing on another day, machine, shard, checkout or commit.
 */
const MASKS: readonly (readonly [RegExp, string])[] = [
  // 2026-01-02T03:04:05.678Z, 2026/01/02 03:04:05,678 +0100, 03:04:05.678
  [
    /\b\d{4}[-/.]\d{2}[-/.]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|\s?[+-]\d{2}:?\d{2})?)?/g,
    "<time>",
  ],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s{1,2}\d{1,2}(?:\s\d{4})?[ ,]\d{2}:\d{2}:\d{2}\b/g,
    "<time>",
  ],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\bsha(?:1|256|384|512)[-:][\w+/=]{16,}/gi, "<hash>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  // Commit ids, digests, short ids: at least one digit and one letter, seven or more in all.
  [/\b(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{7,128}\b/g, "<hex>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, "<ip>"],
  [/\b(localhost|[\w-]+(?:\.[\w-]+)+):\d{2,5}\b/g, "$1:<port>"],
  // 12ms, 1.5 s, 3 minutes, 2h
  [
    /\b\d+(?:\.\d+)?\s?(?:ns|us|µs|ms|[smh]|sec|secs|seconds?|min|mins|minutes?|hours?|days?)\b/g,
    "<duration>",
  ],
  [/\b\d+(?:\.\d+)?\s?(?:B|kB|KB|MB|GB|TB|KiB|MiB|GiB|bytes?)\b/g, "<size>"],
];

/** Roots under which a path says nothing about the failure; what follows the checkout's name does. */
const PATH = /(?:file:\/\/)?(?:\b[A-Za-z]:)?(?:[\\/][\w.@%+~-]+){2,}/g;
const TEMP = /[\\/](?:tmp|temp|var[\\/]folders|\.tmp[\w.-]*|pytest-of-\w+)[\\/]/i;

/** Text with its variable parts replaced by typed marks, ANSI and controls gone and white space single. */
export function mask(text: string): string {
  let out = plain(text).replace(PATH, shortPath);
  for (const [pattern, mark] of MASKS) out = out.replace(pattern, mark);
  return out
    .replace(/(?<=[\w>)\]]):\d+(?::\d+)?\b/g, ":<n>")
    .replace(/\d+/g, "<n>")
    .replace(/\s+/g, " ")
    .trim();
}

/** `/home/ci/work/app/test/unit/a.js` -> `<path>/unit/a.js`; under a temporary folder only `<tmp>`. */
function shortPath(path: string): string {
  if (TEMP.test(path)) return "<tmp>";
  const parts = path.split(/[\\/]/).filter((part) => part !== "" && part !== "file:");
  return parts.length <= 2 ? path : `<path>/${parts.slice(-2).join("/")}`;
}
