/** Colours that a raw line carries, as bits: tools paint what failed red. */
export const PAINT = { red: 1, green: 2, yellow: 4, bold: 8 } as const;

/** The bits of `PAINT` for a raw line (SGR sequences, ECMA-48 8.3.117). */
export function paintOf(raw: string): number {
  let bits = 0;
  for (let at = raw.indexOf("\u001b["); at >= 0 && at < 2_000; at = raw.indexOf("\u001b[", at + 2)) {
    const end = raw.indexOf("m", at + 2);
    if (end < 0 || end - at > 20) continue;
    for (const code of raw.slice(at + 2, end).split(";")) {
      if (code === "31" || code === "91" || code === "41") bits |= PAINT.red;
      else if (code === "32" || code === "92" || code === "42") bits |= PAINT.green;
      else if (code === "33" || code === "93") bits |= PAINT.yellow;
      else if (code === "1" || code === "01") bits |= PAINT.bold;
    }
  }
  return bits;
}
