import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE, systemClock } from "../../src/core/clock.js";
import { limits } from "../../src/core/limits.js";
import { createNotifiers, type Notifiers } from "../../src/escalation/configured.js";
import { createWire } from "../../src/escalation/wire/create-wire.js";
import { farSide, type FarSide } from "../escalation/notifiers/far-side.js";
import { SECRET } from "../escalation/notifiers/targets.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";
import { say } from "./people.js";

let sides: Record<"hook" | "pager", FarSide>;
let on: AlertScene;
const notifiers = (): Notifiers =>
  createNotifiers(
    {
      notifiers: {
        hook: { kind: "webhook", value: `${SECRET}@${sides.hook.url}/hook` },
        pager: { kind: "pagerduty", value: `${SECRET}@${sides.pager.url}` },
      },
      HEAL_NOTIFY_DEFAULT: [],
    },
    createWire({ allowPrivate: true, clock: systemClock }),
  );
beforeEach(async () => void (sides = { hook: await farSide(), pager: await farSide() }));
afterEach(async () => {
  await on.close();
  for (const side of Object.values(sides)) await side.close();
});

const told = (): string[] =>
  sides.hook.heard.map(({ body }) => (JSON.parse(body) as { event: string }).event);
const paged = (): string[] =>
  sides.pager.heard.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action);
const slow: Labels = { alertname: "Slow", severity: "error", team: "shop", service: "shop" };

/** The alert fires, and its issue is there. */
async function escalated(escalate: string, labels = slow): Promise<Date> {
  on = await alertScene(
    `services: [{ name: shop, match: { team: shop } }]\nescalate:\n  ${escalate}\n`,
    null,
    notifiers(),
  );
  const startsAt = on.now();
  await on.tell(labels, { startsAt });
  await on.pass(3 * MINUTE);
  expect(on.issues).toHaveLength(1);
  return startsAt;
}

const both = "ladder: [{ after: 30m, notify: [hook] }, { after: 2h, notify: [pager] }]";

describe("a ladder", () => {
  it("calls one after the other while nobody takes it up, each once, and says the end to whom it called", async () => {
    const startsAt = await escalated(both);
    await on.pass(25 * MINUTE);
    expect([told(), paged()]).toEqual([[], []]);
    await on.pass(10 * MINUTE);
    expect([told(), paged()]).toEqual([["rung"], []]);
    await on.tell(slow, { startsAt });
    await on.pass(2 * HOUR);
    expect([told(), paged()]).toEqual([["rung"], ["trigger"]]);
    await on.pass(3 * HOUR);
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(HOUR);
    expect([told(), paged()]).toEqual([
      ["rung", "resolved"],
      ["trigger", "resolve"],
    ]);
    expect(await on.story(1)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^If nobody takes it up .*hook is told at 2026-03-14 02:3.*pager is told at 2026-03-14 04:/,
        ),
        "Told hook that nobody took it up",
      ]),
    );
  });

  it("ends with an acknowledgement, and `/heal status` says what comes next until then", async () => {
    const startsAt = await escalated(both);
    await on.pass(40 * MINUTE);
    expect(await say(on, 1, "rae", "/heal status")).toMatch(
      /If nobody takes it up, `pager` is told at 2026-03-14 04:/,
    );
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "tia", "/heal ack")).toContain("is yours");
    await on.pass(2 * MINUTE);
    expect(await say(on, 1, "rae", "/heal status")).not.toContain("If nobody takes it up");
    await on.pass(4 * HOUR);
    expect([told(), paged()]).toEqual([["rung"], []]);
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(30 * MINUTE);
    expect([told(), paged()]).toEqual([["rung", "resolved"], []]);
  });

  it("calls nobody about what is over, nor says its end to whom it has not called", async () => {
    const startsAt = await escalated(both);
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(4 * HOUR);
    expect([told(), paged()]).toEqual([[], []]);
  });

  it("calls nobody while the failure is muted", async () => {
    await escalated(both);
    await say(on, 1, "mia", "/heal mute 1d known");
    await on.pass(4 * HOUR);
    expect([told(), paged()]).toEqual([[], []]);
  });

  it("begins anew when what was over comes back", async () => {
    let startsAt = await escalated("ladder: [{ after: 30m, notify: [hook] }]");
    await say(on, 1, "tia", "/heal ack");
    await on.tell(slow, { startsAt, status: "resolved" });
    await on.pass(10 * MINUTE);
    startsAt = on.now();
    await on.tell(slow, { startsAt });
    await on.pass(HOUR);
    expect(told()).toEqual(["rung"]);
  });

  it.each([
    ["of another severity", "severity: [critical]"],
    ["of another category", "category: [network]"],
    ["of another service", "service: [backup]"],
  ])("leaves out a rung that is %s", async (_name, part) => {
    await escalated(
      `ladder: [{ after: 10m, notify: [hook], ${part} }, { after: 10m, notify: [pager], severity: [error], service: [shop] }]`,
    );
    await on.pass(HOUR);
    expect([told(), paged()]).toEqual([[], ["trigger"]]);
  });

  it("waits for the hours of a rung, by the clock of their place", async () => {
    // It is Saturday, 02:00 UTC.
    const hours = `{ days: [sat], from: "08:00", to: "18:00", timezone: Europe/Berlin }`;
    await escalated(`ladder: [{ after: 10m, notify: [hook], hours: ${hours} }]`);
    await on.pass(4 * HOUR + 50 * MINUTE);
    expect(told()).toEqual([]);
    await on.pass(10 * MINUTE);
    expect(told()).toEqual(["rung"]);
  });

  it("calls no more often in an hour than a notifier may, and the rest afterwards", async () => {
    await escalated("ladder: [{ after: 10m, notify: [hook] }]");
    await on.db.run`
      insert into notifications (incident_id, notifier, what, round, rung, state, critical, created_at, done_at, over)
      select 1, 'hook', 'rung', 0, 100 + n, 'sent', false, ${on.now()}, ${on.now()}, true
      from generate_series(1, ${limits.messagesPerHour}::int) n`;
    await on.pass(55 * MINUTE);
    expect(told()).toEqual([]);
    await on.pass(10 * MINUTE);
    expect(told()).toEqual(["rung"]);
  });
});

