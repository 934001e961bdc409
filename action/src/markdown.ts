/** A joiner that renders as nothing and keeps GitHub from seeing a mention, a reference or an address. */
const NOTHING = "\u200b";
const MAX_CELL = 300;

/**
 * Untrusted text as one line of markdown that renders as itself: no HTML, no markup, no mention, no reference,
 * no link. Text past 300 characters is cut.
 */
export function escapeMarkdown(text: string): string {
  const line = [...text.replace(/\s+/g, " ").trim()];
  const cut = line.length > MAX_CELL ? `${line.slice(0, MAX_CELL - 1).join("")}…` : line.join("");
  return cut
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()+\-.!|~^$]/g, "\\$&")
    .replace(/@|#(?=\d)|:(?=\/\/)|www(?=\\\.)/gi, `$&${NOTHING}`);
}

/** A link to an address that is already known to be good; the label is escaped. */
export const link = (label: string, href: string): string =>
  `[${escapeMarkdown(label)}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;

export const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(escapeMarkdown))]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
