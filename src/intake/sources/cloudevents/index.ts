import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Reading } from "../../../events/signal.js";
import { alertSignal, ignored, severityOf } from "../../alert.js";
import { type EventReading, readEach } from "../../each.js";
import { isObject } from "../../json.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type ReadableDelivery, type Source } from "../../source.js";
import { inChunks } from "../../chunks.js";
import { safe, time } from "../../text.js";
import { defaultMapping } from "../generic/mapping.js";
import { textAt } from "../generic/path.js";
import { beside, readerOf, readMapped } from "../generic/read.js";
import { isResolved } from "../generic/status.js";
import { fromEventGrid, validationCode, validationReply } from "./event-grid.js";
import { attributes } from "./payload.js";

const HEADERS = ["ce-id", "ce-source", "ce-type", "ce-time", "ce-subject", "ce-specversion"];

export const cloudevents: Source = {
  name: "cloudevents",
  doc: "CloudEvents 1.0 over HTTP: structured, binary or batched.",
  byteCap: BYTE_CAP,
  keptHeaders: HEADERS,
  handshake: true,
  alsoTakes: (mediaType) =>
    mediaType === "application/cloudevents+json" || mediaType === "application/cloudevents-batch+json",
  authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),

  // The specification: source and id together are unique.
  identify({ headers, body, now }, json) {
    const told = attributes.safeParse(envelope(json, texts(headers)));
    return told.success
      ? { key: safe(`${told.data.source} ${told.data.id}`, 500), event: safe(told.data.type), priority: 5 }
      : { key: bodyKey(body, now), event: Array.isArray(json) ? "batch" : "unknown", priority: 5 };
  },

  split: (json, size) => (Array.isArray(json) ? inChunks(json, size, (run) => run) : null),

  reply: validationReply,

  read({ json, headers, receivedAt }: ReadableDelivery): Reading {
    const events = Array.isArray(json) ? (json as unknown[]) : [envelope(json, headers)];
    if (events.length === 0) return ignored("the batch is empty");
    return readEach(events, (event) =>
      validationCode(event) === null
        ? signalOf(attributes.parse(fromEventGrid(event)), receivedAt)
        : "Event Grid validated the subscription",
    );
  },
};

/** What the event carries is read as the generic source reads it; what it does not tell, the event's own attributes do. */
function signalOf(event: z.infer<typeof attributes>, receivedAt: Date): EventReading {
  const { data } = event;
  const known = readerOf(data, {});
  const own = known.source === "generic" ? null : readMapped(data, known, receivedAt);
  if (own !== null) return own;
  const identity =
    textAt(data, ["fingerprint", "dedup_key", "alert_id", "incident_id", "key"]) ?? event.subject;
  const status = textAt(data, defaultMapping.status.paths);
  return alertSignal({
    source: "cloudevents",
    identity: `${event.source} ${identity ?? event.type}`,
    status: isResolved(status ?? event.type.split(".").at(-1)) ? "resolved" : "firing",
    severity: severityOf(textAt(data, defaultMapping.severity.paths), "warning"),
    title: textAt(data, defaultMapping.title) ?? event.type,
    message: textAt(data, defaultMapping.message),
    at: time(event.time, receivedAt),
    labels: isObject(data) && isObject(data.labels) ? data.labels : {},
    repository: textAt(data, defaultMapping.repository),
    service: textAt(data, ["service", "labels.service", "service_name"]),
    url: textAt(data, defaultMapping.url),
    ...beside(data, defaultMapping),
  });
}

/** Binary mode: the attributes are headers and the body is the data. */
function envelope(json: unknown, headers: Readonly<Record<string, string>>): unknown {
  if (headers["ce-id"] === undefined) return json;
  const told = HEADERS.flatMap((name) =>
    headers[name] === undefined ? [] : [[name.slice(3), headers[name]]],
  );
  return { ...(Object.fromEntries(told) as Record<string, string>), data: json };
}

const texts = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
