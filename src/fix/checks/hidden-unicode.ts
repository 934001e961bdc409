import { addedLines } from "../patch.js";
import type { Check } from "./check.js";

/**
 * Characters that make code read otherwise than it runs: bidirectional controls (CVE-2021-42574, "Trojan Source"),
 * zero-width and invisible letters, Unicode tags, and control characters.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\v\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;

export const hiddenUnicode: Check = {
  name: "hidden-unicode",
  says: "no invisible characters in added lines",
  run: ({ files }) =>
    files.flatMap((file) => {
      const pathHit = HIDDEN.exec(file.path);
      if (pathHit) return [{ path: file.path, reason: `the path holds the invisible ${name(pathHit[0])}` }];
      for (const { line, text } of addedLines(file)) {
        const hit = HIDDEN.exec(text);
        if (hit) return [{ path: file.path, reason: `line ${line} holds the invisible ${name(hit[0])}` }];
      }
      return [];
    }),
};

const name = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
