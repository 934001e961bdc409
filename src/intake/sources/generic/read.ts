import type { Severity } from "../../../events/event.js";
import { linkKinds } from "../../../events/alerts/links.js";
import { type Alert, alertSignal, severityOf } from "../../alert.js";
import type { EventReading } from "../../each.js";
import { isObject } from "../../json.js";
import type { StatedLinks } from "../../links.js";
import { tagLabels } from "../../tags.js";
import { time } from "../../text.js";
import { defaultMapping, type Mapping } from "./mapping.js";
import { at, textAt, valueAt } from "./path.js";
import { presets } from "./presets/index.js";
import { isResolved } from "./status.js";

export interface Reader {
  /** The event's source, as pages name it. */
  source: string;
  mapping: Mapping;
}

/**
 * How a body is read: by the preset that was asked for, else by the owner's mapping, whose tables a known vendor's complete, else by
 * that vendor's, else by the usual names.
 */
export function readerOf(json: unknown, asked: { preset?: string; mapping?: Mapping }): Reader {
  const named = presets.find(({ name }) => name === asked.preset);
  if (named) return { source: named.name, mapping: named.mapping };
  const known = presets.find(({ detect }) => detect?.(json));
  if (!asked.mapping) return known ? { source: known.name, mapping: known.mapping } : GENERIC;
  return { source: "generic", mapping: known ? completed(asked.mapping, known.mapping) : asked.mapping };
}

const GENERIC: Reader = { source: "generic", mapping: defaultMapping };

/** Where things stand is the owner's to say; what the vendor's words mean is the vendor's, unless the owner says that too. */
const completed = (own: Mapping, vendor: Mapping): Mapping => ({
  ...own,
  severity: {
    ...own.severity,
    values: own.severity.values ?? vendor.severity.values,
    default: own.severity.default ?? vendor.severity.default,
  },
  status: { ...own.status, values: own.status.values ?? vendor.status.values },
});

/** One alert of a body; a string says why it is none. Null: the mapping finds no title in it. */
export function readMapped(
  alert: unknown,
  { source, mapping }: Reader,
  receivedAt: Date,
): EventReading | null {
  const title = textAt(alert, mapping.title);
  const identity = textAt(alert, mapping.identity) ?? title;
  if (title === null || identity === null) return null;
  const word = valueAt(alert, mapping.status.paths);
  const status = statusIn(alert, word, mapping);
  if (status === "ignored") return `an alert's ${word ?? "state"} changes nothing`;
  const labels = mapping.labels.map((path) => at(alert, path)).find((found) => found !== undefined);
  const fields = Object.entries(mapping.label_fields).map(([name, path]) => [name, valueAt(alert, [path])]);
  return alertSignal({
    source,
    identity,
    status,
    severity: severityIn(alert, mapping),
    title,
    message: textAt(alert, mapping.message),
    at: time(withZone(textAt(alert, mapping.time)), receivedAt),
    labels: {
      ...(isObject(labels) ? labels : tagLabels(labels)),
      ...(Object.fromEntries(fields.filter(([, value]) => value !== null)) as Record<string, string>),
    },
    repository: textAt(alert, mapping.repository),
    service: textAt(alert, mapping.service),
    url: textAt(alert, mapping.url),
    ...beside(alert, mapping),
  });
}

/** Annotations, and where links stand. */
export function beside(
  alert: unknown,
  { annotations, links }: Mapping,
): Pick<Alert, "annotations" | "links"> {
  const stated: StatedLinks = {};
  for (const kind of linkKinds) stated[kind] = textAt(alert, links[kind]);
  return { annotations: annotations.map((path) => at(alert, path)).find(isObject) ?? {}, links: stated };
}

function statusIn(alert: unknown, word: string | null, { status }: Mapping) {
  if (status.resolved_if && valueAt(alert, status.resolved_if) !== null) return "resolved";
  return lookUp(status.values, word) ?? (isResolved(word) ? "resolved" : "firing");
}

function severityIn(alert: unknown, { severity }: Mapping): Severity {
  const word = valueAt(alert, severity.paths);
  return lookUp(severity.values, word) ?? severityOf(word, severity.default ?? "warning");
}

/** Vendors change the case of their words from page to page. */
function lookUp<T>(values: Readonly<Record<string, T>> | undefined, word: string | null): T | undefined {
  const wanted = word?.trim().toLowerCase();
  return Object.entries(values ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** A time without a zone is UTC's where servers send it (Uptime Kuma), and never that of heal's machine. */
const withZone = (text: string | null): string | null =>
  text?.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)$/, "$1T$2Z") ?? null;
