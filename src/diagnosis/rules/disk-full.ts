import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** No space was left on the runner. */
export const diskFull: Rule = {
  category: "disk_full",
  strict: [
    /\bno space left on device\b/i,
    /\bSystem\.IO\.IOException: (?:No space left|There is not enough space)/,
    /\bcould not extend file\b.{1,120}\bNo space left\b/,
    /\bYou are running out of disk space\. The runner will stop working\b/,
    /\bNo space left on device\b/i,
    /\bENOSPC\b/,
    /\bThere is not enough space on the disk\b/i,
    /\bDisk quota exceeded\b/i,
    /\bYou (?:don't|do not) have enough free space\b/,
  ],
  generic: [/\bdisk (?:is )?full\b/i, /\bout of disk space\b/i],
  unless: [insideTestReport],
};
