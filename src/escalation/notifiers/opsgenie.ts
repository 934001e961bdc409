import { clip } from "../../core/text.js";
import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import type { Sending } from "../sending.js";
import { below, readKeyed } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import type { Wire } from "../wire/wire.js";
import { defineNotifier } from "./notifier.js";

/** https://docs.opsgenie.com/docs/alert-api#create-alert: message 130 characters, description 15,000, entity 512, details 8,000. */
const MESSAGE_MAX = 130;
const FACT_MAX = 500;
const ENTITY_MAX = 512;

const PRIORITIES = { critical: "P1", error: "P2", warning: "P3", info: "P5" };

/** Opsgenie reads HTML in an alert's texts: behind a zero-width space a tag is none. */
const untagged = (text: string): string => text.replaceAll("<", "<\u200b");

function alertOf(message: Message): object {
  const facts = factsOf(message, FACT_MAX);
  const links = linksOf(message);
  const lines = [
    ...facts.map(({ name, text }) => `${name}: ${untagged(text)}`),
    ...links.map(({ url }) => url),
  ];
  return {
    message: clip(untagged(headline(message, MESSAGE_MAX)), MESSAGE_MAX),
    alias: message.key,
    description: lines.join("\n"),
    details: Object.fromEntries(links.map(({ name, url }) => [name.toLowerCase(), url])),
    ...(message.service === null ? {} : { entity: clip(untagged(message.service), ENTITY_MAX) }),
    source: "heal",
    priority: PRIORITIES[message.severity],
  };
}

interface Target {
  key: string;
  url: URL;
}

const post = ({ key, url }: Target, path: string, body: object, wire: Wire): Promise<Sending> =>
  sent(() => wire.post(below(url, path), JSON.stringify(body), { authorization: `GenieKey ${key}` }));

const close = (target: Target, message: Message, wire: Wire): Promise<Sending> =>
  post(
    target,
    `/v2/alerts/${encodeURIComponent(message.key)}/close?identifierType=alias`,
    { source: "heal", note: clip(untagged(message.doing ?? ""), FACT_MAX) },
    wire,
  );

export const opsgenie = defineNotifier<Target>({
  name: "opsgenie",
  doc: "An Opsgenie alert, closed when the incident is over.",
  form: "opsgenie:API_KEY, in the EU opsgenie:API_KEY@https://api.eu.opsgenie.com, of Jira Service Management opsgenie:API_KEY@https://api.atlassian.com/jsm/ops/integration",
  documentation: "https://docs.opsgenie.com/docs/alert-api",
  repeated: "is the same alert, by its alias",
  read: (value, allowPrivate) => readKeyed(value, allowPrivate, "https://api.opsgenie.com"),
  // 202 accepted, 401 and 403 for the key, 422 for fields, 429 beyond the plan's rate (docs: Response, API rate limiting).
  send: async (target, message, wire) => {
    if (isOver(message)) return close(target, message, wire);
    const outcome = await post(target, "/v2/alerts", alertOf(message), wire);
    // A try pages nobody for longer than that it arrived.
    return message.what === "test" && outcome.state === "sent" ? close(target, message, wire) : outcome;
  },
});
