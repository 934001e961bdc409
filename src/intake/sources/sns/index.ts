import type { IncomingHttpHeaders } from "node:http";
import { HOUR, MINUTE } from "../../../core/clock.js";
import { HealError } from "../../../core/errors.js";
import { isObject, parseJson } from "../../json.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { authentic, BYTE_CAP, type Source, unauthentic } from "../../source.js";
import { safe } from "../../text.js";
import { type Envelope, envelope } from "./payload.js";
import { read } from "./read.js";
import { createSignatureCheck, fetchFromSns, snsUrl } from "./signature.js";

/** SNS gives a message up an hour after the first attempt (docs: Message delivery retries, a hard limit). */
const OLDEST_MS = HOUR;
/**
 * A message has at most 256 KB (docs: Amazon SNS endpoints and quotas), and is told as a text, where every quote takes two
 * bytes. Its sender is known only when it is parsed, so nothing larger is.
 */
const LARGEST_SIGNED = 2 * 256 * 1024 + 16 * 1024;
/** Between AWS's clock and ours. */
const AHEAD_MS = 5 * MINUTE;

/** `arn:aws:sns:region:account:topic`, in every partition of AWS. */
const isTopic = (entry: string): boolean => /^arn:/i.test(entry);

/**
 * SNS signs every message, but anybody with an AWS account can have it sign one: by signature alone only topics are
 * accepted whose ARN the setting names. An ARN stands in every message and policy, so it is never itself a proof.
 * Otherwise the endpoint's URL carries a secret (`https://host/api/alerts/sns/SECRET`, or as password).
 */
export function createSns(ask: typeof fetch = fetch): Source {
  const checkSignature = createSignatureCheck(ask);
  return {
    name: "sns",
    doc: "CloudWatch alarms and other messages over AWS SNS.",
    byteCap: BYTE_CAP,
    keptHeaders: ["x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn"],
    identifiers: {
      form: /^arn:aws[a-z-]{0,20}:sns:[a-z\d-]{1,40}:\d{12}:[\w.-]{1,256}$/,
      is: isTopic,
      doc: "ARNs of topics to take signed messages of",
    },
    // SNS itself sends JSON as text/plain.
    alsoTakes: (mediaType, headers) =>
      mediaType === "text/plain" && (headers["x-amz-sns-message-type"] !== undefined || isRaw(headers)),
    convert: ({ body, headers, now }) => (isRaw(headers) ? rawAsEnvelope(body, headers, now) : null),

    async authenticate({ headers, body, now }, secrets) {
      if (headers.authorization !== undefined)
        return sharedSecret(
          headers,
          secrets.filter((entry) => !isTopic(entry)),
        );
      if (body.length > LARGEST_SIGNED) return unauthentic("larger than any message of SNS");
      const message = envelopeOf(body);
      if (!message) return unauthentic("neither a secret nor a signed message");
      if (!secrets.filter(isTopic).includes(message.TopicArn))
        return unauthentic("the setting does not name this topic");
      if (!(await checkSignature(message, now))) return unauthentic("wrong signature");
      // What is older was let in before, or never came: a row of 90 days ago no longer tells the repeat.
      const age = now.getTime() - Date.parse(message.Timestamp);
      return age <= OLDEST_MS && age >= -AHEAD_MS
        ? authentic
        : unauthentic("the signed message is older than an hour");
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

/** "Enable raw message delivery": the message alone is the body, and what else is known stands in headers (same page). */
const isRaw = (headers: IncomingHttpHeaders): boolean => headers["x-amz-sns-rawdelivery"] === "true";

function rawAsEnvelope(body: Buffer, headers: IncomingHttpHeaders, now: Date): Buffer {
  const header = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
  const wrapped = {
    Type: "Notification",
    MessageId: header("x-amz-sns-message-id"),
    TopicArn: header("x-amz-sns-topic-arn"),
    Message: body.toString("utf8"),
    Timestamp: now.toISOString(),
  };
  return Buffer.from(JSON.stringify(wrapped), "utf8");
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
