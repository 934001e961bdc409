/** Judgements on one value: is it a secret, a word, a piece of code or a stand-in for a secret. */

const WORDS =
  /^(?:true|false|null|nil|none|undefined|nan|yes|no|on|off|string|str|number|int|integer|bool|boolean|object|any|void|text|bytes|optional|required|missing|invalid|expected|unexpected|default|example|changed|empty|unknown|disabled|enabled|masked|secure|hidden|redacted|filtered|removed)[.!?]?$/i;

/** Stars, `$VAR`, `%VAR%`, `<name>`, `{{ name }}`, `[secure]`, a keyword, code, or what redaction itself wrote. */
export function isPlaceholder(value: string): boolean {
  return (
    WORDS.test(value) ||
    /^[$%<{[(*#@]/.test(value) ||
    /^(?:[*x.#_-]{3,}$|xxx)/i.test(value) ||
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

/** Shannon entropy in bits a character, over at most the first 200 characters. */
export function entropy(text: string): number {
  const sample = text.slice(0, 200);
  const counts = new Map<string, number>();
  for (const c of sample) counts.set(c, (counts.get(c) ?? 0) + 1);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / sample.length) * Math.log2(n / sample.length);
  return bits;
}
