import { redact } from "../../core/redact.js";
import { addedLines } from "../patch.js";
import type { Check } from "./check.js";

/** A line that redaction would change holds a secret. The line itself is never repeated. */
export const secrets: Check = {
  name: "secrets",
  says: "no secret in added lines",
  run: ({ files }) =>
    files.flatMap((file) => {
      const added = addedLines(file);
      // Whole, not line by line: keys in PEM form span lines.
      const cleaned = redact(added.map(({ text }) => text).join("\n")).split("\n");
      return added
        .filter(({ text }, i) => cleaned[i] !== text)
        .slice(0, 1)
        .map(({ line }) => ({ path: file.path, reason: `line ${line} looks like a secret` }));
    }),
};
