import { markdownEscape, clip } from "../core/text.js";
import { leading, type DiagnosisRecord } from "./record.js";

/** Pieces of text that comments, issues and pull requests share. Everything untrusted goes through `md` or a code block. */
export const md = (text: string, length = 300): string =>
  markdownEscape(clip(text.replace(/\s+/g, " ").trim(), length));

/** Inline code: a code span cannot be ended by backticks inside. */
export const code = (text: string, length = 200): string => {
  const one = clip(text.replace(/\s+/g, " ").trim(), length).replaceAll("`", "'");
  return one === "" ? "(empty)" : `\`${one}\``;
};

export const percent = (p: number): string => `${Math.round(p * 100)} %`;

/** `network (92 %)` */
export const verdict = (record: DiagnosisRecord): string =>
  `**${record.category}** (${percent(record.confidence)})`;

/** The most telling lines, in their order in the log. */
export function evidenceText(record: DiagnosisRecord, lines: number): string {
  const job = leading(record);
  if (!job) return "";
  return job.evidence
    .slice(0, lines)
    .sort((a, b) => a.line - b.line)
    .map((line) => `${String(line.line).padStart(5)}  ${line.text}`)
    .join("\n");
}
