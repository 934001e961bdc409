import { describe, expect, it } from "@jest/globals";
import { readDelivery } from "../../../src/intake/read.js";
import { createSources } from "../../../src/intake/sources/index.js";
import { parseMapping } from "../../../src/intake/sources/generic/mapping.js";
import { events, meaning, RECEIVED_AT } from "../read-fixture.js";

const alertmanager = (labels: unknown) => ({ status: "firing", labels, annotations: {}, fingerprint: "f" });

describe("one bad event", () => {
  it.each([
    ["alertmanager", { alerts: [alertmanager({ alertname: "A" }), alertmanager("what?")] }],
    ["grafana", { alerts: [alertmanager({ alertname: "A" }), 7] }],
    ["generic", [{ title: "A" }, { nothing: true }]],
    [
      "cloudevents",
      [
        { specversion: "1.0", id: "1", source: "/a", type: "t", data: { title: "A" } },
        { specversion: "1.0", id: "2", type: "t" },
      ],
    ],
  ])("of %s does not drop its batch, and is not lost itself", (source, body) => {
    const reading = meaning(source, JSON.stringify(body));
    expect(events(reading).map(({ title }) => title)).toEqual(["A"]);
    expect(reading.unread).toEqual([expect.stringMatching(/^event 2: /)]);
  });

  it.each(["alertmanager", "sentry", "datadog", "pagerduty", "opsgenie", "sns", "cloudevents", "generic"])(
    "a body of %s that nobody understands is for a person to look at",
    (source) => {
      expect(meaning(source, '{"data": {"error": 7}, "event": 7, "Message": 7, "alert": 7}')).toMatchObject({
        signals: [],
        unreadable: true,
        ignored: expect.any(String),
      });
    },
  );
});

describe("the service", () => {
  it.each([
    [{ job: "kube-state-metrics", pod: "cart-1" }, null],
    [{ job: "node-exporter" }, null],
    [{ job: "blackbox" }, null],
    [{ job: "integrations/mysql_exporter" }, null],
    [{ service: "prometheus-kube-state-metrics", deployment: "cart" }, "cart"],
    [{ job: "checkout" }, "checkout"],
    [{ service: "cart", job: "kube-state-metrics" }, "cart"],
    [{ app_kubernetes_io_name: "cart", job: "kubelet" }, "cart"],
  ])("of %j is %j", (labels, service) => {
    const reading = meaning("alertmanager", JSON.stringify({ alerts: [alertmanager(labels)] }));
    expect(events(reading)[0]?.service).toBe(service);
  });
});

it("a rule of Grafana's that cannot see is called by its own name", () => {
  const of = (alertname: string) =>
    events(
      meaning("grafana", JSON.stringify({ alerts: [alertmanager({ alertname, rulename: "Export" })] })),
    )[0];
  expect(of("DatasourceNoData")?.title).toBe("Export: no data");
  expect(of("DatasourceError")?.title).toBe("Export: the data source failed");
  expect(of("Slow")?.title).toBe("Slow");
});

it.each(["$AGGREG_KEY", "$ALERT_ID", "{{ID}}", "{EVENT.ID}", "*UNKNOWN*", "%ID%", "${id}"])(
  "%s is a variable that nobody filled in, and no identity",
  (variable) => {
    const two = ["CPU", "Disk"].map((title) =>
      events(meaning("datadog", JSON.stringify({ title, aggreg_key: variable, alert_id: variable }))),
    );
    expect(two.flat().map(({ fingerprint }) => fingerprint)).toEqual(["CPU", "Disk"]);
    expect(events(meaning("generic", JSON.stringify({ title: "CPU", id: variable })))[0]?.fingerprint).toBe(
      "CPU",
    );
  },
);

it("what stands under a secret's name is no label that anybody reads", () => {
  const details = { db_password: "Tulip-Harbor-93", api_key: "orchid meadow 17", region: "eu" };
  const body = { action: "Create", alert: { alertId: "1", message: "m", details } };
  const text = JSON.stringify(meaning("opsgenie", JSON.stringify(body)));
  expect(text).not.toMatch(/Tulip|orchid/);
  expect(text).toContain('"region":"eu"');
});

it("an issue that a person archived at Sentry is over here too", () => {
  const hook = (action: string) =>
    events(meaning("sentry", JSON.stringify({ action, data: { issue: { id: "1", title: "t" } } })));
  expect(hook("archived")).toMatchObject([{ status: "resolved" }]);
  expect(hook("ignored")).toMatchObject([{ status: "resolved" }]);
});

describe("EventBridge over SNS", () => {
  const told = (id: string, detail: object) =>
    events(
      meaning(
        "sns",
        JSON.stringify({
          TopicArn: "arn:aws:sns:eu-west-1:1:t",
          Message: JSON.stringify({ "detail-type": "ECS Task State Change", source: "aws.ecs", id, detail }),
        }),
      ),
    )[0];

  it("is titled and known by what it is about", () => {
    const one = told("1", { group: "service:checkout", stoppedReason: "Essential container exited" });
    expect(one).toMatchObject({ title: "ECS Task State Change: service:checkout", service: "checkout" });
    expect(told("2", { group: "service:checkout" })?.key).toBe(one?.key);
    expect(told("2", { group: "service:cart" })?.key).not.toBe(one?.key);
  });

  it("shows no braces of a body that nobody maps", () => {
    const reading = meaning("sns", JSON.stringify({ Message: '{"a": {"b": 1}}' }));
    expect(events(reading)[0]?.title).toBe("Message of a topic");
  });
});

describe("a mapping of one's own", () => {
  const read = (mapping: string, body: object) =>
    readDelivery(
      {
        source: "generic",
        event: "alert",
        action: null,
        headers: {},
        body: Buffer.from(JSON.stringify(body)),
        receivedAt: RECEIVED_AT,
      },
      createSources({ mapping: parseMapping(mapping) }),
    );

  it("says what values mean, and puts titles and identities together", () => {
    const mapping = `{"title": ["{host}: {check}", "check"], "identity": ["{host}/{check}"],
      "severity": {"0": "info", "4": "critical"}, "status": {"paths": ["over"], "values": {"true": "resolved", "false": "firing"}},
      "label_fields": {"rack": "place.rack"}}`;
    expect(
      events(read(mapping, { host: "db1", check: "disk", severity: 4, over: false, place: { rack: "r7" } })),
    ).toMatchObject([
      {
        title: "db1: disk",
        fingerprint: "db1/disk",
        severity: "critical",
        status: "firing",
        labels: { rack: "r7" },
      },
    ]);
    expect(events(read(mapping, { host: "db1", check: "disk", severity: 0, over: true }))).toMatchObject([
      { severity: "info", status: "resolved" },
    ]);
    // Half a template would be another alert's name.
    expect(events(read(mapping, { check: "disk" }))).toMatchObject([{ title: "disk", fingerprint: "disk" }]);
  });

  it("is completed by the words of a vendor that is known, and not against the owner's", () => {
    const body = {
      schemaId: "azureMonitorCommonAlertSchema",
      data: { essentials: { alertRule: "r", severity: "Sev1", monitorCondition: "Fired" } },
    };
    const title = '"title": ["data.essentials.alertRule"]';
    const paths = '"data.essentials.severity"';
    expect(events(read(`{${title}, "severity": [${paths}]}`, body))[0]?.severity).toBe("error");
    const own = `{${title}, "severity": {"paths": [${paths}], "values": {"sev1": "critical"}}}`;
    expect(events(read(own, body))[0]?.severity).toBe("critical");
  });
});
