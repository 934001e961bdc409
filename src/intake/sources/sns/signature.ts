import { verify, X509Certificate } from "node:crypto";
import { MINUTE, SECOND } from "../../../core/clock.js";
import { HealError, reasonOf } from "../../../core/errors.js";
import type { Envelope } from "./payload.js";

/** AWS's own hosts; a region is letters, digits and dashes, so no dot can smuggle another domain in. */
const HOST = /^sns\.[a-z]{2,3}-[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?$/;
const CERT_PATH = /^\/SimpleNotificationService-[0-9a-zA-Z-]{1,100}\.pem$/;
const CERT_BYTES = 64 * 1024;
const FETCH_MS = 5 * SECOND;
/** Certificates live for a year; a second one appears when AWS rotates it. */
const CERTS_KEPT = 20;

/** An https URL on a host of SNS, else null. Nothing else is ever fetched. */
export function snsUrl(text: string): URL | null {
  if (text.length > 2_000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const plain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  return plain && HOST.test(url.hostname) ? url : null;
}

/** Fetches from a checked URL: no redirect leads elsewhere, and the answer is small. */
export async function fetchFromSns(url: URL, ask: typeof fetch): Promise<string> {
  try {
    const response = await ask(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    if (text.length > CERT_BYTES) throw new Error("the answer is too long");
    return text;
  } catch (error) {
    // Not the sender's fault: it is told to come back.
    throw new HealError("HEAL_STORE_UNAVAILABLE", `${url.hostname} did not answer: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

export type CheckSignature = (message: Envelope, now: Date) => Promise<boolean>;

/** Checks signatures of version 1 (SHA-1) and 2 (SHA-256) with AWS's certificate, which is fetched once and kept. */
export function createSignatureCheck(ask: typeof fetch): CheckSignature {
  const kept = new Map<string, X509Certificate>();
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (message, now) => {
    const url = snsUrl(message.SigningCertURL);
    const region = message.TopicArn.split(":")[3] ?? "";
    if (!url || !CERT_PATH.test(url.pathname) || url.search !== "") return false;
    if (!url.hostname.startsWith(`sns.${region}.`)) return false;
    const algorithm = { "1": "RSA-SHA1", "2": "RSA-SHA256" }[message.SignatureVersion];
    if (algorithm === undefined) return false;
    let certificate = kept.get(url.href);
    if (!certificate) {
      if (now.getTime() - failedAt < MINUTE) return false;
      failedAt = now.getTime();
      certificate = new X509Certificate(await fetchFromSns(url, ask));
      failedAt = Number.NEGATIVE_INFINITY;
      if (kept.size >= CERTS_KEPT) kept.clear();
      kept.set(url.href, certificate);
    }
    if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return false;
    return verify(
      algorithm,
      Buffer.from(signedText(message), "utf8"),
      certificate.publicKey,
      Buffer.from(message.Signature, "base64"),
    );
  };
}

/** docs: Verifying the signatures of Amazon SNS messages. Name and value on lines of their own, in this order. */
export function signedText(message: Envelope): string {
  const names =
    message.Type === "Notification"
      ? (["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"] as const)
      : (["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"] as const);
  return names
    .filter((name) => typeof message[name] === "string")
    .map((name) => `${name}\n${message[name] as string}\n`)
    .join("");
}
