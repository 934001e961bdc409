import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { takeAlert } from "../../src/alerting/take-alert.js";
import type { AlertEvent } from "../../src/events/event.js";
import { addOutcome, addTimeline } from "../../src/store/timeline.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, hostile, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

const alert = (change: Partial<AlertEvent> = {}): AlertEvent => ({
  ...{ source: "alertmanager", kind: "alert", status: "firing", repository: null, severity: "critical" },
  ...{
    title: "Checkout is slow",
    message: `p99 is 4 s ${hostile.script}`,
    occurredAt: before(20),
    key: "alert:1",
  },
  ...{ fingerprint: "f1", service: "checkout", url: "https://prom.example/alert" },
  labels: { alertname: "Slow", service: "checkout", env: "prod", note: hostile.attribute },
  annotations: { summary: "Checkout is slow", todo: hostile.javascript, hint: hostile.rtl },
  links: {
    runbook: "https://wiki.example/slow?a=1&b=2",
    dashboard: hostile.javascript,
    silence: "https://alerts.example/#/silences/new?filter=%7Balertname%3D%22Slow%22%7D",
  },
  ...change,
});
const take = async (event: AlertEvent, at = before(20)): Promise<number> => {
  const taken = await database.db.tx((tx) => takeAlert(tx, event, { delivery: null, at, now: at }));
  if (!taken) throw new Error("not taken");
  return taken.incident.id;
};
const decoded = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&#x3D;", "=")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
const textOf = (html: string) => decoded(html.replace(/<[^<>]*>/g, " ")).replace(/\s+/g, " ");

describe("an incident of an alert", () => {
  let id: number;
  beforeAll(async () => void (id = await take(alert())));

  it("says all that its sender said, as text", async () => {
    const { text } = await site.get(`/incidents/${id}`);
    const words = textOf(text);
    for (const part of [
      "critical no repository",
      "Service checkout Environment prod Sender alertmanager",
      `p99 is 4 s ${hostile.script}`,
      "Firing since 20 min ago .",
      "1 incident in 30 days, in which it began to fire 1 time. Runbook",
      "alertname Slow",
      "env prod",
      `note ${hostile.attribute}`,
      `todo ${hostile.javascript}`,
      hostile.rtl,
    ])
      expect(words).toContain(part);
    expect(text).not.toContain("<script");
    expect(text).not.toMatch(/<[a-z][^<>]*\sonmouseover=/);
  });

  it("links to the web, and to nothing else", async () => {
    const { text } = await site.get(`/incidents/${id}`);
    const said = text.slice(text.indexOf('id="alert"'), text.indexOf('id="diagnosis"'));
    const links = [...said.matchAll(/<a href="(http[^"]*)"[^>]*>([^<]*)</g)].map(([, href = "", name]) => [
      name,
      decoded(href),
    ]);
    expect(links).toEqual([
      ["Runbook", "https://wiki.example/slow?a=1&b=2"],
      [
        "Silence it at its sender",
        "https://alerts.example/#/silences/new?filter=%7Balertname%3D%22Slow%22%7D",
      ],
      ["The alert at its sender", "https://prom.example/alert"],
    ]);
    expect(text).not.toMatch(/href="javascript/i);
  });

  it("is the same for programs", async () => {
    expect((await site.json(`/api/v1/incidents/${id}`)).body).toMatchObject({
      ...{ severity: "critical", service: "checkout", environment: "prod", source: "alertmanager" },
      history: { incidents: 1, firings: 1, previous: null, helped: null },
      alerts: [
        {
          ...{ title: "Checkout is slow", environment: "prod", url: "https://prom.example/alert" },
          description: `p99 is 4 s ${hostile.script}`,
          labels: { alertname: "Slow", env: "prod" },
          annotations: { todo: hostile.javascript },
          links: { runbook: "https://wiki.example/slow?a=1&b=2" },
        },
      ],
    });
  });
});

