import { type Dice, HEX, WORD } from "./corpus.js";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGIT = "0123456789";
const alphabets: Readonly<Record<string, string>> = {
  w: WORD,
  h: HEX,
  d: DIGIT,
  u: `${WORD}-_`,
  b: `${WORD}+/`,
  l: LOWER,
  L: LOWER + DIGIT,
  U: LOWER.toUpperCase(),
  A: LOWER.toUpperCase() + DIGIT,
  // What people put in passwords, where no frame takes it for its own.
  p: `${WORD}!^*~-_.`,
};

/** `%w36`: 36 letters and digits; `%h` hex, `%d` digits, `%u` of addresses, `%b` base64, `%g` a UUID, `%l %L %A %p`. */
export const sampleOf = (template: string, dice: Dice): string =>
  template.replace(/%(?:g|([whdublLUAp])(\d+))/g, (_, kind: string | undefined, length: string) =>
    kind === undefined
      ? [8, 4, 4, 4, 12].map((n) => dice.text(HEX, n)).join("-")
      : filled(alphabets[kind] ?? "", Number(length), dice),
  );

/** Of the first and the last character, letters and digits; a digit and a letter somewhere, as chance all but always has. */
function filled(alphabet: string, length: number, dice: Dice): string {
  const text = dice.text(alphabet, length).split("");
  const plain = [...alphabet].filter((c) => /[A-Z\d]/i.test(c)).join("");
  if (length > 0) {
    text[0] = dice.text(plain, 1);
    text[length - 1] = dice.text(plain, 1);
  }
  const digits = [...alphabet].filter((c) => /\d/.test(c));
  const letters = [...alphabet].filter((c) => /[A-Z]/i.test(c));
  if (length >= 8 && digits.length > 0) text[3] = dice.pick(digits);
  if (length >= 8 && letters.length > 0) text[4] = dice.pick(letters);
  return text.join("");
}
