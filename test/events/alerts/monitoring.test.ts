import { describe, expect, it } from "@jest/globals";
import type { Gap } from "../../../src/events/alerts/gaps.js";
import { gapOf, isWatchdog, unprovenEnd } from "../../../src/events/alerts/monitoring.js";
import { heard, heartbeatTimeout, type Pauses } from "../../../src/events/alerts/watchdog.js";
import { HOUR, MINUTE } from "../../../src/core/clock.js";
import { diagnoseAlert } from "../../../src/diagnosis/alerts.js";

const graph = (expression: string) => `http://prom.example/graph?g0.expr=${encodeURIComponent(expression)}`;

describe("monitoring's own trouble", () => {
  it.each<[string, Parameters<typeof gapOf>[0], Gap | null]>([
    ["Grafana, no data", { title: "x", labels: { alertname: "DatasourceNoData" } }, "no_data"],
    ["Grafana, error", { title: "x", labels: { alertname: "DatasourceError" } }, "datasource_error"],
    [
      "Grafana, the rule fires for no data",
      { title: "x", labels: { alertname: "Rows" }, annotations: { grafana_state_reason: "NoData" } },
      "no_data",
    ],
    ["an exporter", { title: "x", labels: { alertname: "NodeExporterDown" } }, "exporter_down"],
    ["a scrape job", { title: "x", labels: { alertname: "PrometheusTargetMissing" } }, "exporter_down"],
    [
      "absent()",
      { title: "x", labels: { alertname: "ApiGone" }, url: graph('absent(up{job="api"})') },
      "absent",
    ],
    ["a heartbeat", { title: "Heartbeat [backup] is expired", labels: {} }, "heartbeat_missed"],
    ["a service that is down", { title: "Payments is down", labels: { alertname: "PaymentsDown" } }, null],
    ["a job that did not run", { title: "x", labels: { alertname: "BackupMissing" } }, null],
    ["a service's heartbeat", { title: "Heartbeat of checkout", labels: {} }, null],
    ["a rule with absent in it", { title: "x", labels: {}, url: graph("up == 0 or absent(up)") }, null],
    ["a link that is none", { title: "x", labels: {}, url: "no link" }, null],
  ])("%s", (_what, told, gap) => {
    expect(gapOf(told)).toBe(gap);
  });

  it("has its own category, whatever else its name says", () => {
    const of = (gap: Gap | null) =>
      diagnoseAlert({ name: "NodeExporterDown", labels: {}, text: "", gap }).category;
    expect([of("exporter_down"), of(null)]).toEqual(["monitoring_gap", "service_outage"]);
  });
});

it("an end without a look is no proof", () => {
  const reason = (said: unknown) => unprovenEnd({ annotations: { grafana_state_reason: said } });
  expect(["MissingSeries", "NoData", "Error", "Paused", "", undefined, 7].map(reason)).toEqual([
    "MissingSeries",
    "NoData",
    "Error",
    "Paused",
    null,
    null,
    null,
  ]);
});

describe("a watchdog", () => {
  it.each<[string, boolean]>([
    ["Watchdog", true],
    ["DeadMansSwitch", true],
    ["dead-mans-snitch", true],
    ["WatchdogResetOfNode", false],
    ["Down", false],
  ])("%s", (alertname, yes) => {
    expect(isWatchdog({ title: "x", labels: { alertname } })).toBe(yes);
  });

  it.each<[string, Record<string, string>, number | null, number]>([
    ["one message: twice the longest usual repetition", {}, null, 24 * HOUR],
    ["twice its usual pause", {}, 30 * MINUTE, HOUR],
    ["never hasty", {}, 1_000, 10 * MINUTE],
    ["as its label says", { timeout: "15m" }, 3 * HOUR, 15 * MINUTE],
    ["a label that says nothing", { timeout: "soon" }, HOUR, 2 * HOUR],
  ])("%s", (_what, labels, longest, ms) => {
    expect(heartbeatTimeout(labels, { longest, count: longest === null ? 0 : 3 })).toBe(ms);
  });

  it("has a day while few of its pauses are known", () => {
    expect(heartbeatTimeout({}, { longest: MINUTE, count: 2 })).toBe(24 * HOUR);
    expect(heartbeatTimeout({ timeout: "15m" }, { longest: MINUTE, count: 2 })).toBe(15 * MINUTE);
  });

  const after = (...minutes: number[]): number => {
    const at = (minute: number) => new Date(minute * MINUTE);
    const [first = 0, ...rest] = minutes;
    const start: Pauses = { longest: null, count: 0, from: at(first) };
    return heartbeatTimeout(
      {},
      rest.reduce((before, minute) => heard(before, at(minute)), start),
    );
  };
  it.each<[string, number[], number]>([
    ["every five minutes", [0, 5, 10, 15], 10 * MINUTE],
    ["every minute", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 10 * MINUTE],
    ["a pair, a minute apart, every four hours", [0, 1, 240, 241, 480, 481, 720], 8 * HOUR],
    ["the same pair, of which little is known", [0, 1, 240, 241], 24 * HOUR],
    ["a pair, six minutes apart, every four hours", [0, 6, 240, 246], 2 * 234 * MINUTE],
  ])("of which it is heard %s", (_what, minutes, ms) => {
    expect(after(...minutes)).toBe(ms);
  });
});
