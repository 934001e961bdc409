import { escapeText } from "../diagnosis/markdown.js";
import { severities, type Severity } from "../events/event.js";

/** One issue in place of many: what heal writes when more issues are wanted in an hour than a repository should get. */
export interface SummaryLine {
  id: number;
  title: string;
  category: string;
  severity: Severity;
  url: string;
  over: boolean;
}

/** `head`: the incident that began the summary. `round`: from 1; another issue after the one before it was deleted. */
export const summaryKey = (head: number, round: number): string =>
  round === 1 ? `summary:${head}` : `summary:${head}:${round}`;

export const summaryTitle = (repository: string): string => `Many failures in ${repository} at once`;

export function summaryBody(lines: readonly SummaryLine[], limit: number): string {
  return [
    `More than ${limit} incidents needed a person within one hour, so the rest is listed here instead of in issues of their own. Many failures at once often have one cause outside of the code.`,
    "",
    "| Incident | What | Severity | Cause | State |",
    "| --- | --- | --- | --- | --- |",
    ...inOrder(lines).map(
      ({ id, url, title, severity, category, over }) =>
        `| [#\u200b${id}](${url}) | ${escapeText(title, 120)} | ${severity} | ${escapeText(category)} | ${over ? "over" : "open"} |`,
    ),
  ].join("\n");
}

/** What burns first, the most severe before the rest; else as they came. */
const inOrder = (lines: readonly SummaryLine[]): SummaryLine[] =>
  [...lines].sort(
    (a, b) =>
      Number(a.over) - Number(b.over) || severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
