import { HOUR, SECOND } from "../../core/clock.js";
import { oneLine } from "../../core/text.js";
import type { Sending } from "../sending.js";
import { NoAnswer, type Answer } from "./wire.js";

/** A far side that names a longer pause is asked again sooner: what is told is of now. */
const LONGEST_MS = HOUR;
/** Of the vendor's own words. */
const WORDS_MAX = 150;

/** `Retry-After` in seconds, also with a fraction, or as a date (RFC 9110, section 10.2.3); null: there is none that can be read. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const isSeconds = /^\s*\d{1,9}(?:\.\d{1,6})?\s*$/.test(value);
  // A date begins with a day's name; what else `Date` reads, such as -5, is none.
  const date = /^\s*[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  const ms = isSeconds ? Number(value) * SECOND : date - now.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.ceil(ms)), LONGEST_MS) : null;
}

/** 408, 425 and 429 say "not now"; so does every 5xx. What else is no success would be the same later. */
const isForLater = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/** What an answer means, for all vendors alike. */
export function sendingOf({ status, retryAfterMs, body }: Answer): Sending {
  if (status >= 200 && status < 300) return { state: "sent" };
  const words = wordsOf(body);
  const reason = `answered ${status}${words === "" ? "" : `: ${words}`}`;
  if (isForLater(status)) return { state: "retry", afterMs: retryAfterMs, reason };
  if (status >= 300 && status < 400)
    return { state: "refuse", reason: `answered ${status}, and redirects are not followed` };
  return { state: "refuse", reason };
}

/** The same of the whole exchange. */
export async function sent(exchange: () => Promise<Answer>): Promise<Sending> {
  try {
    return sendingOf(await exchange());
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return error.again
      ? { state: "retry", afterMs: null, reason: error.message }
      : { state: "refuse", reason: error.message };
  }
}

/** Vendors say why in a word (Slack: `no_service`) or in JSON; of a page of HTML nothing is said. */
function wordsOf(body: string): string {
  const text = body.trim();
  if (text.startsWith("<")) return "";
  return oneLine(inJson(text) ?? text, WORDS_MAX);
}

function inJson(text: string): string | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof json !== "object" || json === null) return null;
  // PagerDuty: message and errors; Discord and Opsgenie: message; Power Automate: error.message.
  const { message, errors, error } = json as Record<string, unknown>;
  const inner =
    typeof error === "object" && error !== null ? (error as Record<string, unknown>)["message"] : error;
  const listed = Array.isArray(errors) ? errors.filter((one) => typeof one === "string") : [];
  return [message, ...listed, inner].filter((one) => typeof one === "string").join(", ");
}
