import { clip } from "../../core/text.js";
import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import { below, readKeyed } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

/** https://developer.pagerduty.com/docs/send-alert-event: `payload.summary` at most 1,024 characters. */
const SUMMARY_MAX = 1_024;
/** Of a source, component or detail: an event takes 512 KB, and pages show little of it. */
const DETAIL_MAX = 500;

const detailsOf = (message: Message): Record<string, string> =>
  Object.fromEntries(factsOf(message, DETAIL_MAX).map(({ name, text }) => [name.toLowerCase(), text]));

const eventOf = (routingKey: string, message: Message): object => {
  const named = { routing_key: routingKey, dedup_key: message.key };
  if (isOver(message)) return { ...named, event_action: "resolve" };
  return {
    ...named,
    event_action: "trigger",
    client: "heal",
    client_url: linksOf(message)[0]?.url,
    links: linksOf(message).map(({ name, url }) => ({ href: url, text: name })),
    payload: {
      summary: headline(message, SUMMARY_MAX),
      source: clip(message.service ?? message.repository ?? "heal", DETAIL_MAX),
      severity: message.severity,
      timestamp: message.since.toISOString(),
      component: clip(message.service ?? "", DETAIL_MAX) || undefined,
      group: clip(message.environment ?? "", DETAIL_MAX) || undefined,
      custom_details: detailsOf(message),
    },
  };
};

export const pagerduty = defineNotifier<{ key: string; url: URL }>({
  name: "pagerduty",
  doc: "A PagerDuty alert (Events API v2), resolved when the incident is over.",
  form: "pagerduty:INTEGRATION_KEY, in the EU pagerduty:INTEGRATION_KEY@https://events.eu.pagerduty.com",
  documentation: "https://developer.pagerduty.com/docs/events-api-v2-overview",
  repeated: "is the same alert, by its dedup_key",
  read: (value, allowPrivate) => readKeyed(value, allowPrivate, "https://events.pagerduty.com"),
  // 202 accepted, 400 for an event that is not well-formed or a wrong key, 429 and 5xx to be tried again (docs: API response codes
  // and retry logic).
  send: async ({ key, url }, message, wire) => {
    const outcome = await sent(() =>
      wire.post(below(url, "/v2/enqueue"), JSON.stringify(eventOf(key, message))),
    );
    // A try pages nobody for longer than that it arrived.
    if (message.what !== "test" || outcome.state !== "sent") return outcome;
    const over = { routing_key: key, dedup_key: message.key, event_action: "resolve" };
    return sent(() => wire.post(below(url, "/v2/enqueue"), JSON.stringify(over)));
  },
});
