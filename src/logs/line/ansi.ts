/** Colours that a raw line carries, as bits: tools paint what failed red. */
export const ANSI = { red: 1, green: 2, yellow: 4, bold: 8 } as const;

/** The bits of `ANSI` for a raw line (SGR sequences, ECMA-48 8.3.117). */
export function ansiFlagsOf(raw: string): number {
  let bits = 0;
  for (let at = raw.indexOf("\u001b["); at >= 0 && at < 2_000; at = raw.indexOf("\u001b[", at + 2)) {
    const end = raw.indexOf("m", at + 2);
    if (end < 0 || end - at > 20) continue;
    for (const code of raw.slice(at + 2, end).split(";")) {
      if (code === "31" || code === "91" || code === "41") bits |= ANSI.red;
      else if (code === "32" || code === "92" || code === "42") bits |= ANSI.green;
      else if (code === "33" || code === "93") bits |= ANSI.yellow;
      else if (code === "1" || code === "01") bits |= ANSI.bold;
    }
  }
  return bits;
}
