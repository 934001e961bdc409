import { describe, expect, it } from "@jest/globals";
import { presets } from "../../../src/intake/sources/generic/presets/index.js";
import { PRESET } from "../../../src/intake/source.js";
import { events, meaning } from "../read-fixture.js";

type Body = Record<string, unknown>;
type Expected = { title: string; fingerprint: string; severity: string };
const azure = (severity: string, monitorCondition: string): Body => ({
  schemaId: "azureMonitorCommonAlertSchema",
  data: { essentials: { alertId: "/a/1", alertRule: "dead letters", severity, monitorCondition } },
});
const gcp = (state: string): Body => ({
  incident: { incident_id: "0.x", policy_name: "p99", state, severity: "Error", started_at: 1_772_359_200 },
});
const newRelic = (state: string): Body => ({
  ...{ id: "i-1", issueUrl: "https://nr.example/i-1", title: "Slow", priority: "HIGH", state },
  alertConditionNames: ["c"],
});
const honeycomb = (status: string): Body => ({
  ...{ id: "abc", name: "errors", status, trigger_url: "https://h.example/t", result_url: "" },
});
const dynatrace = (State: string): Body => ({
  ...{ PID: "-42", ProblemID: "P-1", ProblemTitle: "Down", ProblemSeverity: "AVAILABILITY", State },
});
const kuma = (status: number): Body => ({
  heartbeat: { status, monitorID: 4, time: "2026-03-01 10:00:00.000", msg: "m" },
  monitor: { id: 4, name: "Shop" },
});
const robot = (alertType: string): Body => ({ monitorID: "77", monitorFriendlyName: "Shop", alertType });
const betterStack = (event: string): Body => ({
  event,
  data: { id: "1", type: "incident", attributes: { name: "Shop", cause: "Error 500", resolved_at: null } },
});
const netdata = (severity: string): Body => ({
  ...{ alert: "disk", chart: "disk.sda", hostname: "db1", severity, alert_url: "https://n.example/a" },
});
const zabbix = (event_value: string): Body => ({
  ...{ event_id: "9", event_name: "CPU high", event_value, event_nseverity: "4", host_name: "web1" },
});
const falco: Body = { rule: "Shell", priority: "Critical", hostname: "n1", output: "o", output_fields: {} };
const splunk: Body = {
  search_name: "5xx",
  results_link: "https://s.example",
  result: { host: "w1", severity: "high" },
};
const elastic = (actionGroup: string): Body => ({
  rule: { id: "r", name: "logs" },
  alert: { id: "host-1", actionGroup },
});
const checkly = (ALERT_TYPE: string): Body => ({ CHECK_ID: "c1", CHECK_NAME: "Pay", ALERT_TYPE });
const healthchecks = (status: string): Body => ({ code: "u1", name: "backup", status });
const cake = (Status: string): Body => ({
  Name: "Shop",
  URL: "https://s.example",
  Status,
  StatusCode: "500",
});
const nagios = (NOTIFICATIONTYPE: string): Body => ({
  ...{
    NOTIFICATIONTYPE,
    HOSTNAME: "db1",
    SERVICEDESC: "disk",
    SERVICESTATE: "CRITICAL",
    SERVICEOUTPUT: "full",
  },
});
const icinga = (notification_type: string): Body => ({
  ...{ notification_type, host_name: "db1", host_state: "DOWN", host_output: "ping" },
});

