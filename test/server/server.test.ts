import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HealError } from "../../src/core/errors.js";
import { createAccept } from "../../src/intake/commit.js";
import { createMetrics } from "../../src/server/metrics.js";
import { createRoutes } from "../../src/server/routes.js";
import { createServer } from "../../src/server/server.js";
import type { Route } from "../../src/server/route.js";
import { silentLog } from "../../src/intake/log.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const TOKEN = "an-api-token-of-at-least-32-characters";
let database: TestDatabase;
let healthy = true;
const servers: Server[] = [];

async function serve(token?: string): Promise<string> {
  const metrics = createMetrics({ heal_queue_depth: { help: "waiting", read: () => 7 } });
  metrics.intake.request("github", "accepted", 0.02);
  const more: Route[] = [
    { method: "GET", path: "/", access: "page", handler: ({ res }) => void res.end("page") },
    {
      method: "POST",
      path: "/api/v1/things/:id/*",
      access: "api",
      handler: ({ res, params }) => void res.end(JSON.stringify(params)),
    },
    {
      method: "GET",
      path: "/api/v1/broken",
      access: "api",
      handler: () => Promise.reject(new Error("secret detail")),
    },
    {
      method: "GET",
      path: "/api/v1/down",
      access: "api",
      handler: () => Promise.reject(new HealError("HEAL_STORE_UNAVAILABLE", "secret detail")),
    },
  ];
  const routes = createRoutes({
    intake: async (_req, res) => void res.end("intake"),
    checks: {
      database: async () => {
        if (!healthy) throw new Error("not migrated");
      },
    },
    metrics,
    db: database.db,
    more,
  });
  const server = createServer({ routes, settings: { HEAL_API_TOKEN: token }, log: silentLog });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let open: string;
let guarded: string;
beforeAll(async () => {
  database = await testDatabase();
  open = await serve();
  guarded = await serve(TOKEN);
});
afterAll(async () => {
  for (const server of servers) server.close().closeAllConnections();
  await database.drop();
});

const get = (url: string, headers: Record<string, string> = {}) => fetch(url, { headers });
/** fetch does not let a caller choose the Host header. */
const statusWith = (url: string, headers: Record<string, string>) =>
  new Promise<number>((resolve, reject) => {
    request(url, { headers }, (res) => (res.resume(), resolve(res.statusCode ?? 0)))
      .on("error", reject)
      .end();
  });

describe("routes", () => {
  it.each([
    ["GET", "/healthz", 200],
    ["HEAD", "/healthz", 200],
    ["POST", "/healthz", 405],
    ["GET", "/healthz/", 404],
    ["GET", "/nothing", 404],
    ["GET", "/", 200],
    ["GET", "//evil.example/x", 404],
    ["GET", "/api/v1/deliveries/%ff", 404],
    ["POST", "/api/alerts/generic", 200],
    ["GET", "/api/v1/broken", 500],
    ["GET", "/api/v1/down", 503],
  ])("%s %s is %d", async (method, path, status) => {
    const response = await fetch(`${open}${path}`, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("secret detail");
  });

  it("hand the path's parts over, decoded", async () => {
    const response = await fetch(`${open}/api/v1/things/a%2Fb/c/d`, { method: "POST" });
    expect(await response.json()).toEqual({ id: "a/b", "*": "c/d" });
  });
});

describe("who may read", () => {
  const list = "/api/v1/deliveries";
  it.each([
    ["this machine", {}, 200],
    ["this machine by name", { host: "localhost:3000" }, 200],
    ["a page of another host (DNS rebinding)", { host: "evil.example:3000" }, 403],
    ["a proxy", { "x-forwarded-for": "203.0.113.9" }, 403],
    ["a proxy of the newer kind", { forwarded: "for=203.0.113.9" }, 403],
  ])("without a token: %s", async (_name, headers, status) => {
    expect(await statusWith(`${open}${list}`, headers as unknown as Record<string, string>)).toBe(status);
  });

  const basic = `Basic ${Buffer.from(`me:${TOKEN}`).toString("base64")}`;
  it.each([
    ["nobody, from loopback too", list, undefined, 401],
    ["the token", list, `Bearer ${TOKEN}`, 200],
    ["a wrong token", list, `Bearer ${TOKEN}x`, 401],
    ["the token as password of the API", list, basic, 401],
    ["the token as password of a page", "/", basic, 200],
    ["nobody at a page", "/", undefined, 401],
    ["nobody at a delivery", `${list}/x`, undefined, 401],
    ["nobody at the probes", "/healthz", undefined, 200],
    ["nobody at the metrics", "/metrics", undefined, 401],
    ["the token at the metrics", "/metrics", `Bearer ${TOKEN}`, 200],
    ["nobody at a collector", "/api/alerts/generic", undefined, 200],
  ])("with a token: %s", async (_name, path, authorization, status) => {
    const response = await get(`${guarded}${path}`, authorization ? { authorization } : {});
    expect(response.status).toBe(status);
    if (status === 401)
      expect(response.headers.get("www-authenticate")).toMatch(/^(Basic|Bearer) realm="heal"$/);
  });
});

describe("probes and metrics", () => {
  it("says ready only when every part is well, and why not", async () => {
    expect((await get(`${open}/readyz`)).status).toBe(200);
    healthy = false;
    try {
      const response = await get(`${open}/readyz`);
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({ status: "not ready", checks: { database: "not migrated" } });
      const stranger = await get(`${guarded}/readyz`);
      expect(stranger.status).toBe(503);
      expect(await stranger.json()).toEqual({ status: "not ready", checks: { database: "not ok" } });
      const reader = await get(`${guarded}/readyz`, { authorization: `Bearer ${TOKEN}` });
      expect(await reader.json()).toMatchObject({ checks: { database: "not migrated" } });
      expect((await get(`${open}/healthz`)).status).toBe(200);
    } finally {
      healthy = true;
    }
  });

  it("counts deliveries, their time, and what waits", async () => {
    const text = await (await get(`${open}/metrics`)).text();
    expect(text).toContain('heal_deliveries_total{source="github",outcome="accepted"} 1');
    expect(text).toContain('heal_ack_seconds_bucket{le="0.025",source="github"} 1');
    expect(text).toContain("heal_queue_depth 7");
  });
});

describe("the deliveries API", () => {
  const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second));
  beforeAll(async () => {
    const accept = createAccept(database.db);
    for (let i = 0; i < 60; i += 1)
      await accept({
        source: "github",
        key: `gh-${String(i).padStart(2, "0")}`,
        event: "push",
        priority: 5,
        headers: {},
        body: Buffer.from("{}"),
        receivedAt: at(i),
      });
  });

  it("tells one by its id", async () => {
    const response = await get(`${open}/api/v1/deliveries/gh-07`);
    expect(await response.json()).toEqual({
      delivery: "gh-07",
      source: "github",
      event: "push",
      action: null,
      received_at: "2026-03-01T10:00:07.000Z",
      state: "received",
      reason: null,
      attempts: 0,
      incident: null,
    });
    expect((await get(`${open}/api/v1/deliveries/none`)).status).toBe(404);
  });

  it("lists them newest first, page by page, none twice", async () => {
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page = (await (await get(`${open}/api/v1/deliveries?cursor=${next}`)).json()) as {
        deliveries: { delivery: string }[];
        next: string | null;
      };
      seen.push(...page.deliveries.map(({ delivery }) => delivery));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => `gh-${String(59 - i).padStart(2, "0")}`));
  });

  it("filters, and refuses what it does not know", async () => {
    const one = (await (await get(`${open}/api/v1/deliveries?delivery=gh-03`)).json()) as {
      deliveries: unknown[];
    };
    expect(one.deliveries).toHaveLength(1);
    const parked = (await (await get(`${open}/api/v1/deliveries?state=parked`)).json()) as {
      deliveries: unknown[];
    };
    expect(parked).toEqual({ deliveries: [], next: null });
    expect((await get(`${open}/api/v1/deliveries?state=lost`)).status).toBe(400);
    expect((await get(`${open}/api/v1/deliveries?cursor=rubbish`)).status).toBe(400);
  });
});
