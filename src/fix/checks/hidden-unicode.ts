import { addedLines } from "../patch.js";
import type { Check } from "./check.js";

/**
 * Characters that make code read otherwise than it runs: bidirectional controls (CVE-2021-42574, "Trojan Source"),
 * zero-width and invisible letters, variation selectors, Unicode tags, and control characters.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\v\u000e-\u001f\u007f-\u009f\u2028\u2029\u2800\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/u;

/** The selector that asks for the coloured form of an emoji, once and right behind it, hides nothing. */
const EMOJI = /(\p{Extended_Pictographic})\ufe0f(?![\ufe00-\ufe0f\u{e0100}-\u{e01ef}])/gu;

export const hiddenUnicode: Check = {
  name: "hidden-unicode",
  says: "no invisible characters in added lines",
  run: ({ files }) =>
    files.flatMap((file) => {
      const { path, oldPath = "" } = file;
      const pathHit = HIDDEN.exec(path) ?? HIDDEN.exec(oldPath);
      if (pathHit) return [{ path, reason: `the path holds the invisible ${name(pathHit[0])}` }];
      for (const { line, text } of addedLines(file)) {
        const hit = HIDDEN.exec(text.replace(EMOJI, "$1"));
        if (hit) return [{ path, reason: `line ${line} holds the invisible ${name(hit[0])}` }];
      }
      return [];
    }),
};

const name = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
