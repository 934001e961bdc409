import { percent } from "../core/format.js";
import { markdownEscape, oneLine, uncommented } from "../core/text.js";
import type { DiagnosisRecord } from "./record.js";

/** Pieces of text that comments, issues and pull requests share. Everything untrusted goes through `escapeText` or a code block. */
export const escapeText = (text: string, length = 300): string => markdownEscape(oneLine(text, length));

/** Inline code: a code span cannot be ended by backticks inside. */
export const inlineCode = (text: string, length = 200): string => {
  const one = uncommented(oneLine(text, length).replaceAll("`", "'"));
  return one === "" ? "(empty)" : `\`${one}\``;
};

/** `network (92 %)` */
export const verdictText = (record: DiagnosisRecord): string =>
  `**${record.category}** (${percent(record.confidence)})`;
