import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { serve, type Served } from "../dashboard/serve.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { SECRET, stand, type Stand } from "../intake/test-server.js";
import { raw, statusOf } from "./raw.js";

let database: TestDatabase;
let site: Served;
let collector: Stand;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
  collector = await stand();
});
afterAll(async () => {
  await collector.stop();
  await site.close();
  await database.drop();
});

const targets = [
  ...[
    "/x/../api/reports",
    "/./api/reports",
    "/%2e/api/reports",
    "/api\\reports",
    "/x/%2E%2e/api/alerts/generic",
  ],
  ...["//api/reports", "/api//reports", "/api/reports/", "/API/reports", "/%61pi/reports", "/api/reports;x"],
  ...[
    "/api/alerts/",
    "/api/alerts/github",
    "/api/alerts/reports",
    "/api/alerts/none",
    "/api/alerts/generic/",
  ],
  ...[
    "/api/alerts/generic%2fx",
    "/api/alerts/generic/a/b",
    "/api/alerts/%2e%2e/reports",
    "/api/alerts/..%2freports",
  ],
  ...[
    "/api/github/webhooks/x",
    "/api/github/webhooks%00",
    "/api/alerts/%00",
    "/api/alerts/%ff",
    "/api/alerts/%c0%ae",
  ],
  ...[
    "/api/alerts/%",
    "/api/alerts/%zz",
    "/%",
    "/?%",
    "/assets/..%2f..%2fpackage.json",
    "/assets/%2e%2e/style.css",
  ],
  ...[
    "/assets//style.css",
    "/assets/style.css/",
    "/api/alerts/[x]",
    "/api/alerts/a|b",
    "/\u00e4",
    "/.",
    "/..",
    "/%2e",
  ],
  ...[
    "*",
    "http://heal/healthz",
    "//healthz",
    "/healthz#x",
    "healthz",
    "/healthz%0d%0aX:1",
    `/${"a".repeat(8_000)}`,
  ],
];

/** `Connection: close`, so that an answer ends the connection; one that never comes is the test's time-out. */
const ask = async (url: string, method: string, target: string, more: string[] = []): Promise<number> =>
  statusOf(
    await raw(
      url,
      [`${method} ${target} HTTP/1.1`, "Host: localhost", ...more, "Connection: close", "", ""].join("\r\n"),
    ),
  );

describe("an odd path is answered at once, by whatever method", () => {
  it.each(targets)("%s", async (target) => {
    for (const method of ["GET", "POST", "PUT", "OPTIONS"]) {
      const length = method === "GET" ? [] : ["Content-Type: application/json", "Content-Length: 0"];
      expect([200, 400, 404, 405]).toContain(await ask(site.url, method, target, length));
      expect([400, 404, 405]).toContain(await ask(collector.url, method, target, length));
    }
  });

  it("with a body that never comes, too", async () => {
    for (const target of ["/x/../api/reports", "/nothing", "/api/alerts/none"])
      expect(
        statusOf(await raw(collector.url, `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n`)),
      ).toBe(404);
  });

  it.each([
    ["CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 405],
    ["OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400],
    [`GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ["GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n", 404],
    [
      "POST /nothing HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\nConnection: close\r\n\r\n",
      404,
    ],
  ])("%j", async (text, status) => {
    expect(statusOf((await raw(site.url, text)).replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ""))).toBe(
      status,
    );
  });
});

describe("the token of a path", () => {
  const post = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${collector.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ title: "disk" }),
    });

  it("lets a sender in that cannot set headers, also with escapes and a preset", async () => {
    expect((await post(`/api/alerts/generic/${SECRET}`)).status).toBe(202);
    expect((await post(`/api/alerts/generic/%61${SECRET.slice(1)}?preset=zabbix`)).status).toBe(202);
    expect((await post(`/api/alerts/sentry/${SECRET}`)).status).toBe(202);
  });

  it.each([
    ["a wrong one", `/api/alerts/generic/${SECRET}x`, {}],
    ["an empty one", "/api/alerts/generic/%20", {}],
    ["one that is escaped twice", `/api/alerts/generic/%2561${SECRET.slice(1)}`, {}],
    ["a wrong one beside a good header", "/api/alerts/generic/wrong", { authorization: `Bearer ${SECRET}` }],
  ])("refuses %s", async (_name, path, headers) => {
    const response = await post(path, headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: "unauthentic", message: "wrong token in the path" });
  });

  it("opens neither GitHub's nor the Action's door, and is in no log line and no row", async () => {
    expect((await post(`/api/alerts/github/${SECRET}`)).status).toBe(404);
    expect((await post(`/api/github/webhooks/${SECRET}`)).status).toBe(404);
    const path = `/api/alerts/generic/${SECRET}`;
    expect((await post(path, { referer: `${collector.url}${path}` })).status).toBe(202);
    expect((await fetch(`${collector.url}${path}`)).status).toBe(405);
    expect(JSON.stringify([collector.lines, collector.inbox.rows().map((row) => row.headers)])).not.toContain(
      SECRET,
    );
  });
});

it("answers 400 for a parameter that no text of the database holds, and does not call that an error", async () => {
  expect((await site.get("/performance?component=%00")).status).toBe(400);
  for (const path of [
    "/api/v1/deliveries?delivery=%00",
    "/api/v1/deliveries?cursor=rubbish",
    "/api/v1/incidents?cursor=%00",
  ])
    expect((await site.get(path, {})).status).toBe(400);
  expect([400, 404]).toContain((await site.get("/api/v1/deliveries/%00", {})).status);
});
