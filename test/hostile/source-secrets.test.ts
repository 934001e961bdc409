import { afterEach, describe, expect, it } from "@jest/globals";
import { parseSettings } from "../../src/intake/settings.js";
import { createSns } from "../../src/intake/sources/sns/index.js";
import { fixture } from "../intake/read-fixture.js";
import { SECRET, stand, type Stand } from "../intake/test-server.js";

const signed = JSON.parse(fixture("sns-signed")) as Record<string, Record<string, string>> & {
  certificate: string;
};
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
const message = signed.version2 ?? {};
const SENT = Date.parse(message.Timestamp ?? "");
const forged = { Type: "Notification", MessageId: "m1", TopicArn: TOPIC, Message: '{"AlarmName":"forged"}' };

let s: Stand | undefined;
afterEach(async () => {
  await s?.stop();
  s = undefined;
});
const start = async (secrets: string[], now = SENT) => {
  s = await stand({
    sources: [createSns(async () => new Response(signed.certificate))],
    secrets: () => secrets,
    clock: { now: () => new Date(now) },
  });
};
const post = (body: unknown, headers: Record<string, string> = {}, path = "") =>
  fetch(`${s?.url}/api/alerts/sns${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

describe("the ARN of a topic is no secret", () => {
  it.each([
    ["as bearer", { authorization: `Bearer ${TOPIC}` }, ""],
    ["as password", { authorization: `Basic ${Buffer.from(`sns:${TOPIC}`).toString("base64")}` }, ""],
    ["in the path", {}, `/${TOPIC}`],
    ["in the path, escaped", {}, `/${encodeURIComponent(TOPIC)}`],
    ["as user name", { authorization: `Basic ${Buffer.from(`${TOPIC}:`).toString("base64")}` }, ""],
    ["in a header of SNS", { "x-amz-sns-topic-arn": TOPIC }, ""],
  ])("%s", async (_name, headers, path) => {
    await start([TOPIC, SECRET]);
    expect((await post(forged, headers as unknown as Record<string, string>, path)).status).toBe(401);
    expect(s?.inbox.rows()).toEqual([]);
  });

  it("lets in its signed messages; the secret beside it lets in the others", async () => {
    await start([TOPIC, SECRET]);
    expect((await post(message)).status).toBe(202);
    expect((await post(forged, { authorization: `Bearer ${SECRET}` })).status).toBe(202);
    expect((await post({ ...forged, MessageId: "m2" }, {}, `/${SECRET}`)).status).toBe(202);
  });

  it("is compared whole: a signed message of a topic that is a secret's text is not let in", async () => {
    await start([SECRET]);
    expect((await post({ ...message, TopicArn: SECRET })).status).toBe(401);
    expect((await post(message)).status).toBe(401);
  });
});

describe("a signed message of yesterday", () => {
  it.each([
    ["at once", 0, 202],
    ["after SNS's last retry", 3_600_000, 202],
    ["after that", 3_601_000, 401],
    ["after the rows of its time are gone", 100 * 86_400_000, 401],
    ["before a clock that is behind", -60_000, 202],
    ["from the future", -600_000, 401],
  ])("%s", async (_name, later, status) => {
    await start([TOPIC], SENT + later);
    expect((await post(message)).status).toBe(status);
  });

  it.each([undefined, "yesterday", ""])("whose time is %j", async (time) => {
    await start([TOPIC]);
    expect((await post({ ...message, Timestamp: time })).status).toBe(401);
  });
});

describe("settings that name something instead of holding a secret", () => {
  const problems = (name: string, value: string) => {
    const parsed = parseSettings({ [name]: value });
    return parsed.ok ? [] : parsed.problems;
  };

  it.each([
    ["HEAL_SOURCE_GENERIC_SECRET", TOPIC],
    ["HEAL_SOURCE_SENTRY_SECRET", "https://0123456789abcdef@o1.ingest.sentry.io/1"],
    ["HEAL_SOURCE_CLOUDEVENTS_SECRET", "https://heal.example/api/alerts/cloudevents"],
    ["HEAL_SOURCE_SNS_SECRET", "arn:aws:iam::123456789012:role/publisher-of-alarms"],
    ["HEAL_SOURCE_SNS_SECRET", `${SECRET},arn:aws:sns:eu-central-1:123456789012`],
    ["HEAL_API_TOKEN", "https://heal.example"],
    ["WEBHOOK_SECRET", "https://heal.example/api/github/webhooks"],
  ])("are refused: %s=%s", (name, value) => {
    const found = problems(name, value);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} is (?:the name of something|shorter)`));
    expect(found[0]).not.toContain(value);
  });

  it.each([TOPIC, `${SECRET},${TOPIC}`, "arn:aws-cn:sns:cn-north-1:123456789012:x.fifo", SECRET])(
    "but SNS has topics: %s",
    (value) => {
      expect(problems("HEAL_SOURCE_SNS_SECRET", value)).toEqual([]);
    },
  );
});
