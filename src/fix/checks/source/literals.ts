import { hunksOf } from "../../patch/lines.js";
import type { PatchFile } from "../../patch.js";
import { familyOf } from "./families.js";
import { mask } from "./mask.js";

/** Names under which tests keep what they expect. */
const EXPECTED = /\b(?:(?:expected|wanted|golden)\w{0,40}|want|exp)\b/i;

/**
 * Whether a line changed in nothing but its literals, where that moves a goalpost: anywhere in the file of a
 * failing test, elsewhere where the line names an expectation.
 */
export function changedLiteral(file: PatchFile, failing: boolean): boolean {
  const family = familyOf(file.path);
  if (!family) return false;
  return hunksOf(file).some((hunk) => {
    const side = (sign: string): { shape: string; text: string; names: boolean }[] =>
      hunk.lines
        .filter((line) => line.startsWith(sign))
        .map((line) => {
          const masked = mask(line.slice(1), family.syntax);
          const shape = masked.code
            .replace(/(["'`])\s*["'`]/g, "$1")
            .replace(/\b(?:\d[\w.]*|true|false|null|nil|None)\b/gi, "0")
            .replace(/\s+/g, "");
          return {
            shape,
            names: EXPECTED.test(masked.code),
            text: masked.text.replace(/\s+/g, "").replace(/["`]/g, "'"),
          };
        })
        .filter(({ shape }) => shape !== "");
    const added = side("+");
    return side("-").some(
      (old) =>
        (failing || old.names) &&
        added.some((now) => now.shape === old.shape) &&
        !added.some((now) => now.text === old.text),
    );
  });
}
