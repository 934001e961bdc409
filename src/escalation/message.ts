import { formatDuration } from "../core/clock.js";
import { instant } from "../core/format.js";
import { oneLine } from "../core/text.js";
import type { Severity } from "../events/event.js";

/** What is told: a person is needed; it still fires, or nobody took it up; it is over; the same of many incidents in one; a try. */
export const whats = [
  "opened",
  "still_firing",
  "rung",
  "reminder",
  "resolved",
  "summary",
  "summary_over",
  "test",
] as const;
export type What = (typeof whats)[number];

/** What a notifier tells, in heal's words. The texts are strangers': each notifier escapes them as its vendor needs it. */
export interface Message {
  /** Of this message: the same when it is sent once more. */
  readonly id: string;
  /** Of the trouble: the same from its beginning to its end, and no other heal's. */
  readonly key: string;
  readonly what: What;
  readonly severity: Severity;
  readonly title: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly repository: string | null;
  /** What its sender says beside the title; null: nothing, or it is no alert. */
  readonly description: string | null;
  /** Why monitoring sees nothing, so that the alert tells nothing of its service; null: it does. */
  readonly gap: string | null;
  /** It still fired when it was closed by hand. */
  readonly stillFires: boolean;
  readonly since: Date;
  /** When it ended; null: it has not. */
  readonly until: Date | null;
  readonly cause: string | null;
  /** What heal does about it, or how it ended. */
  readonly doing: string | null;
  /** The incident's page. */
  readonly url: string;
  readonly issueUrl: string | null;
  /** Where its sender leads people. */
  readonly links: readonly Link[];
}

export interface Link {
  name: string;
  url: string;
}

export const isOver = ({ what }: Pick<Message, "what">): boolean =>
  what === "resolved" || what === "summary_over";

/** The first line, at most so many characters. Plain text of one line. */
export function headline(message: Message, max: number): string {
  const { what, severity, title, gap } = message;
  const words = {
    opened: gap === null ? severity : `monitoring blind, ${severity}`,
    still_firing: `still firing, ${severity}`,
    resolved: message.stillFires ? "closed by hand, still firing" : "over",
    rung: `nobody took it up, ${severity}`,
    reminder: `reminder, ${severity}`,
    summary: `many, ${severity}`,
    summary_over: "over",
    test: "test",
  }[what];
  return oneLine(`[${words}] ${title}`, max);
}

export interface Fact {
  name: string;
  text: string;
}

/** What is known, in the order in which people ask; each text is one plain line of at most so many characters. */
export function factsOf(message: Message, max: number): Fact[] {
  const { since, until, what } = message;
  const lasted = until === null ? "" : `, for ${formatDuration(until.getTime() - since.getTime())}`;
  const facts: [string, string | null][] = [
    ["Severity", message.severity],
    ["Service", message.service],
    ["Environment", message.environment],
    ["Repository", message.repository],
    ["Since", what === "test" ? null : `${instant(since)}${lasted}`],
    ["Monitoring", message.gap],
    ["Description", message.description],
    ["Cause", message.cause],
    [until === null ? "heal" : "End", message.doing],
  ];
  return facts.flatMap(([name, text]) => {
    const line = text === null ? "" : oneLine(text, max);
    return line === "" ? [] : [{ name, text: line }];
  });
}

/** Pages of heal, of GitHub and of the alert's sender; whatever else stood in a URL is encoded. */
export const linksOf = ({ url, issueUrl, links }: Message): Link[] =>
  [{ name: "Incident", url }, { name: "Issue", url: issueUrl }, ...links].flatMap(
    ({ name, url: address }) => {
      if (address === null || !URL.canParse(address)) return [];
      const { protocol, href } = new URL(address);
      const isWeb = protocol === "https:" || protocol === "http:";
      return isWeb ? [{ name, url: href.replace(/[<>|()"'\\\s]/g, encodeURIComponent) }] : [];
    },
  );
