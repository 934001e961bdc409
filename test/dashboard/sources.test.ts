import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Refusals } from "../../src/intake/refusals.js";
import { PRESET } from "../../src/intake/source.js";
import { acceptAll, parkUnread } from "../../src/store/deliveries.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, NOW } from "./seed.js";
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

const came = (id: string, source: string, body: unknown, headers: Record<string, string> = {}) =>
  acceptAll(database.db, [
    {
      id,
      source,
      key: id,
      event: "alert",
      headers,
      body: Buffer.from(JSON.stringify(body)),
      receivedAt: NOW,
      priority: 5,
    },
  ]);

it("is there, also when nothing has happened yet", async () => {
  const { status, text } = await site.get("/sources");
  expect(status).toBe(200);
  expect(text).toContain("<h1>Sources</h1>");
  expect(text).toContain('href="/sources" aria-current="page"');
  expect(text).toContain('id="source-alertmanager"');
});

it("shows what came, how it is read, and nothing secret of it", async () => {
  await came(
    "1",
    "generic",
    { event_id: "9", event_name: "CPU <b>high</b>", event_value: "1", api_key: "orchid meadow" },
    { [PRESET]: "zabbix" },
  );
  await came("2", "generic", [{ title: "Disk" }, { nothing: 1 }]);
  const { text } = await site.get("/sources");
  expect(text).toContain("CPU &lt;b&gt;high&lt;/b&gt;");
  expect(text).toContain("read as zabbix");
  expect(text).toContain("event 2: nothing in it stands where the mapping has a title");
  expect(text).toContain("[redacted:key]");
  expect(text).not.toContain("orchid");
});

it("what could not be read stands on the front page, with the reason", async () => {
  expect((await site.get("/")).text).not.toContain("could not be read");
  await parkUnread(
    database.db,
    { id: "p", source: "sentry", key: "p", event: "alert", receivedAt: NOW },
    "the body has no <title>",
  );
  const { text } = await site.get("/");
  expect(text).toContain("1 delivery could not be read");
  expect(text).toContain("the body has no &lt;title&gt;");
  expect(text).toContain('href="/deliveries?state=parked"');
});

it("tells on the front page of senders with a wrong secret, for an hour, and of no other refusal", async () => {
  const refusals = new Refusals(before(90));
  const own = await serve(database.db, undefined, undefined, { refusals });
  try {
    refusals.note({ source: "grafana", kind: "unauthentic", reason: "wrong bearer token", at: before(61) });
    refusals.note({ source: "sns", kind: "too_large", reason: "too large", at: before(1) });
    expect((await own.get("/")).text).not.toContain("Senders are refused.");
    const refused = { source: "alertmanager", kind: "unauthentic", at: before(5) } as const;
    refusals.note({ ...refused, reason: "<b>wrong</b> bearer token" });
    const { text } = await own.get("/");
    expect(text).toContain("Senders are refused.");
    expect(text.replace(/<[^<>]*>/g, "").replace(/\s+/g, " ")).toContain(
      "alertmanager: 1 request in 24 hours, the last 5 min ago: &lt;b&gt;wrong&lt;/b&gt; bearer token",
    );
    expect(text).not.toContain("grafana</bdi>: ");
  } finally {
    await own.close();
  }
});

it("shows who was sent away, by source and kind, with the last reason as text", async () => {
  const refusals = new Refusals(before(90));
  const own = await serve(database.db, undefined, undefined, { refusals });
  try {
    const words = async () => (await own.get("/sources")).text.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
    expect(await words()).toContain("No request was refused since this heal started, 1 h ago");
    const refused = { source: "github", kind: "unauthentic", reason: "<b>wrong</b> signature" } as const;
    refusals.note({ ...refused, at: before(60 * 30) });
    refusals.note({ ...refused, at: before(5) });
    const { text } = await own.get("/sources");
    expect(text).not.toContain("<b>wrong");
    expect(await words()).toContain(
      "github not proven who it is 1 2 &lt;b&gt;wrong&lt;/b&gt; signature 5 min ago",
    );
  } finally {
    await own.close();
  }
  expect((await site.get("/sources")).text).not.toContain('id="refused"');
});
