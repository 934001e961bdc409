/** Seconds of a unit that is written behind a number. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minutes: 60,
  h: 3_600,
  hours: 3_600,
};

const PLAIN = /^\d{1,9}(?:\.\d{1,12})?$/;
const PARTS = /^(?:\d[\d.,]{0,30}\s?\p{L}{1,7}\s?){1,4}$/u;
const PART = /(\d[\d.,]{0,30})\s?(\p{L}{1,7})/gu;

/**
 * The seconds that reports write: `1.5`, `1,024.12` and `1.024,12` (groups of thousands), `0,500` (a decimal comma), `1.5E2`,
 * `150ms`, `1m 2.5s`, `00:01:02.5`, `PT1M2.5S`; null where it is none of these. A lone comma is a decimal one: Surefire
 * writes `1,024.12` but leaves out the fraction of a whole second only, TestNG writes `0,160` for every test.
 */
export function seconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (PLAIN.test(text)) return Number(text);
  // Spaces and apostrophes stand between thousands in some languages.
  const said = text.trim().replace(/(?<=\d)[\s'’](?=\d{3}(?:\D|$))/g, "");
  if (said === "") return null;
  const clock = /^(?:(\d{1,4})\.)?(\d{1,6}):(\d{1,2}):(\d{1,2}(?:[.,]\d{1,9})?)$/.exec(said);
  if (clock) {
    const [, days = "0", hours, minutes, rest] = clock;
    return Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + number(rest ?? "");
  }
  const parts = /^PT/i.test(said) ? said.slice(2) : said;
  if (PARTS.test(parts)) {
    let sum = 0;
    for (const [, amount, unit] of parts.matchAll(PART))
      sum += number(amount ?? "") * (UNITS[(unit ?? "").toLowerCase()] ?? NaN);
    return finite(sum);
  }
  return finite(number(said));
}

/** Milliseconds, as a number or written as one. */
export const milliseconds = (value: unknown): number | null => {
  const ms = typeof value === "string" ? seconds(value) : value;
  return typeof ms === "number" && Number.isFinite(ms) ? ms / 1_000 : null;
};

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function number(text: string): number {
  const comma = text.lastIndexOf(",");
  const dot = text.lastIndexOf(".");
  if (comma < 0) return Number(text.indexOf(".") === dot ? text : text.replaceAll(".", ""));
  if (dot > comma || text.indexOf(",") !== comma) return Number(text.replaceAll(",", ""));
  return Number(text.replaceAll(".", "").replace(",", "."));
}