describe("what is known of the same alerts", () => {
  it("is how often they came in 30 days, how it ended the time before, and what helped last", async () => {
    const { db } = database;
    const of = { labels: { alertname: "Down", service: "mail" }, service: "mail", links: {} };
    const ids: number[] = [];
    for (const [n, minutes] of [60 * 24 * 40, 60 * 24 * 20, 60 * 24, 5].entries()) {
      const event = alert({ ...of, key: `alert:mail-${n}`, fingerprint: `mail-${n}` });
      ids.push(await take(event, before(minutes)));
      if (minutes === 5) break;
      const ended = before(minutes - 3);
      await take({ ...event, status: "resolved" }, ended);
      await db.run`update incidents set state = 'closed', closed_at = ${ended} where id = ${ids[n]}`;
    }
    expect(new Set(ids).size).toBe(4);
    const [, second, third, last] = ids;
    await addOutcome(db, second!, {
      ...{ action: "dispatch-workflow", verdict: "successful", reason: "the alert resolved", at: before(1) },
    });
    await addOutcome(db, third!, {
      action: "dispatch-workflow",
      verdict: "failed",
      reason: "no",
      at: before(1),
    });
    await addTimeline(db, third!, {
      kind: "closed",
      actor: "heal",
      text: "Closed <i>by itself</i>",
      at: before(1),
    });
    const words = textOf((await site.get(`/incidents/${last}`)).text);
    expect(words).toContain("3 incidents in 30 days, in which it began to fire 3 times.");
    expect(words).toContain(
      `What helped last: dispatch-workflow in incident #${second} , 1 min ago ( the alert resolved`,
    );
    expect(words).toContain(
      `The time before: incident #${third} , closed 23 h ago : Closed <i>by itself</i>`,
    );
  });
});

describe("the list", () => {
  const titles = async (query: string) =>
    [...(await site.get(`/?${query}`)).text.matchAll(/class="title"[^>]*>([^<]*)</g)]
      .map(([, title]) => title)
      .sort();

  beforeAll(async () => {
    await take(
      alert({
        ...{
          key: "alert:2",
          fingerprint: "f2",
          title: "PaymentsErrorRate of eu-1",
          severity: "warning",
          source: "grafana",
        },
        ...{ service: "Payments", labels: { alertname: "PaymentsErrorRate", environment: "Staging" } },
      }),
    );
  });

  it.each([
    ["severity=warning", ["PaymentsErrorRate of eu-1"]],
    ["service=payments", ["PaymentsErrorRate of eu-1"]],
    ["environment=staging", ["PaymentsErrorRate of eu-1"]],
    ["source=grafana", ["PaymentsErrorRate of eu-1"]],
    ["text=error", ["PaymentsErrorRate of eu-1"]],
    ["text=paymentserr", ["PaymentsErrorRate of eu-1"]],
    ["text=eu-1+rate", ["PaymentsErrorRate of eu-1"]],
    ["text=%21%3A%26+%7C", null],
    ["text=slow+rate", []],
    ["severity=warning&source=alertmanager", []],
    [
      "severity=critical&environment=PROD&service=checkout&text=slow&source=alertmanager",
      ["Checkout is slow"],
    ],
  ])("filters by %s", async (query, expected) => {
    if (expected === null) expect((await titles(query)).length).toBeGreaterThan(3);
    else expect(await titles(query)).toEqual(expected);
  });

  it("keeps what was asked for in its address and its form, and refuses what is no severity", async () => {
    const { text } = await site.get("/?severity=warning&service=pay%22ments&text=a%3Cb");
    expect(text).toContain('<option value="warning" selected>');
    expect(text).toContain('name="service" value="pay&quot;ments"');
    expect(text).toContain('name="text" value="a&lt;b"');
    expect(text).toContain('<details class="more" open>');
    expect((await site.get("/?severity=loud")).status).toBe(400);
    expect((await site.get("/api/v1/incidents?severity=loud")).status).toBe(400);
    const found = await site.json<{ incidents: { title: string }[] }>(
      "/api/v1/incidents?text=error&source=grafana",
    );
    expect(found.body.incidents.map(({ title }) => title)).toEqual(["PaymentsErrorRate of eu-1"]);
  });

  it("pages within what was asked for", async () => {
    for (let n = 0; n < 52; n += 1)
      await take(
        alert({
          key: `alert:many-${n}`,
          fingerprint: `m${n}`,
          service: "many",
          title: `Disk ${n}`,
          labels: { alertname: `D${n}` },
        }),
        NOW,
      );
    const { text } = await site.get("/?service=many&severity=critical");
    const next = decoded(/href="([^"]*)" rel="next"/.exec(text)?.[1] ?? "");
    expect(next).toContain("severity=critical&service=many");
    expect((await site.get(next)).text.match(/class="title"/g)).toHaveLength(2);
  });
});
