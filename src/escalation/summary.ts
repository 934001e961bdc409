import { md } from "../diagnosis/words.js";

/** One issue in place of many: what heal writes when more issues are wanted in an hour than a repository should get. */
export interface SummaryLine {
  id: number;
  title: string;
  category: string;
  url: string;
}

export const summaryKey = (repository: string, at: Date): string =>
  `summary:${repository}:${at.toISOString().slice(0, 13)}`;

export const summaryTitle = (repository: string): string => `Many failures in ${repository} at once`;

export function summaryBody(lines: readonly SummaryLine[], limit: number): string {
  return [
    `More than ${limit} incidents needed a person within one hour, so the rest is listed here instead of in issues of their own. Many failures at once often have one cause outside of the code.`,
    "",
    "| Incident | What | Cause |",
    "| --- | --- | --- |",
    ...lines
      .slice(0, 200)
      .map((line) => `| [#\u200b${line.id}](${line.url}) | ${md(line.title, 120)} | ${md(line.category)} |`),
  ].join("\n");
}
