import { createHash } from "node:crypto";
import type { Reading } from "../../../events/signal.js";
import { alertSignal, ignored, severityOf } from "../../alert.js";
import { readEach } from "../../each.js";
import { isObject } from "../../json.js";
import { inChunks } from "../../chunks.js";
import { statedTime, time } from "../../text.js";
import { group, groupAlert, type GroupAlert } from "./payload.js";
import { silenceLink } from "./silence.js";

/** One signal an alert of the group; the group itself is Alertmanager's way of sending fewer messages. */
export function readGroup(source: string, json: unknown, receivedAt: Date): Reading {
  const { alerts, externalURL, status } = group.parse(json);
  if (alerts.length === 0) return ignored("the group holds no alert");
  return readEach(alerts, (one) => {
    const alert = groupAlert.parse(one);
    const resolved = (alert.status ?? status) === "resolved";
    const said = (...names: string[]) => words(alert.annotations, names);
    return alertSignal({
      source,
      identity: alert.fingerprint || labelsIdentity(alert.labels),
      status: resolved ? "resolved" : "firing",
      severity: severityOf(alert.labels.severity ?? alert.labels.priority, "warning"),
      title: said("summary", "title") || nameOf(alert.labels) || "alert without a name",
      message: said("description", "message", "summary"),
      at: time(resolved ? alert.endsAt : alert.startsAt, receivedAt),
      startedAt: statedTime(alert.startsAt),
      annotations: alert.annotations,
      labels: alert.labels,
      links: {
        dashboard: alert.dashboardURL,
        panel: alert.panelURL,
        graph: alert.generatorURL,
        // Grafana's groups say it; Alertmanager's lead to itself.
        silence:
          alert.silenceURL || (source === "alertmanager" ? silenceLink(externalURL, alert.labels) : null),
      },
      url: alert.generatorURL || alert.panelURL || alert.dashboardURL || said("runbook_url") || externalURL,
    });
  });
}

/**
 * Grafana calls every rule that cannot see `DatasourceNoData` or `DatasourceError`, and says in `rulename` which it is
 * (https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/).
 */
function nameOf(labels: GroupAlert["labels"]): string | null {
  const name = words(labels, ["alertname"]);
  const rule = words(labels, ["rulename"]);
  if (rule === null || name === null || !/^Datasource(?:NoData|Error)$/.test(name)) return name;
  return `${rule}: ${name === "DatasourceError" ? "the data source failed" : "no data"}`;
}

/** A group of many alerts as groups of fewer. */
export const splitGroup = (json: unknown, size: number): Iterable<unknown> | null =>
  isObject(json) && Array.isArray(json.alerts)
    ? inChunks(json.alerts, size, (alerts) => ({ ...json, alerts }))
    : null;

/** The first of the named values that is text. */
function words(map: Readonly<Record<string, unknown>>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = map[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** Alertmanager before 0.20 sent no fingerprint; an alert is its labels. */
function labelsIdentity(labels: GroupAlert["labels"]): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
