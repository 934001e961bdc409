import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** No space was left on the runner. */
export const diskFull: Rule = {
  category: "disk_full",
  strict: [
    /\bNo space left on device\b/i,
    /\bENOSPC\b/,
    /\bThere is not enough space on the disk\b/i,
    /\bDisk quota exceeded\b/i,
    /\bYou (?:don't|do not) have enough free space\b/,
  ],
  generic: [/\bdisk (?:is )?full\b/i, /\bout of disk space\b/i],
  unless: [insideTestReport],
};
