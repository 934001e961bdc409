import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Readable, Writable } from "node:stream";
import { runCli } from "../../src/cli/program.js";
import { isLoopbackAddress } from "../../src/server/loopback.js";
import { serve, type Served } from "../dashboard/serve.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { raw, statusOf } from "./raw.js";

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

const ask = async (headers: string[], { version = "1.1", path = "/api/v1/incidents", method = "GET" } = {}) =>
  statusOf(
    await raw(
      site.url,
      [`${method} ${path} HTTP/${version}`, ...headers, "Connection: close", "", ""].join("\r\n"),
    ),
  );
const host = () => `Host: ${new URL(site.url).host}`;

describe("without HEAL_API_TOKEN, over loopback", () => {
  it.each([
    ["X-Forwarded-For: 203.0.113.9"],
    ["X-Forwarded-Host: heal.example"],
    ["X-Forwarded-Proto: https"],
    ["X-Forwarded-Server: heal.example"],
    ["X-Real-IP: 203.0.113.9"],
    ["Forwarded: for=203.0.113.9"],
    ["Via: 1.1 varnish"],
    ["CF-Connecting-IP: 203.0.113.9"],
    ["True-Client-IP: 203.0.113.9"],
    ["X-ARR-SSL: 2048"],
    ["X-Original-URL: /"],
    ["X-Envoy-External-Address: 203.0.113.9"],
    ["X-Request-Id: 1"],
    ["X-Amzn-Trace-Id: Root=1"],
    ["Tailscale-User-Login: eve"],
    ["X-A-Header-Of-A-Proxy-To-Come: 1"],
    ["Proxy-Connection: close"],
    ["CDN-Loop: x"],
    ["Sec-WebSocket-Origin: x"],
  ])("a request with %s is a proxy's", async (header) => {
    expect(await ask([host(), header])).toBe(403);
  });

  it("what nginx before 1.29.7 sends by default is a proxy's: HTTP/1.0, the Host of what is behind it", async () => {
    expect(await ask([host()], { version: "1.0" })).toBe(403);
    expect(await ask([], { version: "1.0" })).toBe(403);
  });

  it.each([
    ["heal.example"],
    ["127.0.0.1.evil.example"],
    ["localhost.evil.example"],
    ["evil.example:3000"],
    ["localhost@evil.example"],
    ["10.0.0.5:3000"],
    ["0.0.0.0:3000"],
    [""],
  ])("a request for the host %j is not for this machine", async (name) => {
    expect(await ask([`Host: ${name}`])).toBe(403);
    expect(await ask([`Host: ${name}`], { path: "/" })).toBe(403);
  });

  it.each([
    [
      "fetched by another site",
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: empty"],
    ],
    [
      "fetched by another port",
      ["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"],
    ],
    [
      "framed by another site",
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"],
    ],
    ["fetched by an old browser", ["Origin: https://evil.example"]],
    ["fetched by an old browser from another port", ["Origin: http://localhost:1"]],
  ])("a request %s is refused", async (_name, headers) => {
    expect(await ask([host(), ...headers])).toBe(403);
  });

  it.each([
    ["curl", ["User-Agent: curl/8.5.0", "Accept: */*"], null],
    ["curl through a tunnel of another port", ["User-Agent: curl/8.5.0"], "Host: localhost:18080"],
    ["IPv6", [], "Host: [::1]:3000"],
    ["a name below localhost", [], "Host: heal.localhost"],
    [
      "a browser",
      [
        ...["Accept: text/html", "Accept-Encoding: gzip, br", "Accept-Language: de", "Cookie: a=b", "DNT: 1"],
        ...[
          "Sec-GPC: 1",
          "Priority: u=0, i",
          "Upgrade-Insecure-Requests: 1",
          'sec-ch-ua: "x"',
          "sec-ch-ua-mobile: ?0",
        ],
        ...[
          "Sec-Fetch-Site: none",
          "Sec-Fetch-Mode: navigate",
          "Sec-Fetch-User: ?1",
          "Sec-Fetch-Dest: document",
        ],
      ],
      null,
    ],
    [
      "a link from elsewhere that somebody follows",
      ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"],
      null,
    ],
    [
      "a page of ours",
      ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"],
      null,
    ],
  ])("%s may read", async (_name, headers, name) => {
    expect(await ask([name ?? host(), ...headers])).toBe(200);
    expect(await ask([name ?? host(), ...headers], { path: "/" })).toBe(200);
    expect(await ask([name ?? host(), ...headers], { path: "/metrics" })).toBe(200);
  });

  it("a proxy is told that the process lives, and no more", async () => {
    const proxied = [host(), "X-Real-IP: 203.0.113.9"];
    expect(await ask(proxied, { path: "/healthz" })).toBe(200);
    expect(await ask(proxied, { path: "/metrics" })).toBe(403);
  });
});

describe("heal serve", () => {
  const start = async (env: Record<string, string>) => {
    let said = "";
    const stderr = new Writable({ write: (chunk, _encoding, done) => ((said += String(chunk)), done()) });
    const io = {
      stdin: Readable.from([]),
      stdout: new Writable({ write: (_c, _e, done) => done() }),
      stderr,
    };
    return { status: await runCli(["serve"], { ...io, env }), said };
  };

  it.each([
    [{ HEAL_PUBLIC_URL: "https://heal.example" }],
    [{ HEAL_PUBLIC_URL: "http://127.0.0.1:3000" }],
    [{ HOST: "0.0.0.0" }],
    [{ HOST: "::" }],
    [{ HOST: "192.168.1.10" }],
    [{ HOST: "heal.internal" }],
    [{ HOST: "127.evil.example" }],
  ])("does not start with %j and no HEAL_API_TOKEN, and says how to make one", async (env) => {
    const { status, said } = await start(env);
    expect(status).toBe(1);
    expect(said).toMatch(/^heal: HEAL_API_TOKEN is not set.*openssl rand -hex 32\)\n$/);
  });
});

it.each([
  ["127.0.0.1", true],
  ["127.8.9.1", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["0.0.0.0", false],
  ["::", false],
  ["0", false],
  ["0:0:0:0:0:0:0:0", false],
  ["::ffff:0.0.0.0", false],
  ["10.0.0.1", false],
  ["127.evil.example", false],
  ["::ffff:10.0.0.1", false],
])("%s: loopback %s", (address, loopback) => {
  expect(isLoopbackAddress(address)).toBe(loopback);
});
