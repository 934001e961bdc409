import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import { readAddress } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

/**
 * A post takes about 28 KB (https://learn.microsoft.com/connectors/teams, "Known issues and limitations"); a character is up to six bytes
 * of JSON.
 */
const TITLE_MAX = 300;
const FACT_MAX = 400;

/**
 * Text blocks and facts read Markdown; a run of a rich text block does not, so that strangers' text needs no escaping
 * (https://adaptivecards.io/explorer/TextRun.html: "Markdown is not supported").
 */
const run = (text: string, more: object = {}) => ({ type: "TextRun", text, ...more });
const line = (...inlines: object[]) => ({ type: "RichTextBlock", inlines });

function cardOf(message: Message): object {
  const urgent = message.severity === "critical" || message.severity === "error";
  const color = isOver(message) ? "Good" : urgent ? "Attention" : "Warning";
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.2",
    msteams: { width: "full" },
    body: [
      line(run(headline(message, TITLE_MAX), { weight: "Bolder", size: "Medium", color })),
      ...factsOf(message, FACT_MAX).map(({ name, text }) =>
        line(run(`${name}: `, { weight: "Bolder" }), run(text)),
      ),
    ],
    actions: linksOf(message).map(({ name, url }) => ({ type: "Action.OpenUrl", title: name, url })),
  };
}

export const teams = defineNotifier<URL>({
  name: "teams",
  doc: "An Adaptive Card in a Teams channel or chat, through a Workflows webhook.",
  form: "teams:https://....logic.azure.com/workflows/.../triggers/manual/paths/invoke?...&sig=...",
  documentation:
    "https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498",
  repeated: "stands twice in the channel",
  read: readAddress,
  // 202: the flow has it. More than four posts a second are throttled with 429.
  send: (url, message, wire) =>
    sent(() => {
      const attachment = {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: cardOf(message),
      };
      return wire.post(url, JSON.stringify({ type: "message", attachments: [attachment] }));
    }),
});
