import { createHmac } from "node:crypto";
import { SECOND } from "../../core/clock.js";
import { factsOf, headline, linksOf, type Message } from "../message.js";
import { readKeyed } from "../wire/address.js";
import { sent } from "../wire/answers.js";
import { defineNotifier } from "./notifier.js";

const TEXT_MAX = 500;
/** Shorter secrets can be guessed offline from one signed body. */
const SECRET_MIN = 32;

const bodyOf = (message: Message): object => ({
  version: 1,
  id: message.id,
  key: message.key,
  event: message.what,
  headline: headline(message, TEXT_MAX),
  title: message.title,
  severity: message.severity,
  service: message.service,
  environment: message.environment,
  repository: message.repository,
  since: message.since.toISOString(),
  until: message.until?.toISOString() ?? null,
  cause: message.cause,
  doing: message.doing,
  facts: factsOf(message, TEXT_MAX),
  links: linksOf(message),
});

/** What a receiver computes: the HMAC of the time, a point and the body, so that a body that was overheard is old soon. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;

export const webhook = defineNotifier<{ key: string; url: URL }>({
  name: "webhook",
  doc: "JSON to an address of your own, signed: `X-Heal-Signature-256` is `sha256=` and the HMAC of `X-Heal-Timestamp` (seconds), a point and the body.",
  form: "webhook:SECRET@https://..., the secret of at least 32 letters, digits and . _ ~ + / = -",
  documentation: "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  repeated: "comes with the same `id`",
  read(value, allowPrivate) {
    const keyed = readKeyed(value, allowPrivate);
    return keyed !== null && keyed.key.length >= SECRET_MIN ? keyed : null;
  },
  send: ({ key, url }, message, wire) =>
    sent(() => {
      const body = JSON.stringify(bodyOf(message));
      const timestamp = String(Math.floor(wire.now().getTime() / SECOND));
      return wire.post(url, body, {
        "x-heal-delivery": message.id,
        "x-heal-timestamp": timestamp,
        "x-heal-signature-256": signatureOf(key, timestamp, body),
      });
    }),
});
