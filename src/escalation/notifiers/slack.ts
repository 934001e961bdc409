import { clip } from "../../core/text.js";
import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import { readAddress } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

/**
 * A section's text takes 3,000 characters, each of its ten fields 2,000 (https://docs.slack.dev/reference/block-kit/blocks/section-block);
 * escaping makes at most five of one.
 */
const TITLE_MAX = 500;
const FIELDS_MAX = 10;
const FACT_MAX = 300;
const FALLBACK_MAX = 1_000;

/**
 * The three characters that begin Slack's own markup, so that `<!channel>`, `<@U1>` and `<https://...|text>` stay text
 * (https://docs.slack.dev/messaging/formatting-message-text, "Escaping text").
 */
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** `verbatim`: names of channels and people in it are not looked for (composition objects, "Text object"). */
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });

function blocksOf(message: Message): object[] {
  const fields = factsOf(message, FACT_MAX).slice(0, FIELDS_MAX);
  const links = linksOf(message).map(({ name, url }) => `<${escape(url)}|${name}>`);
  return [
    { type: "section", text: mrkdwn(`*${escape(headline(message, TITLE_MAX))}*`) },
    ...(fields.length > 0
      ? [{ type: "section", fields: fields.map(({ name, text }) => mrkdwn(`*${name}*\n${escape(text)}`)) }]
      : []),
    ...(links.length > 0 ? [{ type: "context", elements: [mrkdwn(links.join(" · "))] }] : []),
  ];
}

const COLOURS = {
  critical: "#b00020",
  error: "#d9480f",
  warning: "#e6a700",
  info: "#4a6fa5",
  over: "#2b8a3e",
};

export const slack = defineNotifier<URL>({
  name: "slack",
  doc: "A message in a Slack channel, through an incoming webhook.",
  form: "slack:https://hooks.slack.com/services/T.../B.../...",
  documentation: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
  repeated: "stands twice in the channel",
  read: readAddress,
  // 400 invalid_payload, 403 action_prohibited, 404 channel_not_found or no_service, 410 channel_is_archived; 429 with
  // Retry-After beyond a message a second (https://docs.slack.dev/apis/web-api/rate-limits).
  send: (url, message, wire) =>
    sent(() => {
      const color = COLOURS[isOver(message) ? "over" : message.severity];
      // What stands in notifications, and is read aloud.
      const text = clip(escape(headline(message, FALLBACK_MAX)), FALLBACK_MAX);
      return wire.post(url, JSON.stringify({ text, attachments: [{ color, blocks: blocksOf(message) }] }));
    }),
});
