import { createHash } from "node:crypto";
import type { Gap } from "../events/alerts/gaps.js";
import { gapOf, unprovenEnd } from "../events/alerts/monitoring.js";
import type { AlertEvent, Severity } from "../events/event.js";
import type { Reading, Signal } from "../events/signal.js";
import { linksOf, type StatedLinks } from "./links.js";
import { serviceOfLabels } from "./service.js";
import { ANNOTATION, link, MESSAGE, repositoryName, safe, safeLabels, TITLE } from "./text.js";

/** One alert as a vendor tells it, before it is made safe. */
export interface Alert {
  source: string;
  /** The vendor's identity of the alert: the same when it fires and when it is resolved. */
  identity: string;
  status: "firing" | "resolved";
  severity: Severity;
  title: string;
  message?: string | null;
  at: Date;
  /** When this firing began, where the vendor says so in each message of it. */
  startedAt?: Date | null;
  /** What a message says beside its labels. */
  annotations?: Readonly<Record<string, unknown>>;
  /** The vendor's own word for it, where that is not in a label or an annotation. */
  gap?: Gap | null;
  labels?: Readonly<Record<string, unknown>>;
  /** Default: what the labels say (`service.ts`). */
  service?: string | null;
  /** Defaults to the label `repository`. */
  repository?: string | null;
  url?: string | null;
  /** Beside those that annotations hold. */
  links?: StatedLinks;
}

export function alertSignal(alert: Alert): Signal {
  const labels = safeLabels(alert.labels ?? {});
  const repository = repositoryName(alert.repository ?? labels.repository);
  const service = alert.service ?? serviceOfLabels(labels);
  const identity = stableIdentity(alert.identity);
  const told = { title: alert.title, labels, annotations: alert.annotations, url: alert.url };
  const gap = alert.gap ?? gapOf(told);
  const annotations = safeLabels(alert.annotations ?? {}, ANNOTATION);
  const links = linksOf(alert.links ?? {}, alert.annotations ?? {});
  const unproven = alert.status === "resolved" ? unprovenEnd(told) : null;
  const event: AlertEvent = {
    source: alert.source,
    kind: "alert",
    status: alert.status,
    repository: repository === null ? null : { fullName: repository, id: null, installationId: null },
    // A rule's severity is that of what it watches, which nobody sees now.
    severity: gap !== null && alert.severity === "critical" ? "error" : alert.severity,
    title: safe(alert.title, TITLE) || `${alert.source} alert`,
    message: safe(alert.message, MESSAGE),
    occurredAt: alert.at,
    key: `alert:${alert.source}:${identity}`,
    fingerprint: identity,
    service: service ? safe(service) : null,
    labels,
    url: link(alert.url),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(Object.keys(links).length === 0 ? {} : { links }),
    ...(alert.startedAt ? { startedAt: alert.startedAt.toISOString() } : {}),
    ...(unproven === null ? {} : { unproven }),
    ...(gap === null ? {} : { gap }),
  };
  return { kind: "event", event };
}

/** A person says at the vendor that they take care of it. `by`: as the vendor names them. */
export const acknowledgedSignal = (told: {
  source: string;
  vendor: string;
  identity: string;
  by: string | null | undefined;
  at: Date;
}): Signal => ({
  kind: "alert-acknowledged",
  key: `alert:${told.source}:${stableIdentity(told.identity)}`,
  by: safe(told.by, 100) || "somebody",
  where: told.vendor,
  at: told.at,
});

/** Who takes which alert up, of a reading that says so, in words. */
export const acknowledgedIn = ({ signals }: Reading): string[] =>
  signals.flatMap((signal) =>
    signal.kind === "alert-acknowledged"
      ? [`${signal.by} takes ${signal.key} up at ${signal.where}: its incident is taken up here too`]
      : [],
  );

/** Short identities stay readable; a long one is hashed, since cutting it would let two alerts meet. */
const stableIdentity = (identity: string): string =>
  identity.length <= 200 ? safe(identity) : createHash("sha256").update(identity).digest("hex");

/** Words that vendors and people use for severities; anything else is `fallback`. */
export function severityOf(word: unknown, fallback: Severity): Severity {
  return typeof word === "string"
    ? (words[
        word
          .trim()
          .toLowerCase()
          .replace(/^(sev|p)[-_ ]?(?=\d$)/, "$1")
      ] ?? fallback)
    : fallback;
}

const words: Readonly<Record<string, Severity | undefined>> = Object.assign(
  Object.create(null) as Record<string, Severity>,
  {
    critical: "critical",
    crit: "critical",
    emergency: "critical",
    fatal: "critical",
    disaster: "critical",
    page: "critical",
    sev0: "critical",
    sev1: "critical",
    p1: "critical",
    error: "error",
    major: "error",
    high: "error",
    sev2: "error",
    p2: "error",
    warning: "warning",
    warn: "warning",
    average: "warning",
    medium: "warning",
    minor: "warning",
    moderate: "warning",
    sev3: "warning",
    p3: "warning",
    info: "info",
    information: "info",
    informational: "info",
    low: "info",
    debug: "info",
    none: "info",
    notice: "info",
    sev4: "info",
    sev5: "info",
    p4: "info",
    p5: "info",
  } as const,
);

/** It says nothing that heal has a use for. */
export const ignored = (reason: string): Reading => ({ signals: [], ignored: reason });

/** It may say something, and heal does not understand it: nobody may take that for silence. */
export const unreadable = (reason: string): Reading => ({ signals: [], ignored: reason, unreadable: true });
