import { describe, expect, it } from "@jest/globals";
import type { ErrorEvent } from "../../../src/events/event.js";
import { events, fixture, meaning, RECEIVED_AT } from "../read-fixture.js";

type Expected = Partial<Omit<ErrorEvent, "occurredAt" | "repository">> & {
  at: string;
  repository?: string | null;
};

/** Written down from the vendors' documentation and the bodies, one line an alert of the body. */
const table: [source: string, file: string, expected: Expected[]][] = [
  [
    "alertmanager",
    "alertmanager-mixed",
    [
      {
        status: "firing",
        severity: "critical",
        fingerprint: "1111111111111111",
        title: "p99 above 2 s",
        service: "checkout",
        repository: "acme/shop",
        at: "2026-03-01T10:00:00.123Z",
      },
      {
        status: "resolved",
        severity: "warning",
        fingerprint: "2222222222222222",
        title: "HighLatency",
        service: "search",
        repository: null,
        at: "2026-03-01T09:30:00.000Z",
      },
    ],
  ],
  [
    "grafana",
    "grafana-legacy",
    [
      {
        status: "resolved",
        severity: "critical",
        fingerprint: "rule:17",
        title: "Disk full",
        url: "https://grafana.example.com/d/abc",
        at: RECEIVED_AT.toISOString(),
      },
    ],
  ],
  [
    "sentry",
    "sentry-metric-alert",
    [
      {
        status: "firing",
        severity: "critical",
        fingerprint: "metric:2",
        title: "Critical: Errors above 100",
        service: "checkout",
        at: "2026-03-01T10:01:00.000Z",
      },
    ],
  ],
  [
    "sentry",
    "sentry-event-alert",
    [
      {
        status: "firing",
        severity: "critical",
        fingerprint: "1170820242",
        title: "ReferenceError: blooopy is not defined",
        service: "web",
        labels: { environment: "production", browser: "Chrome 75", service: "web" },
        at: "2026-03-01T10:00:00.000Z",
      },
    ],
  ],
  [
    "datadog",
    "datadog-default",
    [{ status: "resolved", severity: "error", title: "CPU is high", at: "2026-03-01T10:00:00.000Z" }],
  ],
  [
    "datadog",
    "datadog-variables",
    [
      {
        status: "firing",
        severity: "critical",
        fingerprint: "4711:host:web-1",
        title: "CPU is high",
        service: "checkout",
        repository: "acme/shop",
        url: "https://app.datadoghq.com/monitors/4711",
        at: "2026-03-01T10:00:00.000Z",
      },
    ],
  ],
  [
    "opsgenie",
    "opsgenie-close",
    [
      {
        status: "resolved",
        severity: "critical",
        fingerprint: "billing-queue",
        service: "billing",
        repository: "acme/billing",
        at: "2026-03-01T11:00:00.000Z",
      },
    ],
  ],
  [
    "sns",
    "sns-alarm",
    [
      {
        status: "firing",
        severity: "error",
        fingerprint: "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:cpu",
        title: "cpu",
        message: "CPU above 90 %\nThreshold Crossed",
        service: "checkout",
        at: "2026-03-01T10:00:00.000Z",
      },
    ],
  ],
  [
    "cloudevents",
    "cloudevents-structured",
    [
      {
        status: "resolved",
        severity: "critical",
        fingerprint: "/monitoring/checkout latency",
        title: "Latency is high",
        service: "checkout",
        repository: "acme/shop",
        at: "2026-03-01T10:00:00.000Z",
      },
    ],
  ],
  [
    "generic",
    "generic",
    [
      {
        status: "firing",
        severity: "error",
        fingerprint: "disk-7",
        title: "Disk full",
        message: "95 % used",
        service: "db",
        repository: "acme/shop",
        url: "https://example.com/7",
        at: "2026-03-01T10:00:00.000Z",
      },
    ],
  ],
];