it("reminders go to whom was told, at most three times, and end with an acknowledgement", async () => {
  await escalated("{ notify: [hook], remind: 24h }");
  expect(told()).toEqual(["opened"]);
  await on.pass(DAY + HOUR);
  expect(told()).toEqual(["opened", "reminder"]);
  await say(on, 1, "tia", "I look into it");
  await on.pass(2 * DAY);
  expect(told()).toEqual(["opened", "reminder"]);
});

const pagerduty = (word: string) => ({
  event: {
    ...{ id: `e-${word}`, event_type: `incident.${word}`, occurred_at: on.now().toISOString() },
    agent: { summary: "@mia Ann Lee" },
    data: { id: "Q1", type: "incident", title: "Slow", urgency: "high", service: { summary: "shop" } },
  },
});
const opsgenie = (word: string) => ({
  action: word[0]?.toUpperCase() + word.slice(1),
  alert: {
    ...{ alertId: "a1", alias: "slow", message: "Slow", username: "@mia Ann Lee", priority: "P2" },
    ...{ details: { team: "shop" }, createdAt: on.now().getTime(), updatedAt: on.now().getTime() * 1e6 },
  },
});

it.each([
  ["PagerDuty", "pagerduty", pagerduty, ["triggered", "acknowledged"]],
  ["Opsgenie", "opsgenie", opsgenie, ["create", "acknowledge"]],
] as const)(
  "whoever takes the alert up at %s takes it up here, by no name of GitHub's",
  async (where, source, body, [begins, taken]) => {
    on = await alertScene(
      `services: [{ name: shop, match: { service: shop } }, { name: shop2, match: { team: shop } }]\nescalate:\n  ${both}\n`,
      null,
      notifiers(),
    );
    await on.vendor(source, body(taken));
    expect(await on.incidents()).toEqual([]);
    await on.vendor(source, body(begins));
    await on.pass(3 * MINUTE);
    expect(on.issues).toHaveLength(1);
    await on.vendor(source, body(taken));
    expect(await on.story(1)).toContain(`Taken up by @mia Ann Lee, at ${where}`);
    expect(await say(on, 1, "rae", "/heal status")).toContain(`Taken up by \`@mia Ann Lee\`, at ${where}`);
    expect(on.issues[0]?.body).not.toMatch(/(?<![`\w\u200b])@mia/);
    await on.pass(3 * HOUR);
    expect([told(), paged()]).toEqual([[], []]);
  },
);
