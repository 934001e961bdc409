import { HealError } from "../../../core/errors.js";
import { isObject, parseJson } from "../../json.js";
import { bodyKey, oneOf, sharedSecret } from "../../secrets.js";
import { authentic, BYTE_CAP, type Source, unauthentic } from "../../source.js";
import { safe } from "../../text.js";
import { type Envelope, envelope } from "./payload.js";
import { read } from "./read.js";
import { createSignatureCheck, fetchFromSns, snsUrl } from "./signature.js";

/**
 * SNS signs every message, but anybody with an AWS account can have it sign one: by signature alone only topics are
 * accepted whose ARN is among the secrets. Otherwise the endpoint's URL carries a secret (`https://sns:SECRET@host/...`).
 */
export function createSns(ask: typeof fetch = fetch): Source {
  const checkSignature = createSignatureCheck(ask);
  return {
    name: "sns",
    doc: "CloudWatch alarms and other messages over AWS SNS.",
    byteCap: BYTE_CAP,
    keptHeaders: ["x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn"],
    // SNS itself sends JSON as text/plain.
    alsoTakes: (mediaType, headers) =>
      mediaType === "text/plain" && headers["x-amz-sns-message-type"] !== undefined,

    async authenticate({ headers, body, now }, secrets) {
      if (headers.authorization !== undefined) return sharedSecret(headers, secrets);
      const message = envelopeOf(body);
      if (!message) return unauthentic("neither a secret nor a signed message");
      if (!oneOf(message.TopicArn, secrets)) return unauthentic("the topic is not among the secrets");
      return (await checkSignature(message, now)) ? authentic : unauthentic("wrong signature");
    },

    identify({ body, now }, json) {
      const id = isObject(json) && typeof json.MessageId === "string" ? safe(json.MessageId) : "";
      const type = isObject(json) && typeof json.Type === "string" ? safe(json.Type, 60) : "Notification";
      return { key: id || bodyKey(body, now), event: type, priority: type === "Notification" ? 5 : 0 };
    },

    read,

    // SNS delivers nothing to an endpoint that has not fetched this link.
    async confirm(json) {
      if (!isObject(json) || json.Type !== "SubscriptionConfirmation") return;
      const url = typeof json.SubscribeURL === "string" ? snsUrl(json.SubscribeURL) : null;
      if (!url) throw new HealError("HEAL_PAYLOAD_INVALID", "the SubscribeURL is not on a host of SNS");
      await fetchFromSns(url, ask);
    },
  };
}

function envelopeOf(body: Buffer): Envelope | null {
  try {
    const parsed = envelope.safeParse(parseJson(body));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    // Not JSON: it cannot be a signed message.
    if (error instanceof HealError) return null;
    throw error;
  }
}

export const sns = createSns();
