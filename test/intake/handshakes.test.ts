import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readDelivery } from "../../src/intake/read.js";
import { sources } from "../../src/intake/sources/index.js";
import { events } from "./read-fixture.js";
import { SECRET, stand, type Stand } from "./test-server.js";

let s: Stand;
let off: Stand;
beforeAll(async () => {
  s = await stand();
  off = await stand({ off: true });
});
afterAll(() => Promise.all([s.stop(), off.stop()]));

const bearer = { authorization: `Bearer ${SECRET}` };
/** The last row, as the workers read it. */
const lastEvents = () => {
  const row = s.inbox.rows().at(-1);
  if (!row) throw new Error("nothing was stored");
  return events(readDelivery({ ...row, action: row.action ?? null }, sources));
};

describe("before it delivers", () => {
  const options = (url: string, path: string, origin: string | null = "eventgrid.azure.net") =>
    fetch(`${url}/api/alerts/${path}`, {
      method: "OPTIONS",
      headers: origin === null ? {} : { "webhook-request-origin": origin, "webhook-request-rate": "120" },
    });

  it.each(["cloudevents", `cloudevents/${SECRET}`, "generic", "azure"])(
    "a sender of CloudEvents asks %s whether it may, and is told so",
    async (path) => {
      const response = await options(s.url, path);
      expect(response.status).toBe(200);
      expect(response.headers.get("webhook-allowed-origin")).toBe("eventgrid.azure.net");
      expect(response.headers.get("webhook-allowed-rate")).toBe("*");
      expect(response.headers.get("allow")).toBe("POST");
    },
  );

  it("nobody is told so who asks the wrong address, nothing, or a source that is off", async () => {
    expect((await options(s.url, "cloudevents/wrong")).status).toBe(401);
    expect((await options(s.url, "cloudevents", null)).status).toBe(405);
    expect((await options(s.url, "cloudevents", "a b")).status).toBe(405);
    expect((await options(s.url, "alertmanager")).status).toBe(405);
    expect((await options(off.url, "cloudevents")).status).toBe(404);
  });

  it("Event Grid's own schema has its code back, and its events are read", async () => {
    const event = (eventType: string, data: object) => [
      {
        id: "1",
        topic: "/subscriptions/1",
        subject: "vm",
        eventType,
        eventTime: "2026-03-01T10:00:00Z",
        data,
      },
    ];
    const validation = event("Microsoft.EventGrid.SubscriptionValidationEvent", { validationCode: "c0de" });
    const response = await s.alert("cloudevents", validation, bearer);
    expect([response.status, await response.json()]).toEqual([200, { validationResponse: "c0de" }]);
    expect((await s.alert("cloudevents", validation, {})).status).toBe(401);
    await s.alert(
      "cloudevents",
      event("Microsoft.Health", { title: "VM is gone", severity: "error" }),
      bearer,
    );
    expect(lastEvents()).toMatchObject([{ title: "VM is gone", severity: "error" }]);
  });

  it("PagerDuty pings", async () => {
    const ping = { event: { id: "p", event_type: "pagey.ping", data: { message: "Hello", type: "ping" } } };
    expect((await s.alert("pagerduty", ping, bearer)).status).toBe(202);
  });
});

describe("SNS", () => {
  const raw = (authorization: Record<string, string>, body: string) =>
    fetch(`${s.url}/api/alerts/sns`, {
      method: "POST",
      body,
      headers: {
        "content-type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-id": "m-1",
        "x-amz-sns-topic-arn": "arn:aws:sns:eu-west-1:123456789012:alarms",
        "x-amz-sns-rawdelivery": "true",
        ...authorization,
      },
    });
  const basic = { authorization: `Basic ${Buffer.from(`heal:${SECRET}`).toString("base64")}` };

  it("is challenged for the password of its URL", async () => {
    const response = await raw({}, "x");
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm="heal"/);
  });

  it("may deliver raw: an alarm's own JSON, and any text", async () => {
    const alarm = { AlarmName: "cpu", NewStateValue: "ALARM", AlarmArn: "arn:aws:cloudwatch:1" };
    expect((await raw(basic, JSON.stringify(alarm))).status).toBe(202);
    expect(lastEvents()).toMatchObject([{ title: "cpu", fingerprint: "arn:aws:cloudwatch:1" }]);
    expect(s.inbox.rows().at(-1)?.key).toBe("m-1");
  });
});

describe("a form", () => {
  const post = (path: string, body: string, headers: Record<string, string> = bearer) =>
    s.alert(path, body, { "content-type": "application/x-www-form-urlencoded", ...headers });

  it("is taken where the vendor sends one: the address names the vendor", async () => {
    const form = "Name=Shop&URL=https%3A%2F%2Fs.example&Status=Down&StatusCode=500&Tags=a%2Cb";
    for (const path of ["statuscake", `statuscake/${SECRET}`, "generic?preset=statuscake", "generic"]) {
      expect((await post(path, `${form}&n=${path.length}`)).status).toBe(202);
      expect(lastEvents()).toMatchObject([{ source: "statuscake", title: "Shop", status: "firing" }]);
    }
  });

  it("proves nothing, is bounded, and is no body of other sources", async () => {
    expect((await post("statuscake", "Name=x", {})).status).toBe(401);
    expect((await post("statuscake", "a=1&".repeat(600))).status).toBe(400);
    expect((await post("statuscake", `a=${"x".repeat(300_000)}`)).status).toBe(400);
    expect((await post("alertmanager", "a=1")).status).toBe(415);
  });

  it("an unknown preset is told, with those that are there", async () => {
    const response = await s.alert("generic?preset=nimbus", { title: "t" });
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining("zabbix")]);
    expect((await s.alert("alertmanager?preset=zabbix", { alerts: [] })).status).toBe(404);
  });
});
