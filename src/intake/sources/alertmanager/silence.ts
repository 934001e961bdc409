import { safeLabels } from "../../text.js";

/** As long as a link may be that heal shows. */
const MOST = 1_900;

/**
 * Alertmanager's form for a new silence, filled in with the alert's labels: its address takes `filter`
 * (https://www.robustperception.io/pre-populated-silence-urls). A value that was redacted would match nothing.
 */
export function silenceLink(
  externalUrl: string | null | undefined,
  labels: Readonly<Record<string, unknown>>,
): string | null {
  if (!externalUrl) return null;
  const known = Object.entries(safeLabels(labels)).filter(([, value]) => !value.includes("[redacted:"));
  const address = (of: readonly [string, string][]): string => {
    const matchers = of.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",");
    return `${externalUrl.replace(/\/$/, "")}/#/silences/new?filter=${encodeURIComponent(`{${matchers}}`)}`;
  };
  const whole = address(known);
  return whole.length <= MOST ? whole : address(known.filter(([name]) => name === "alertname"));
}