describe("an alert's meaning", () => {
  it.each(table)("%s: %s", (source, file, expected) => {
    const read = events(meaning(source, fixture(file)));
    expect(read).toHaveLength(expected.length);
    expected.forEach(({ at, repository, ...rest }, i) => {
      const event = read[i] as ErrorEvent;
      expect(event).toMatchObject({ ...rest, source, kind: "alert" });
      expect(event.occurredAt.toISOString()).toBe(at);
      if (repository !== undefined) expect(event.repository?.fullName ?? null).toBe(repository);
      expect(event.key).toBe(`alert:${source}:${event.fingerprint}`);
    });
  });

  it("holds no secret and no link that is not http", () => {
    const [firing, resolved] = events(meaning("alertmanager", fixture("alertmanager-mixed")));
    expect(firing?.message).toContain("p99 of checkout is 3.1 s");
    expect(firing?.message).not.toContain("hunter2hunter2");
    expect(resolved?.url).toBeNull();
  });

  it("can be stored whatever the text holds", () => {
    const body = JSON.stringify({
      title: "a\u0000b\ud800c",
      message: "x".repeat(100_000),
      id: "i".repeat(5_000),
    });
    const [event] = events(meaning("generic", body));
    expect(event?.title).toBe("a\ufffdb\ufffdc");
    expect(event?.message).toHaveLength(4_000);
    expect(event?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("firing and resolved of the same alert meet", () => {
  const change = (file: string, from: string, to: string) => fixture(file).replaceAll(from, to);
  it.each([
    ["alertmanager", change("alertmanager-mixed", '"firing"', '"resolved"'), fixture("alertmanager-mixed")],
    ["grafana", change("grafana-legacy", '"ok"', '"alerting"'), fixture("grafana-legacy")],
    ["sentry", change("sentry-metric-alert", '"critical"', '"resolved"'), fixture("sentry-metric-alert")],
    ["datadog", change("datadog-default", "[Recovered on", "[Triggered on"), fixture("datadog-default")],
    ["datadog", change("datadog-variables", "Triggered", "Recovered"), fixture("datadog-variables")],
    ["opsgenie", change("opsgenie-close", '"Close"', '"Create"'), fixture("opsgenie-close")],
    ["sns", change("sns-alarm", '\\"ALARM\\"', '\\"OK\\"'), fixture("sns-alarm")],
    [
      "cloudevents",
      change("cloudevents-structured", "alert.resolved", "alert.fired"),
      fixture("cloudevents-structured"),
    ],
    ["generic", change("generic", '"firing"', '"resolved"'), fixture("generic")],
  ])("%s", (source, one, other) => {
    const [a] = events(meaning(source, one));
    const [b] = events(meaning(source, other));
    expect(a?.key).toBe(b?.key);
    expect(a?.status).not.toBe(b?.status);
  });
});

describe("what is no alert", () => {
  it.each([
    ["alertmanager", { alerts: [] }, /no alert/],
    ["alertmanager", { hello: 1 }, /alerts: /],
    ["alertmanager", [1, 2], /documented shape/],
    ["grafana", { ruleId: 1, state: "pending" }, /pending/],
    ["sentry", { action: "assigned", data: { issue: { id: "1" } } }, /assigned/],
    ["sentry", { action: "created", data: { comment: "x" } }, /no use/],
    ["datadog", { id: 1 }, /title/],
    ["pagerduty", { event: { id: "x", event_type: "incident.annotated", data: {} } }, /annotated/],
    ["pagerduty", { event: { id: "x", event_type: "pagey.ping", data: {} } }, /ping/],
    ["opsgenie", { action: "AddNote", alert: { alertId: "1" } }, /AddNote/],
    ["sns", { Type: "SubscriptionConfirmation", Message: "x" }, /subscription/],
    ["sns", { Message: '{"AlarmName":"a","NewStateValue":"INSUFFICIENT_DATA"}' }, /too little/],
    ["cloudevents", { specversion: "1.0" }, /id: /],
    ["cloudevents", [], /empty/],
    ["generic", { a: 1 }, /title/],
    ["generic", null, /title/],
  ])("%s %j is ignored with the reason", (source, body, reason) => {
    const reading = meaning(source, JSON.stringify(body));
    expect(reading.signals).toEqual([]);
    expect(reading.ignored).toMatch(reason);
  });

  it("says nothing of the body in its reason", () => {
    expect(meaning("alertmanager", '{"alerts":"hunter2"}').ignored).not.toContain("hunter2");
    expect(meaning("nowhere", "{}").ignored).toMatch(/not built in/);
  });
});
