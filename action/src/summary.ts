import { escapeMarkdown, link, table } from "./markdown.js";
import type { Verdict } from "./verdict.js";

const MAX_ROWS = 50;

const TITLES = {
  analysing: "heal is analysing this job",
  known: "heal knows this failure",
  unknown: "heal does not know this failure",
};

/** The job summary: verdict, failing tests, link. */
export function summaryOf(verdict: Verdict): string {
  const { failing, url, category, summary } = verdict;
  const rows = failing.slice(0, MAX_ROWS).map((test) => [test.suite, test.name, test.message]);
  const more = failing.length - rows.length;
  const parts = [
    `### ${TITLES[verdict.state]}`,
    category === "" ? "" : `**Category:** ${escapeMarkdown(category)}`,
    escapeMarkdown(summary),
    rows.length === 0 ? "" : table(["Suite", "Test", "Message"], rows),
    more > 0 ? `and ${more} more` : "",
    url === "" ? "" : link("Open in heal", url),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The summary when heal could not be told. */
export const problemSummary = (message: string): string =>
  `### heal was not told\n\n${escapeMarkdown(message)}\n`;
