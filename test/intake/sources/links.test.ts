import { describe, expect, it } from "@jest/globals";
import type { AlertEvent } from "../../../src/events/event.js";
import { readDelivery } from "../../../src/intake/read.js";
import { PRESET } from "../../../src/intake/source.js";
import { sources } from "../../../src/intake/sources/index.js";

const AT = new Date("2026-03-14T12:00:00Z");

function eventOf(source: string, body: unknown, headers: Record<string, string> = {}): AlertEvent {
  const delivery = { source, event: "alert", action: null, headers, receivedAt: AT };
  const { signals } = readDelivery({ ...delivery, body: Buffer.from(JSON.stringify(body)) }, sources);
  const [signal] = signals;
  if (signal?.kind !== "event" || signal.event.kind !== "alert") throw new Error("no alert");
  return signal.event;
}
const group = (alert: object, more: object = {}) => ({
  version: "4",
  status: "firing",
  externalURL: "https://alerts.example:9093",
  ...more,
  alerts: [{ status: "firing", startsAt: AT.toISOString(), fingerprint: "f", ...alert }],
});
const labels = { alertname: "Slow", service: "checkout", path: '/a"b\\c' };

describe("links of an alert", () => {
  it("of Alertmanager: its rule's, and its own form for a silence", () => {
    const { links } = eventOf(
      "alertmanager",
      group({
        labels,
        annotations: { runbook_url: "https://wiki.example/slow", dashboard: "https://grafana.example/d/1" },
        generatorURL: "https://prom.example/graph?g0.expr=up",
      }),
    );
    expect(links).toEqual({
      runbook: "https://wiki.example/slow",
      dashboard: "https://grafana.example/d/1",
      graph: "https://prom.example/graph?g0.expr=up",
      silence: expect.stringMatching(/^https:\/\/alerts\.example:9093\/#\/silences\/new\?filter=%7B/),
    });
    const filter = decodeURIComponent(links?.silence?.split("filter=")[1] ?? "");
    expect(filter).toBe('{alertname="Slow",service="checkout",path="/a\\"b\\\\c"}');
  });

  it("a silence leaves out what was redacted, and what would be too long", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const of = (more: object) =>
      decodeURIComponent(
        eventOf("alertmanager", group({ labels: { alertname: "Slow", ...more } })).links?.silence ?? "",
      );
    expect(of({ env: "prod", password: "orchid", note: token })).toMatch(/\{alertname="Slow",env="prod"\}$/);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label${i}`, "x".repeat(60)]));
    expect(of(many)).toMatch(/\{alertname="Slow"\}$/);
  });

  it("of Grafana: as its body says", () => {
    const stated = {
      silenceURL: "https://grafana.example/alerting/silence/new?alertmanager=grafana&matchers=alertname%3DT2",
      dashboardURL: "https://grafana.example/d/abc",
      panelURL: "https://grafana.example/d/abc?viewPanel=1",
      generatorURL: "https://grafana.example/alerting/1afz29v7z/edit",
    };
    expect(eventOf("grafana", group({ labels, ...stated })).links).toEqual({
      silence: stated.silenceURL,
      dashboard: stated.dashboardURL,
      panel: stated.panelURL,
      graph: stated.generatorURL,
    });
    // It has no form for silences at Alertmanager's place.
    expect(eventOf("grafana", group({ labels })).links).toBeUndefined();
  });

  it("of Datadog: the monitor's page, which has `Mute`, at its own site only", () => {
    const body = (link: string) => ({ alert_id: "123", alert_title: "[Triggered] CPU", link });
    expect(eventOf("datadog", body("https://app.datadoghq.eu/event/jump_to?event_id=1")).links).toEqual({
      silence: "https://app.datadoghq.eu/monitors/123",
    });
    expect(eventOf("datadog", body("https://datadoghq.eu.evil.example/event")).links).toBeUndefined();
  });

  it("of PagerDuty: the service's page, where it is put into maintenance, on the incident's host only", () => {
    const silence = (page: string) => {
      const data = {
        id: "P1",
        html_url: "https://acme.pagerduty.com/incidents/P1",
        service: { html_url: page },
      };
      return eventOf("pagerduty", { event: { id: "e", event_type: "incident.triggered", data } }).links;
    };
    const page = "https://acme.pagerduty.com/services/PF9KMXH";
    expect(silence(page)).toEqual({ silence: page });
    for (const other of ["https://evil.example/services/PF9KMXH", page.replace("https", "http"), "services"])
      expect(silence(other)).toBeUndefined();
  });

  it("of Sentry: the issue's page, where it is archived, and no other's", () => {
    const page = "https://acme.sentry.io/issues/42/";
    const event = (url: string) =>
      eventOf("sentry", {
        action: "triggered",
        data: { event: { issue_id: "42", title: "Slow", web_url: url } },
      }).links;
    expect(event(`${page}events/e4874d664c3540c1a32eab185f12c5ab/?a=1`)).toEqual({ silence: page });
    for (const other of [
      "https://acme.sentry.io/issues/43/events/1/",
      "http://acme.sentry.io/issues/42/",
      "x",
    ])
      expect(event(other)).toBeUndefined();
    const issue = { id: 42, title: "Slow", permalink: "https://sentry.io/organizations/acme/issues/42/" };
    expect(eventOf("sentry", { action: "created", data: { issue } }).links).toEqual({
      silence: issue.permalink,
    });
  });

  it("of a body with a preset, of one without, and of a CloudEvent", () => {
    const newrelic = {
      id: "1",
      title: "Slow",
      issueUrl: "https://nr.example/1",
      violationChartUrl: "https://nr.example/c",
    };
    expect(eventOf("generic", newrelic, { [PRESET]: "newrelic" }).links).toEqual({
      graph: "https://nr.example/c",
    });
    const own = { title: "Slow", runbook_url: "https://wiki.example/1", annotations: { note: "look" } };
    expect(eventOf("generic", own)).toMatchObject({
      links: { runbook: "https://wiki.example/1" },
      annotations: { note: "look" },
    });
    const event = { specversion: "1.0", id: "1", source: "/x", type: "alert", data: own };
    expect(eventOf("cloudevents", event).links).toEqual({ runbook: "https://wiki.example/1" });
  });

  it("are web addresses without passwords, or none", () => {
    const { links } = eventOf(
      "alertmanager",
      group(
        {
          labels,
          annotations: {
            runbook_url: "javascript:alert(1)",
            dashboard_url: "see the wiki",
            panel_url: "/d/1",
          },
          generatorURL: "https://mona:orchid@prom.example/graph",
        },
        { externalURL: "data:text/html,x" },
      ),
    );
    expect(links).toEqual({ graph: "https://prom.example/graph" });
  });
});

describe("annotations", () => {
  it("are all kept, redacted by what they are called and by what they look like", () => {
    const { annotations } = eventOf(
      "alertmanager",
      group({
        labels,
        annotations: {
          summary: "It is <b>slow</b>",
          api_token: "orchid meadow",
          note: `key ghp_${"a1B2".repeat(9)}`,
          n: 1,
        },
      }),
    );
    expect(annotations).toEqual({
      summary: "It is <b>slow</b>",
      api_token: "[redacted:key]",
      note: expect.stringMatching(/^key \[redacted:/),
      n: "1",
    });
  });
});

it("PagerDuty's service is a label that heal.yml can match", () => {
  const data = { id: "P1", title: "Down", urgency: "high", service: { summary: "checkout" } };
  const event = { id: "e", event_type: "incident.triggered", occurred_at: AT.toISOString(), data };
  expect(eventOf("pagerduty", { event })).toMatchObject({
    service: "checkout",
    labels: { service: "checkout", urgency: "high" },
  });
});

it("a CloudWatch alarm leads to its page in the console of its region", () => {
  const alarm = (arn: string) => ({
    Type: "Notification",
    Message: JSON.stringify({ AlarmName: "CPU high", AlarmArn: arn, NewStateValue: "ALARM" }),
  });
  expect(eventOf("sns", alarm("arn:aws:cloudwatch:eu-west-1:1:alarm:CPU high")).url).toBe(
    "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/CPU%20high",
  );
  expect(eventOf("sns", alarm("arn:aws-cn:cloudwatch:cn-north-1:1:alarm:CPU")).url).toBeNull();
});
