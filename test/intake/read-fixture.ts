import { readFileSync } from "node:fs";
import type { ErrorEvent } from "../../src/events/event.js";
import type { Reading } from "../../src/events/signal.js";
import { readDelivery } from "../../src/intake/read.js";
import { sources } from "../../src/intake/sources/index.js";

export const RECEIVED_AT = new Date("2026-03-02T00:00:00Z");

export const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/intake/${name}.json`, import.meta.url), "utf8");

/** What a body means when it comes in through the named source. */
export function meaning(
  source: string,
  body: string,
  { event = "alert", action = null as string | null, headers = {} } = {},
): Reading {
  return readDelivery(
    { source, event, action, headers, body: Buffer.from(body), receivedAt: RECEIVED_AT },
    sources,
  );
}

export function events(reading: Reading): ErrorEvent[] {
  return reading.signals.map((signal) => {
    if (signal.kind !== "event") throw new Error(`not an event: ${signal.kind}`);
    return signal.event;
  });
}
