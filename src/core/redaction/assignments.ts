import { isPlaceholder, looksRandom, looksSecret } from "./values.js";

/** `password=...`: any value counts, people choose words. */
const STRONG = /(?:passw(?:or)?d|passphrase|pass_?wd|passcode|pwd|secret|client_?secret|secret_?key)$/i;

/**
 * `name = value`, `"name": "value"`, `name => value`, `--name=value`, `?name=value`, also with escaped quotes. The
 * name is captured with what stands before the secret word in it (at most 60 characters), the value without quotes.
 */
const ASSIGNMENT =
  /(?<=(?:passw(?:or)?d|passphrase|passcode|pwd|secret(?:[_-]?key)?|token|credentials?|(?:api|access|private|auth|account|shared|master|encryption|signing|deploy|license)[_-]?key|_auth|key_?base)(?:\\{0,3}["'])?\s?(?:=>|:=|=|:)\s{0,3})(\\{0,3}["'`])?((?![:=])[^\s"'`\\,;&<>()[\]{}|]{3,})/gi;

const FLAG =
  /(?<=\s--?(?:password|passwd|token|secret|api-key|auth-token|access-token|client-secret)\s)([^\s"'-][^\s"']{3,})/gi;

const HINT = /pass|pwd|secret(?:[_-]?key)?|token|credential|key|_auth/i;

/** Replaces values assigned to names that say they are secret; words, code and placeholders stay. */
export function redactAssignments(line: string): string {
  if (!HINT.test(line)) return line;
  return line
    .replace(ASSIGNMENT, (whole: string, quote: string | undefined, value: string, at: number) => {
      const before = line.slice(Math.max(0, at - 80), at);
      const name = /([\w.$-]{0,60})(?:\\{0,3}["'])?\s?(?:=>|:=|=|:)\s{0,3}$/.exec(before)?.[1] ?? "";
      const spaced = /[:=>]\s+$/.test(before) && quote === undefined;
      if (!worthHiding(name, value, spaced)) return whole;
      return `${quote ?? ""}[redacted:${STRONG.test(name) ? "password" : "secret"}]`;
    })
    .replace(FLAG, (whole: string, value: string) =>
      isPlaceholder(value) || !looksSecret(value) ? whole : "[redacted:password]",
    );
}

function worthHiding(name: string, value: string, spaced: boolean): boolean {
  // The shell's working directory is no password.
  if (isPlaceholder(value) || /^\$?(?:old)?pwd$/i.test(name)) return false;
  if (STRONG.test(name)) return spaced ? looksSecret(value) : value.length >= 4;
  return looksRandom(value);
}
