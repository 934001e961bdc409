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
      const { name, blanks } = nameBefore(line, at);
      const strong = STRONG.test(name);
      if (!worthHiding(name, value, { strong, spaced: blanks > 0 && quote === undefined })) return whole;
      return `${quote ?? ""}[redacted:${strong ? "password" : "secret"}]`;
    })
    .replace(FLAG, (whole: string, value: string) =>
      isPlaceholder(value) || !looksSecret(value) ? whole : "[redacted:password]",
    );
}

const isBlank = (c: string | undefined): boolean => c !== undefined && /\s/.test(c);
const NAME = 60;

/** The name that stands before `[quote][blank]operator[blanks]`, which ends at `at`: read backwards, as names are short. */
function nameBefore(line: string, at: number): { name: string; blanks: number } {
  let i = at;
  while (at - i < 3 && isBlank(line[i - 1])) i -= 1;
  const blanks = at - i;
  const pair = line.slice(Math.max(0, i - 2), i);
  i -= pair === "=>" || pair === ":=" ? 2 : 1;
  if (isBlank(line[i - 1])) i -= 1;
  if (line[i - 1] === '"' || line[i - 1] === "'") {
    i -= 1;
    for (let n = 0; n < 3 && line[i - 1] === "\\"; n += 1) i -= 1;
  }
  const end = i;
  while (end - i < NAME && isNamePart(line.charCodeAt(i - 1))) i -= 1;
  return { name: line.slice(i, end), blanks };
}

/** Letters, digits, `_ . $ -`. */
const isNamePart = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 48 && code <= 57) ||
  (code >= 65 && code <= 90) ||
  code === 95 ||
  code === 46 ||
  code === 36 ||
  code === 45;

function worthHiding(name: string, value: string, as: { strong: boolean; spaced: boolean }): boolean {
  // The shell's working directory is no password.
  if (isPlaceholder(value) || /^\$?(?:old)?pwd$/i.test(name)) return false;
  if (as.strong) return as.spaced ? looksSecret(value) : value.length >= 4;
  return looksRandom(value);
}
