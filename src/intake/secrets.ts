import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { authentic, type AuthResult, type Source, unauthentic } from "./source.js";

/** Equal text, in time that does not depend on where they differ: digests of one length are compared. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Every candidate is compared, so the time does not tell which one fits. */
export const matchesAny = (given: string, secrets: readonly string[]): boolean =>
  secrets.reduce((found, secret) => sameText(given, secret) || found, false);

/** Is `hex` (64 lower-case hex digits) the body's HMAC-SHA256 under one of the secrets? */
export function signedBy(hex: string, body: Buffer, secrets: readonly string[]): boolean {
  if (!/^[0-9a-f]{64}$/.test(hex)) return false;
  const given = Buffer.from(hex, "hex");
  return secrets.reduce(
    (found, secret) => timingSafeEqual(given, createHmac("sha256", secret).update(body).digest()) || found,
    false,
  );
}

/** `Authorization: Bearer <secret>`, or Basic with the secret as password (any user name). */
export function sharedSecret(headers: IncomingHttpHeaders, secrets: readonly string[]): AuthResult {
  const header = headers.authorization;
  if (header === undefined) return unauthentic("no Authorization header");
  const space = header.indexOf(" ");
  if (space < 0) return unauthentic("malformed Authorization header");
  const scheme = header.slice(0, space).toLowerCase();
  const credentials = header.slice(space + 1).trim();
  if (scheme === "bearer")
    return matchesAny(credentials, secrets) ? authentic : unauthentic("wrong bearer token");
  if (scheme === "basic") {
    const pair = Buffer.from(credentials, "base64").toString("utf8");
    const colon = pair.indexOf(":");
    return colon >= 0 && matchesAny(pair.slice(colon + 1), secrets)
      ? authentic
      : unauthentic("wrong password");
  }
  return unauthentic("unsupported Authorization scheme");
}

/**
 * Basic first: SNS, .NET, Java and `curl --anyauth` send a URL's user and password only to whom asks for Basic
 * (https://docs.aws.amazon.com/sns/latest/dg/sns-prepare-subscription-http-endpoint.html). What has no secret takes none.
 */
export const challengeOf = ({ keyless }: Pick<Source, "keyless">): string =>
  keyless ? 'Bearer realm="heal"' : 'Basic realm="heal", Bearer realm="heal"';

/** The token of `/api/alerts/<source>/<token>`. */
export const pathToken = (given: string, secrets: readonly string[]): AuthResult =>
  matchesAny(given, secrets) ? authentic : unauthentic("wrong token in the path");

/** What a sender may present of a source's setting: its secrets without the identifiers, which anybody may know. */
export const bearersOf = (source: Pick<Source, "identifiers">, secrets: readonly string[]): string[] =>
  secrets.filter((entry) => source.identifiers?.is(entry) !== true);

/** A key for vendors without delivery ids: the body and the hour. Whether an equal one is a repetition is asked when it is stored. */
export function bodyKey(body: Buffer, now: Date): string {
  return `${createHash("sha256").update(body).digest("hex")}:${now.toISOString().slice(0, 13)}`;
}

/** Keys for what says the same as a delivery before it, and is another one. */
export const laterKeys = (key: string, now: Date): string[] => {
  const time = now.toISOString();
  return isBodyKey(key) ? [`${key}#${time.slice(11, 16)}`, `${key}#${time.slice(11)}`] : [];
};

export const isBodyKey = (key: string): boolean => /^[0-9a-f]{64}:\d{4}-\d\d-\d\dT\d\d$/.test(key);
