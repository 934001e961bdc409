import type { Reading } from "../../../events/signal.js";
import { unreadable } from "../../alert.js";
import { readEach } from "../../each.js";
import { formAsJson, isForm } from "../../form.js";
import { HealError } from "../../../core/errors.js";
import { isObject } from "../../json.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, PRESET, type ReadableDelivery, type Source } from "../../source.js";
import { inChunks } from "../../chunks.js";
import type { Mapping } from "./mapping.js";
import { at, withAt } from "./path.js";
import { presets } from "./presets/index.js";
import { readerOf, readMapped } from "./read.js";

/**
 * Any JSON, and forms: a mapping says where things stand. A body in which it finds no title is parked with the reason. `mapping`: the
 * owner's; without one known vendors' bodies are read as they are documented.
 */
export function createGeneric(mapping?: Mapping): Source {
  return {
    name: "generic",
    doc: "Any JSON or form body; a mapping or a preset says where title, severity, status and the like stand.",
    byteCap: BYTE_CAP,
    keptHeaders: [],
    presets: presets.map(({ name }) => name),
    handshake: true,
    alsoTakes: isForm,
    convert: ({ body, headers }) => (isForm(headers["content-type"] ?? "") ? formAsJson(body) : null),
    authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
    identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alert", priority: 5 }),
    setup: mapping,
    split: (json, size) => split(json, size, mapping),
    read: (delivery) => read(delivery, mapping),
  };
}

/** Only the owner's mapping or the usual form says where a list of alerts stands. */
function split(json: unknown, size: number, mapping?: Mapping): Iterable<unknown> | null {
  const alerts = mapping?.alerts;
  const list = alerts === undefined ? json : at(json, alerts);
  if (!Array.isArray(list)) return null;
  return inChunks(list, size, (run) => (alerts === undefined ? run : withAt(json, alerts.split("."), run)));
}

function read({ json, receivedAt, headers }: ReadableDelivery, mapping?: Mapping): Reading {
  const asked = { preset: headers[PRESET], mapping };
  const path = readerOf(json, asked).mapping.alerts;
  const list = path === undefined ? json : at(json, path);
  const alerts = Array.isArray(list) ? (list as unknown[]) : [list];
  if (alerts.length === 0) return { signals: [], ignored: "the body holds no alert" };
  const reading = readEach(alerts, (alert) => {
    const signal = isObject(alert) ? readMapped(alert, readerOf(alert, asked), receivedAt) : null;
    if (signal === null)
      throw new HealError("HEAL_PAYLOAD_INVALID", "nothing in it stands where the mapping has a title");
    return signal;
  });
  return reading.unreadable && alerts.length === 1
    ? unreadable("the body holds nothing that the mapping calls a title")
    : reading;
}

export const generic = createGeneric();
