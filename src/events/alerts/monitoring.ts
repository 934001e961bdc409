import type { Gap } from "./gaps.js";

interface Told {
  title: string;
  labels: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, unknown>>;
  /** Prometheus' link holds the expression. */
  url?: string | null;
}

/**
 * Alerts of which it is known that they are about monitoring itself: Grafana's own (docs: "No data and error states", state
 * reasons), rules over `absent()`, and the usual names of rules about exporters and scraping (awesome-prometheus-alerts,
 * kubernetes-mixin). A service that its own rule calls down is none of them.
 */
export function gapOf({ title, labels, annotations = {}, url = null }: Told): Gap | null {
  const name = labels.alertname ?? title;
  const reason = annotations.grafana_state_reason;
  if (name === "DatasourceError" || reason === "Error") return "datasource_error";
  if (name === "DatasourceNoData" || reason === "NoData") return "no_data";
  if (/exporter/i.test(name) && /down|unreachable|missing|absent/i.test(name)) return "exporter_down";
  if (/^Prometheus(?:Job|Target|AllTargets)\w{0,20}(?:Missing|Down)$/.test(name)) return "exporter_down";
  if (/absent$/i.test(name) || isAbsent(url)) return "absent";
  return /\bheartbeat\b.{1,100}\b(?:expired|missed|missing|stopped)\b/i.test(title)
    ? "heartbeat_missed"
    : null;
}

function isAbsent(url: string | null): boolean {
  if (url === null || !URL.canParse(url)) return false;
  return /^\s*absent(?:_over_time)?\s*\(/.test(new URL(url).searchParams.get("g0.expr") ?? "");
}

/** An alert that always fires, so that its silence tells that alerting is broken (kube-prometheus, Alertmanager's docs). */
export const isWatchdog = ({ labels, title }: Pick<Told, "title" | "labels">): boolean =>
  /^(?:watchdog|dead[ _-]?man'?s?[ _-]?(?:switch|snitch))$/i.test(labels.alertname ?? title);

/**
 * Grafana's reasons to end an alert that say nothing of what it watched (docs: "Stale alert instances", state reasons). The word
 * alone is shown.
 */
const UNPROVEN = new Set(["MissingSeries", "NoData", "Error", "Paused", "Updated", "RuleDeleted"]);

/** Why the end of an alert is no proof that what it watched is well; null: it is one. */
export function unprovenEnd({ annotations = {} }: Pick<Told, "annotations">): string | null {
  const told = annotations.grafana_state_reason;
  const reasons = typeof told === "string" ? told.split(/[\s,]+/) : [];
  return reasons.find((reason) => UNPROVEN.has(reason)) ?? null;
}
