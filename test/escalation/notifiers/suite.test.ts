import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { LookupFunction } from "node:net";
import { systemClock } from "../../../src/core/clock.js";
import { notifierKinds } from "../../../src/escalation/notifiers/index.js";
import { createWire } from "../../../src/escalation/wire/create-wire.js";
import { farSide, type FarSide } from "./far-side.js";
import { message, open, over, SECRET, targets } from "./targets.js";

const NOW = new Date("2026-03-14T02:00:00Z");
const clock = { now: () => NOW };
let side: FarSide;
beforeEach(async () => void (side = await farSide()));
afterEach(() => side.close());

const wire = (timeMs = 5_000) => createWire({ allowPrivate: true, clock, timeMs });
const notifier = (kind: string, timeMs?: number) => open(kind, targets[kind]?.(side.url) ?? "", wire(timeMs));

it("the suite is about every kind that speaks HTTP", () => {
  const names = notifierKinds.map(({ name }) => name).filter((name) => name !== "email");
  expect(Object.keys(targets).sort()).toEqual(names.sort());
});

describe.each(Object.keys(targets))("%s", (kind) => {
  it.each([
    [200, "sent"],
    [201, "sent"],
    [202, "sent"],
    [204, "sent"],
    [301, "refuse"],
    [302, "refuse"],
    [307, "refuse"],
    [400, "refuse"],
    [401, "refuse"],
    [403, "refuse"],
    [404, "refuse"],
    [408, "retry"],
    [410, "refuse"],
    [413, "refuse"],
    [422, "refuse"],
    [429, "retry"],
    [500, "retry"],
    [502, "retry"],
    [503, "retry"],
    [504, "retry"],
  ])("answered %s: %s", async (status, state) => {
    side.answer = (response) => void response.writeHead(status, { location: `${side.url}/other` }).end();
    const sending = await notifier(kind).notify(message());
    expect(sending.state).toBe(state);
    if (sending.state !== "sent") expect(sending.reason).toContain(`answered ${status}`);
    // No redirect is followed.
    expect(side.heard).toHaveLength(1);
  });

  it.each([
    ["17", 17_000],
    ["0.5", 500],
    ["0", 0],
    ["Sat, 14 Mar 2026 02:01:30 GMT", 90_000],
    ["Sat, 14 Mar 2026 01:00:00 GMT", 0],
    ["86400", 3_600_000],
    ["soon", null],
    ["-5", null],
  ])("429 with Retry-After %j waits %s ms", async (after, afterMs) => {
    side.answer = (response) => void response.writeHead(429, { "retry-after": after }).end();
    expect(await notifier(kind).notify(message())).toMatchObject({ state: "retry", afterMs });
  });

  it("503 with Retry-After waits as well", async () => {
    side.answer = (response) => void response.writeHead(503, { "retry-after": "30" }).end();
    expect(await notifier(kind).notify(message())).toMatchObject({ state: "retry", afterMs: 30_000 });
  });

  it("gives up an answer that does not come, and tries again later", async () => {
    side.answer = () => undefined;
    expect(await notifier(kind, 100).notify(message())).toEqual({
      state: "retry",
      afterMs: null,
      reason: "no answer within 0.1 s",
    });
  });

  it("gives up an answer whose body does not end", async () => {
    side.answer = (response) => void response.writeHead(200).write("o");
    expect(await notifier(kind, 100).notify(message())).toMatchObject({ state: "retry" });
  });

  it("reads no more of a body than it needs", async () => {
    let ended = false;
    side.answer = (response) => {
      response.writeHead(400, { "content-type": "text/plain" });
      response.on("close", () => (ended = true));
      response.on("error", () => undefined);
      const more = (): void => {
        while (!ended && response.write("x".repeat(64 * 1024)));
        if (!ended) response.once("drain", more);
      };
      more();
    };
    const sending = await notifier(kind).notify(message());
    expect(sending.state).toBe("refuse");
    expect(JSON.stringify(sending).length).toBeLessThan(400);
  });

  it("tries again when the connection is reset or refused", async () => {
    side.answer = (response) => void response.socket?.resetAndDestroy();
    expect(await notifier(kind).notify(message())).toMatchObject({
      state: "retry",
      reason: expect.stringContaining("ECONNRESET"),
    });
    const gone = notifier(kind);
    await side.close();
    expect(await gone.notify(message())).toMatchObject({
      state: "retry",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
    side = await farSide();
  });

  it.each([400, 500])("tells nothing secret when a %s says all that it was sent", async (status) => {
    side.answer = (response, heard) => {
      const all = `${heard.path} ${JSON.stringify(heard.headers)} ${heard.body}`;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: `no: ${all}`, errors: [encodeURIComponent(all)] }));
    };
    const sending = await notifier(kind).notify(message());
    expect(sending.state).not.toBe("sent");
    expect(JSON.stringify(sending)).not.toContain(SECRET);
  });

  it.each(["no_service", '{"message":"no_service"}', '{"error":{"message":"no_service"}}'])(
    "says the far side's reason: %s",
    async (body) => {
      side.answer = (response) => void response.writeHead(404).end(body);
      expect(await notifier(kind).notify(message())).toEqual({
        state: "refuse",
        reason: "answered 404: no_service",
      });
    },
  );

  it("says nothing of a page of HTML", async () => {
    side.answer = (response) => void response.writeHead(502).end("<html>bad gateway</html>");
    expect(await notifier(kind).notify(message())).toMatchObject({ reason: "answered 502" });
  });

  it("sends JSON of the kind", async () => {
    await notifier(kind).notify(message());
    expect(side.heard[0]).toMatchObject({
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "heal" },
    });
    expect(() => JSON.parse(side.heard[0]?.body ?? "") as unknown).not.toThrow();
  });

  it("sends the end as well", async () => {
    expect(await notifier(kind).notify(message(over))).toEqual({ state: "sent" });
    expect(side.heard).toHaveLength(1);
  });
});