/** Written down from the vendors' documentation: begins, ends (if it does), says nothing. */
const table: [string, Expected, Body, Body | null, Body | null][] = [
  [
    "azure",
    { title: "dead letters", fingerprint: "/a/1", severity: "error" },
    azure("Sev1", "Fired"),
    azure("Sev1", "Resolved"),
    null,
  ],
  ["gcp", { title: "p99", fingerprint: "0.x", severity: "error" }, gcp("open"), gcp("closed"), null],
  [
    "newrelic",
    { title: "Slow", fingerprint: "i-1", severity: "error" },
    newRelic("ACTIVATED"),
    newRelic("CLOSED"),
    newRelic("ACKNOWLEDGED"),
  ],
  [
    "honeycomb",
    { title: "errors", fingerprint: "abc", severity: "error" },
    honeycomb("TRIGGERED"),
    honeycomb("OK"),
    null,
  ],
  [
    "dynatrace",
    { title: "Down", fingerprint: "-42", severity: "critical" },
    dynatrace("OPEN"),
    dynatrace("RESOLVED"),
    dynatrace("MERGED"),
  ],
  ["uptimekuma", { title: "Shop", fingerprint: "4", severity: "error" }, kuma(0), kuma(1), kuma(3)],
  ["uptimerobot", { title: "Shop", fingerprint: "77", severity: "error" }, robot("1"), robot("2"), null],
  [
    "betterstack",
    { title: "Shop", fingerprint: "1", severity: "error" },
    betterStack("started"),
    betterStack("resolved"),
    betterStack("acknowledged"),
  ],
  [
    "netdata",
    { title: "disk", fingerprint: "db1/disk.sda/disk", severity: "warning" },
    netdata("warning"),
    netdata("clear"),
    null,
  ],
  ["zabbix", { title: "CPU high", fingerprint: "9", severity: "error" }, zabbix("1"), zabbix("0"), null],
  ["falco", { title: "Shell", fingerprint: "Shell/n1", severity: "critical" }, falco, null, null],
  ["splunk", { title: "5xx", fingerprint: "5xx/w1", severity: "error" }, splunk, null, null],
  [
    "elastic",
    { title: "logs", fingerprint: "r/host-1", severity: "error" },
    elastic("threshold met"),
    elastic("recovered"),
    null,
  ],
  [
    "checkly",
    { title: "Pay", fingerprint: "c1", severity: "error" },
    checkly("ALERT_FAILURE"),
    checkly("ALERT_RECOVERY"),
    null,
  ],
  [
    "healthchecks",
    { title: "backup", fingerprint: "u1", severity: "error" },
    healthchecks("down"),
    healthchecks("up"),
    null,
  ],
  [
    "statuscake",
    { title: "Shop", fingerprint: "Shop/https://s.example", severity: "error" },
    cake("Down"),
    cake("Up"),
    null,
  ],
  [
    "nagios",
    { title: "db1: disk", fingerprint: "db1/disk", severity: "critical" },
    nagios("PROBLEM"),
    nagios("RECOVERY"),
    nagios("FLAPPINGSTART"),
  ],
  [
    "icinga",
    { title: "db1", fingerprint: "db1", severity: "critical" },
    icinga("PROBLEM"),
    icinga("RECOVERY"),
    icinga("DOWNTIMESTART"),
  ],
];

const read = (preset: string, body: Body) =>
  meaning("generic", JSON.stringify(body), { headers: { [PRESET]: preset } });

it("every preset stands in the table", () => {
  expect(table.map(([name]) => name)).toEqual(presets.map(({ name }) => name));
});

describe.each(table)("%s", (name, expected, firing, resolved, silent) => {
  it("begins and ends as documented", () => {
    expect(events(read(name, firing))).toMatchObject([{ ...expected, source: name, status: "firing" }]);
    const [key] = events(read(name, firing)).map((event) => event.key);
    if (resolved) expect(events(read(name, resolved))).toMatchObject([{ key, status: "resolved" }]);
    if (silent) expect(read(name, silent)).toMatchObject({ signals: [], ignored: expect.any(String) });
  });

  it("is recognised without being named, where the vendor's body can be", () => {
    const known = presets.filter(({ detect }) => detect?.(firing)).map((one) => one.name);
    const own = presets.find((one) => one.name === name);
    expect(known).toEqual(own?.detect ? [name] : []);
  });

  it("says of another vendor's body that it does not know it", () => {
    expect(read(name, { unknown: true })).toMatchObject({ signals: [], unreadable: true });
  });
});
