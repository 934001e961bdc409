import { hasSecretName, redact } from "../core/redact.js";
import { clip, wellFormed } from "../core/text.js";

/** Lengths in UTF-16 units: what a page or an issue can show; the body itself is kept whole in the inbox. */
export const TITLE = 300;
export const MESSAGE = 4_000;
const LABEL = 300;
export const ANNOTATION = 2_000;
const LABELS = 100;

/** A stranger's text as it may be stored and shown: clipped before the redaction, so its cost is bounded. */
export function safe(text: string | null | undefined, length = LABEL): string {
  if (!text) return "";
  // Twice the length, so that a secret across the cut is still seen whole.
  return clip(redact(wellFormed(clip(text, length * 2))), length);
}

/** At most 100 labels (or annotations, which are longer), every value a safe string; nested values are left out. */
export function safeLabels(
  labels: Readonly<Record<string, unknown>>,
  length = LABEL,
): Record<string, string> {
  const kept = Object.entries(labels)
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
    .slice(0, LABELS)
    .map(([key, value]) => [
      safe(key, 100),
      hasSecretName(key, value) ? "[redacted:key]" : safe(String(value), length),
    ]);
  return Object.fromEntries(kept) as Record<string, string>;
}

/** `owner/name` as GitHub allows it, else null. */
export function repositoryName(text: string | null | undefined): string | null {
  const name = text?.trim() ?? "";
  return /^\w[\w-]{0,99}\/[\w.-]{1,100}$/.test(name) && !/\/\.\.?$/.test(name) ? name : null;
}

/** An http(s) link, else null. */
export function link(text: string | null | undefined): string | null {
  if (!text || text.length > 2_000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  url.username = "";
  url.password = "";
  return safe(url.href, 2_000);
}

/** ISO text, epoch seconds, milliseconds, micro- or nanoseconds -> a time; `fallback` when it is none of them. */
export function time(value: string | number | null | undefined, fallback: Date): Date {
  if (value === null || value === undefined || value === "") return fallback;
  const number =
    typeof value === "number" ? value : /^\d{9,19}(?:\.\d{1,9})?$/.test(value) ? Number(value) : null;
  const date = new Date(number === null ? value : milliseconds(number));
  // Go's zero time and the epoch mean "not set".
  return Number.isNaN(date.getTime()) || date.getTime() <= 0 ? fallback : date;
}

/** The same, and null where there is no time: what is not stated is no identity. */
export function statedTime(value: string | number | null | undefined): Date | null {
  const none = new Date(0);
  const stated = time(value, none);
  return stated === none ? null : stated;
}

/** 10 digits are seconds, 13 milliseconds, 16 micro-, 19 nanoseconds (until the year 2286). */
function milliseconds(n: number): number {
  if (n < 1e11) return n * 1e3;
  if (n < 1e14) return n;
  return n < 1e17 ? n / 1e3 : n / 1e6;
}
