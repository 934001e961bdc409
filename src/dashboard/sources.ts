import { redactJson } from "../core/redact.js";
import { clip } from "../core/text.js";
import type { AlertEvent } from "../events/event.js";
import { acknowledgedIn } from "../intake/alert.js";
import { parseJson } from "../intake/json.js";
import { readDelivery } from "../intake/read.js";
import type { RefusalKind, Refusals } from "../intake/refusals.js";
import { PRESET, type Source } from "../intake/source.js";
import { sources as builtIn } from "../intake/sources/index.js";
import { EARLY_END_MS } from "../alerting/take-alert.js";
import { waitingEnds, type EarlyEnd } from "../store/early-ends.js";
import { lastBodies, type LastBody } from "../store/last-bodies.js";
import type { DashboardDeps } from "./deps.js";
import { moment } from "./format.js";
import type { PageLoader } from "./send.js";

const BODIES = 5;
const EVENTS = 10;
const TEXT = 6_000;
const ENDS = 20;

/** `/sources`: the last bodies of each source of alerts, and what heal makes of them: a mapping is written by looking. */
export const sourcesPage =
  ({ db, clock, refusals, sources = builtIn }: DashboardDeps): PageLoader =>
  async () => {
    const now = clock.now();
    const ofAlerts = sources.filter(({ name, keyless }) => name !== "github" && !keyless);
    const [rows, ends] = await Promise.all([
      lastBodies(
        db,
        ofAlerts.map(({ name }) => name),
        BODIES,
      ),
      waitingEnds(db, ENDS),
    ]);
    return {
      view: "sources",
      title: "Sources",
      section: "sources",
      data: {
        refused: refusals ? refusedOf(refusals, now) : null,
        ends: ends.map((end) => endOf(end, now)),
        sources: ofAlerts.map(({ name, doc }) => ({
          name,
          doc,
          bodies: rows.filter((row) => row.source === name).map((row) => bodyOf(row, sources, now)),
        })),
      },
    };
  };

const kindNames: Readonly<Record<RefusalKind, string>> = {
  off: "the source is off",
  unauthentic: "not proven who it is",
  too_large: "too large",
  invalid: "not readable",
  media_type: "wrong content type",
  cut_off: "cut off by the sender",
  crowded_out: "too busy",
  unavailable: "could not be stored",
  no_source: "no such source",
  no_preset: "no such preset",
  method: "not POST",
};

/** Whoever was sent away and cannot know it: a wrong secret at its sender looks like a quiet day. */
const refusedOf = (refusals: Pick<Refusals, "since" | "list">, now: Date) => ({
  since: moment(refusals.since, now),
  counts: refusals
    .list(now)
    .map(({ kind, at, ...one }) => ({ ...one, kind: kindNames[kind], at: moment(at, now) })),
});

/** The end of an alert that nobody has heard of: what it belongs to may have been lost on its way. */
const endOf = ({ event, received_at: at }: EarlyEnd, now: Date) => ({
  ...{ title: clip(event.title, 200), source: event.source, service: event.service },
  at: moment(at, now),
  waits: now.getTime() - at.getTime() < EARLY_END_MS,
});

function bodyOf(row: LastBody, sources: readonly Source[], now: Date) {
  const { id, state, body, received_at: receivedAt } = row;
  const reading =
    body === null
      ? { signals: [], ignored: "the body is too large to be shown" }
      : readDelivery({ ...row, body, receivedAt }, sources);
  const events = reading.signals.flatMap((signal) =>
    signal.kind === "event" && signal.event.kind === "alert" ? [signal.event] : [],
  );
  return {
    id,
    state,
    preset: row.headers[PRESET] ?? null,
    at: moment(receivedAt, now),
    incident: row.incident_id,
    reason: row.reason ?? reading.ignored ?? acknowledgedIn(reading).join("; "),
    unread: (reading.unread ?? []).slice(0, EVENTS),
    events: events.slice(0, EVENTS).map(eventOf),
    more: Math.max(0, events.length - EVENTS),
    text: body === null ? null : textOf(body),
  };
}

const eventOf = (event: AlertEvent) => ({
  ...{ status: event.status, severity: event.severity, title: clip(event.title, 200) },
  ...{ service: event.service, identity: clip(event.fingerprint ?? "", 200), source: event.source },
});

/** Redacted once more, by the names of keys: what is stored was redacted by its look. */
function textOf(body: Buffer): string {
  try {
    return clip(JSON.stringify(redactJson(parseJson(body)), null, 2), TEXT);
  } catch {
    // It was taken in as JSON; what no longer is one (a body cut in storage) is not shown rather than shown raw.
    return "(not JSON)";
  }
}
