import type { Reading } from "../../../events/signal.js";
import { alertSignal, ignored, severityOf } from "../../alert.js";
import { isObject } from "../../json.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type ReadableDelivery, type Source } from "../../source.js";
import { time } from "../../text.js";
import { inChunks } from "../../chunks.js";
import { at, defaultMapping, type Mapping, textAt, withAt } from "./mapping.js";
import { isResolved } from "./status.js";

/** Any JSON: `mapping` says where things stand. A body that maps to no title or identity is ignored with the reason. */
export function createGeneric(mapping: Mapping = defaultMapping): Source {
  return {
    name: "generic",
    doc: "Any JSON body; a mapping says where title, severity, status and the like stand.",
    byteCap: BYTE_CAP,
    keptHeaders: [],
    authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
    identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alert", priority: 5 }),
    setup: mapping,
    split: (json, size) => split(json, size, mapping),
    read: (delivery) => read(delivery, mapping),
  };
}

function split(json: unknown, size: number, { alerts }: Mapping): Iterable<unknown> | null {
  const list = alerts === undefined ? json : at(json, alerts);
  if (!Array.isArray(list)) return null;
  return inChunks(list, size, (run) => (alerts === undefined ? run : withAt(json, alerts.split("."), run)));
}

function read({ json, receivedAt }: ReadableDelivery, mapping: Mapping): Reading {
  const list = mapping.alerts === undefined ? json : at(json, mapping.alerts);
  const alerts = (Array.isArray(list) ? (list as unknown[]) : [list]).filter(isObject);
  const signals = alerts.flatMap((alert) => {
    const title = textAt(alert, mapping.title);
    const identity = textAt(alert, mapping.identity) ?? title;
    if (title === null || identity === null) return [];
    const labels = mapping.labels.map((path) => at(alert, path)).find(isObject);
    return alertSignal({
      source: "generic",
      identity,
      status: isResolved(textAt(alert, mapping.status)) ? "resolved" : "firing",
      severity: severityOf(textAt(alert, mapping.severity), "warning"),
      title,
      message: textAt(alert, mapping.message),
      at: time(textAt(alert, mapping.time), receivedAt),
      labels: labels ?? {},
      repository: textAt(alert, mapping.repository),
      service: textAt(alert, mapping.service),
      url: textAt(alert, mapping.url),
    });
  });
  return signals.length > 0 ? { signals } : ignored("the body holds nothing that the mapping calls a title");
}

export const generic = createGeneric();