describe("addresses", () => {
  const kinds = notifierKinds.filter(({ name }) => name !== "email");

  it.each(kinds.map(({ name }) => name))("%s: without leave, https alone has the form", (kind) => {
    const found = kinds.find(({ name }) => name === kind);
    const value = targets[kind] ?? String;
    expect(found?.check(value("https://vendor.example"), false)).toBe(true);
    expect(found?.check(value("http://vendor.example"), false)).toBe(false);
    expect(found?.check(value("http://vendor.example"), true)).toBe(true);
    for (const bad of ["ftp://vendor.example", "file:///etc/passwd", "", "javascript:alert(1)"])
      expect([bad, found?.check(value(bad), true)]).toEqual([bad, false]);
    expect(found?.check(value("https://user:word@vendor.example"), true)).toBe(false);
  });

  it.each([
    "https://127.0.0.1",
    "https://localhost",
    "https://10.1.2.3",
    "https://192.168.0.9",
    "https://169.254.169.254",
    "https://[::1]",
    "https://[fd00::1]",
    "https://[::ffff:127.0.0.1]",
    "https://0.0.0.0",
  ])("%s is refused without leave", async (url) => {
    const slack = open("slack", `${url}/x`, createWire({ allowPrivate: false, clock }));
    expect(await slack.notify(message())).toEqual({
      state: "refuse",
      reason: "its address is not a public one (HEAL_NOTIFY_ALLOW_PRIVATE)",
    });
  });

  it("a name that leads to a private address is refused too", async () => {
    const resolve: LookupFunction = (_host, options, done) =>
      options.all ? done(null, [{ address: "10.0.0.1", family: 4 }]) : done(null, "10.0.0.1", 4);
    const careful = createWire({ allowPrivate: false, clock: systemClock, resolve });
    for (const [kind, value] of Object.entries(targets))
      expect([kind, await open(kind, value("https://vendor.example"), careful).notify(message())]).toEqual([
        kind,
        { state: "refuse", reason: "its address is not a public one (HEAL_NOTIFY_ALLOW_PRIVATE)" },
      ]);
  });
});
