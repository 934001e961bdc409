export const shapeNames = [
  "length",
  "indent",
  "indentRise",
  "indentFall",
  "digits",
  "capitals",
  "marks",
  "words",
  "sameHeadBefore",
  "sameHeadAfter",
  "headKind",
] as const;

const indentOf = (line: string | undefined): number => {
  if (line === undefined) return -1;
  let i = 0;
  while (i < line.length && i < 60 && (line[i] === " " || line[i] === "\t")) i++;
  return i;
};

/** The first word and mark: lines of one block mostly begin alike. */
const headOf = (line: string | undefined): string => (line === undefined ? "" : line.trimStart().slice(0, 4));

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  if (code >= 48 && code <= 57) return 3;
  if (code === 91 || code === 40) return 4;
  if (code === 47 || code === 46) return 5;
  if (code > 127) return 6;
  return code > 32 ? 7 : 0;
}

/** Writes the numbers of `shapeNames` for line `i`. */
export function readShape(lines: readonly string[], i: number, out: Float32Array, at: number): void {
  const line = lines[i]!;
  const size = Math.min(line.length, 300);
  let digits = 0;
  let capitals = 0;
  let marks = 0;
  let words = 0;
  let before = 0;
  for (let k = 0; k < size; k++) {
    const kind = kindOf(line.charCodeAt(k));
    if (kind === 3) digits++;
    else if (kind === 2) capitals++;
    else if (kind >= 4) marks++;
    if (before === 0 && kind !== 0) words++;
    before = kind;
  }
  const share = (n: number): number => (size === 0 ? 0 : n / size);
  const indent = indentOf(line);
  const head = headOf(line);
  out[at] = Math.log2(1 + line.length);
  out[at + 1] = indent;
  out[at + 2] = indent - indentOf(lines[i - 1]);
  out[at + 3] = indent - indentOf(lines[i + 1]);
  out[at + 4] = share(digits);
  out[at + 5] = share(capitals);
  out[at + 6] = share(marks);
  out[at + 7] = words;
  out[at + 8] = head === headOf(lines[i - 1]) ? 1 : 0;
  out[at + 9] = head === headOf(lines[i + 1]) ? 1 : 0;
  out[at + 10] = kindOf(line.charCodeAt(indent));
}
