/** Judgements on one value: is it a secret, a word, a piece of code or a stand-in for a secret. */

const WORDS = new Set(
  (
    "true false null nil none undefined nan yes no on off string str number int integer bool boolean object any void text " +
    "bytes optional required missing invalid expected unexpected default example changed empty unknown disabled enabled " +
    "masked secure hidden redacted filtered removed"
  ).split(" "),
);
const LONGEST_WORD = Math.max(...[...WORDS].map(({ length }) => length));

/** Stars, `$VAR`, `%VAR%`, `<name>`, `{{ name }}`, `[secure]`, a keyword, code, or what redaction itself wrote. */
export function isPlaceholder(value: string): boolean {
  const first = value[0] ?? "";
  if ("$%<{[(*#@".includes(first)) return true;
  if ("*x.#_-X".includes(first) && /^(?:[*x.#_-]{3,}$|xxx)/i.test(value)) return true;
  if (value.length <= LONGEST_WORD + 1 && WORDS.has(value.toLowerCase().replace(/[.!?]$/, ""))) return true;
  return (
    "peosvtcarPEOSVTCAR".includes(first) &&
    /^(?:process\.env|os\.environ|env|secrets|vars|self|this|config|settings|options|params|args|req|request)[.[]/i.test(
      value,
    )
  );
}

/** A value people choose: long enough, and not a plain word. */
export function looksSecret(value: string): boolean {
  return value.length >= 6 && /\d/.test(value) && /[a-z]/i.test(value);
}

/** A value machines choose: 12 or more characters, digits among letters, and not a version, path or code. */
export function looksRandom(value: string): boolean {
  if (value.length < 12 || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  if (/^(?:https?:|file:|git@|\.{0,2}\/|[a-z]:\\|sha\d+[-:])/i.test(value)) return false;
  return entropy(value) >= 2.8;
}

/** One for all calls: a value is judged a million times in a hostile body. */
const counts = new Uint16Array(128);

/** Shannon entropy in bits a character (as ASCII), over at most the first 200 characters. */
export function entropy(text: string): number {
  const length = Math.min(text.length, 200);
  counts.fill(0);
  for (let i = 0; i < length; i += 1) {
    const place = text.charCodeAt(i) & 127;
    counts[place] = (counts[place] as number) + 1;
  }
  let bits = 0;
  for (const n of counts) if (n > 0) bits -= (n / length) * Math.log2(n / length);
  return bits;
}
