import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createHmac } from "node:crypto";
import { createSns } from "../../../src/intake/sources/sns/index.js";
import { snsUrl } from "../../../src/intake/sources/sns/signature.js";
import { fixture } from "../read-fixture.js";
import { hrefOf, SECRET, stand, type Stand } from "../test-server.js";

const hex = (body: string, secret = SECRET) => createHmac("sha256", secret).update(body).digest("hex");

let s: Stand;
afterEach(() => s.stop());

describe("a vendor's own signature", () => {
  beforeEach(async () => {
    s = await stand();
  });
  const body = '{"event":{"id":"E1","event_type":"incident.annotated","data":{}}}';

  it.each([
    ["sentry", { "sentry-hook-signature": hex(body) }, 202],
    ["sentry", { "sentry-hook-signature": hex(body, "other") }, 401],
    ["sentry", { "sentry-hook-signature": "" }, 401],
    ["grafana", { "x-grafana-alerting-signature": hex(body) }, 202],
    ["grafana", { "x-grafana-alerting-signature": hex(`${body} `) }, 401],
    ["pagerduty", { "x-pagerduty-signature": `v1=${hex(body)}` }, 202],
    ["pagerduty", { "x-pagerduty-signature": `v1=${hex(body, "old")}, v1=${hex(body)}` }, 202],
    ["pagerduty", { "x-pagerduty-signature": `v0=${hex(body)}` }, 401],
    ["pagerduty", { "x-pagerduty-signature": hex(body) }, 401],
    ["alertmanager", { "x-pagerduty-signature": `v1=${hex(body)}` }, 401],
  ])("%s %j is %d", async (source, headers, status) => {
    expect((await s.alert(source, body, headers as unknown as Record<string, string>)).status).toBe(status);
  });

  it("gives PagerDuty's event one delivery, whenever it is sent again", async () => {
    await s.alert("pagerduty", body);
    expect(s.inbox.rows()).toMatchObject([{ key: "E1", event: "incident.annotated" }]);
  });
});

describe("SNS", () => {
  const signed = JSON.parse(fixture("sns-signed")) as Record<string, Record<string, string>> & {
    certificate: string;
  };
  const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
  const fetched: string[] = [];
  let answers: (url: string) => Response;
  const start = async (secrets: string[]) => {
    fetched.length = 0;
    answers = (url) => new Response(url.endsWith(".pem") ? signed.certificate : "<xml/>");
    const ask: typeof fetch = async (input, init) => {
      expect(init?.redirect).toBe("error");
      fetched.push(hrefOf(input));
      return answers(fetched.at(-1) ?? "");
    };
    // A minute after the messages were signed.
    const now = new Date(Date.parse(signed.version1?.Timestamp ?? "") + 60_000);
    s = await stand({ sources: [createSns(ask)], secrets: () => secrets, clock: { now: () => now } });
  };
  const post = (message: unknown, headers: Record<string, string> = {}) =>
    s.alert("sns", message, {
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "Notification",
      ...headers,
    });

  it("is believed by its signature for a topic among the secrets; the certificate is fetched once", async () => {
    await start([TOPIC]);
    expect((await post(signed.version1)).status).toBe(202);
    expect((await post({ ...signed.version2, SigningCertURL: signed.version1?.SigningCertURL })).status).toBe(
      202,
    );
    expect(fetched).toEqual(["https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc.pem"]);
    expect(s.inbox.rows()).toHaveLength(1);
  });

  it.each([
    ["a changed message", { Message: "the disk is fine" }],
    ["a changed signature", { Signature: Buffer.from("x").toString("base64") }],
    ["an unknown version", { SignatureVersion: "3" }],
    ["another topic", { TopicArn: "arn:aws:sns:eu-central-1:999999999999:alarms" }],
    [
      "a certificate of another host",
      { SigningCertURL: "https://evil.example/SimpleNotificationService-abc.pem" },
    ],
    [
      "a certificate of another region",
      { SigningCertURL: "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-abc.pem" },
    ],
    [
      "a certificate elsewhere on the host",
      { SigningCertURL: "https://sns.eu-central-1.amazonaws.com/evil.pem" },
    ],
    ["no topic", { TopicArn: undefined }],
  ])("is refused with %s", async (_name, change) => {
    await start([TOPIC]);
    expect((await post({ ...signed.version2, ...change })).status).toBe(401);
    expect(s.inbox.rows()).toEqual([]);
    for (const url of fetched)
      expect(url).toBe("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-abc.pem");
  });

  it("is told to come back when the certificate cannot be had", async () => {
    await start([TOPIC]);
    answers = () => new Response("", { status: 503 });
    expect((await post(signed.version2)).status).toBe(503);
  });

  it("is believed by a secret without a signature", async () => {
    await start([SECRET]);
    expect((await post({ Message: "x" }, { authorization: `Bearer ${SECRET}` })).status).toBe(202);
    expect((await post(signed.version2)).status).toBe(401);
  });

  it("has its subscription confirmed, only at its own hosts", async () => {
    await start([TOPIC, SECRET]);
    expect((await post(signed.subscription)).status).toBe(202);
    expect(fetched.at(-1)).toBe(signed.subscription?.SubscribeURL);
    fetched.length = 0;
    const evil = {
      ...signed.subscription,
      MessageId: "2",
      SubscribeURL: "https://169.254.169.254/latest/meta-data",
    };
    expect((await post(evil, { authorization: `Bearer ${SECRET}` })).status).toBe(202);
    expect(fetched).toEqual([]);
  });

  it("may send text/plain only as SNS", async () => {
    await start([SECRET]);
    const response = await s.alert(
      "sns",
      { Message: "x" },
      { "content-type": "text/plain", authorization: `Bearer ${SECRET}` },
    );
    expect(response.status).toBe(415);
  });

  it.each([
    ["https://sns.eu-central-1.amazonaws.com/x.pem", true],
    ["https://sns.cn-north-1.amazonaws.com.cn/x.pem", true],
    ["http://sns.eu-central-1.amazonaws.com/x.pem", false],
    ["https://sns.eu-central-1.amazonaws.com.evil.example/x.pem", false],
    ["https://evil.example/sns.eu-central-1.amazonaws.com", false],
    ["https://sns.eu-central-1.amazonaws.com@evil.example/", false],
    ["https://user:pw@sns.eu-central-1.amazonaws.com/", false],
    ["https://sns.eu-central-1.amazonaws.com:8443/", false],
    ["https://sns.evil.example#.amazonaws.com/", false],
    ["https://s3.eu-central-1.amazonaws.com/x.pem", false],
    ["not a url", false],
  ])("%s is one of its hosts: %s", (url, is) => {
    expect(snsUrl(url) !== null).toBe(is);
  });
});
