import { clip } from "../../core/text.js";
import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import { readAddress } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits; 6,000 characters in all. */
const TITLE_MAX = 256;
const VALUE_MAX = 1_024;
/** Half of what a value takes, as escaping makes up to two characters of one; eight of them stay below what an embed takes. */
const FACT_MAX = 300;

const COLOURS = { critical: 0xb00020, error: 0xd9480f, warning: 0xe6a700, info: 0x4a6fa5, over: 0x2b8a3e };

/** Discord's Markdown, masked links among it; mentions are switched off beside that (`allowed_mentions`). */
const escape = (text: string): string =>
  text.replace(/[\\*_~`|<>[\]()#:-]/g, "\\$&").replaceAll("@", "@\u200b");

function embedOf(message: Message): object {
  const links = linksOf(message);
  return {
    title: clip(escape(headline(message, TITLE_MAX / 2)), TITLE_MAX),
    ...(links[0] ? { url: links[0].url } : {}),
    color: COLOURS[isOver(message) ? "over" : message.severity],
    fields: [
      ...factsOf(message, FACT_MAX).map(({ name, text }) => ({ name, value: clip(escape(text), VALUE_MAX) })),
      ...(links.length > 0
        ? [{ name: "Links", value: links.map(({ name, url }) => `[${name}](${url})`).join(" · ") }]
        : []),
    ].filter(({ value }) => value.length <= VALUE_MAX),
  };
}

export const discord = defineNotifier<URL>({
  name: "discord",
  doc: "An embed in a Discord channel, through a webhook; it mentions nobody.",
  form: "discord:https://discord.com/api/webhooks/ID/TOKEN",
  documentation: "https://discord.com/developers/docs/resources/webhook#execute-webhook",
  repeated: "stands twice in the channel",
  read: readAddress,
  // 204 without `wait`; 429 with Retry-After in seconds (docs: Rate Limits).
  send: (url, message, wire) =>
    sent(() =>
      wire.post(url, JSON.stringify({ embeds: [embedOf(message)], allowed_mentions: { parse: [] } })),
    ),
});
