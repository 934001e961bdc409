import { describe, expect, it } from "@jest/globals";
import { groupKey, groupLabels } from "../../../src/events/alerts/grouping.js";

const alert = (labels: Record<string, string>, change: object = {}) => ({
  source: "alertmanager",
  repository: null,
  service: labels.service ?? null,
  title: "Checkout is slow",
  key: `alert:alertmanager:${JSON.stringify(labels)}`,
  labels,
  ...change,
});
const base = { alertname: "Slow", service: "checkout", severity: "warning", env: "prod" };
const key = (labels: Record<string, string>, by?: readonly string[], change: object = {}): string => {
  const event = alert(labels, change);
  return groupKey(event, groupLabels(event, by));
};

describe("alerts of one group", () => {
  it.each<[string, Record<string, string>, boolean]>([
    ["another instance", { instance: "b:9100", pod: "checkout-7" }, true],
    ["another severity", { severity: "critical" }, true],
    ["another name", { alertname: "Down" }, false],
    ["another service", { service: "payments" }, false],
    ["another environment", { env: "staging" }, false],
    ["another cluster", { cluster: "eu-2" }, false],
    ["another zone", { zone: "b" }, false],
  ])("%s", (_what, change, same) => {
    expect(key({ ...base, ...change }) === key(base)).toBe(same);
  });

  it("are one sender's and one repository's", () => {
    const repository = (id: number) => ({ repository: { id, fullName: "acme/web", installationId: 1 } });
    expect(key(base, undefined, { source: "grafana" })).not.toBe(key(base));
    expect(key(base, undefined, repository(1))).not.toBe(key(base, undefined, repository(2)));
  });

  it("agree in what `group_by` names, and `...` gives each alert its own", () => {
    expect(key({ ...base, team: "a" }, ["team"])).toBe(
      key({ ...base, alertname: "Down", team: "a" }, ["team"]),
    );
    expect(key({ ...base, team: "a" }, ["team"])).not.toBe(key({ ...base, team: "b" }, ["team"]));
    expect(key({ ...base, pod: "x" }, ["..."])).not.toBe(key(base, ["..."]));
  });

  it("without a service are of one workload, and of what Grafana cannot evaluate, one rule", () => {
    const crash = (more: Record<string, string>) => key({ alertname: "KubePodCrashLooping", ...more });
    expect(crash({ namespace: "shop", pod: "a" })).toBe(crash({ namespace: "shop", pod: "b" }));
    expect(crash({ namespace: "shop" })).not.toBe(crash({ namespace: "mail" }));
    const noData = (rulename: string) => key({ alertname: "DatasourceNoData", rulename });
    expect(noData("Rows")).not.toBe(noData("Bytes"));
  });
});
