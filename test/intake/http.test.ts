import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { request } from "node:http";
import { HealError } from "../../src/core/errors.js";
import { SECRET, signature, stand, type Stand } from "./test-server.js";

let s: Stand;
beforeAll(async () => {
  s = await stand();
});
afterAll(() => s.stop());

const rows = () => s.inbox.rows().length;

describe("an authentic delivery", () => {
  it("is stored, answered 202 with its id, and waked", async () => {
    const response = await s.github({ zen: "x" }, { delivery: "d-1" });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ delivery: "d-1" });
    expect(s.inbox.rows().find((row) => row.id === "d-1")).toMatchObject({
      source: "github",
      event: "ping",
      body: Buffer.from('{"zen":"x"}'),
      headers: { "x-github-delivery": "d-1", "x-github-event": "ping" },
    });
    expect(s.woken).toContain("d-1");
  });

  it("is answered with the same id when it is repeated, and waked once", async () => {
    const first = await (await s.alert("generic", { title: "again" })).json();
    const before = rows();
    const second = await s.alert("generic", { title: "again" });
    expect(second.status).toBe(202);
    expect(await second.json()).toEqual(first);
    expect(rows()).toBe(before);
    expect(s.woken.filter((id) => id === (first as { delivery: string }).delivery)).toHaveLength(1);
  });

  it.each([
    ["NUL", '{"zen":"a\\u0000b"}'],
    ["a lone surrogate", '{"zen":"\\ud800"}'],
    ["a list", "[1]"],
    ["as deep as the limit", `${"[".repeat(200)}${"]".repeat(200)}`],
  ])("may hold %s", async (_name, body) => {
    expect((await s.github(body)).status).toBe(202);
    expect(s.inbox.rows().at(-1)?.body.toString()).toBe(body);
  });

  it.each([
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;x=y",
  ])("may come as %s", async (type) => {
    expect((await s.github({}, { headers: { "content-type": type } })).status).toBe(202);
  });

  it.each([
    ["bearer", { authorization: `Bearer ${SECRET}` }],
    ["bearer in lower case", { authorization: `bearer ${SECRET}` }],
    ["basic", { authorization: `Basic ${Buffer.from(`anyone:${SECRET}`).toString("base64")}` }],
  ])("of an alert may prove itself by %s", async (_name, headers) => {
    expect((await s.alert("alertmanager", { alerts: [] }, headers)).status).toBe(202);
  });
});

describe("what is refused", () => {
  const body = '{"zen":"y"}';
  const good = signature(body);
  it.each([
    ["no signature", undefined],
    ["an empty one", ""],
    ["of another secret", signature(body, "another")],
    ["of another body", signature("{}")],
    ["in upper case", good.toUpperCase().replace("SHA256", "sha256")],
    ["with an upper-case name", good.replace("sha256", "SHA256")],
    ["without its name", good.slice(7)],
    ["too short", good.slice(0, -1)],
    ["too long", `${good}0`],
    ["with a space", `${good} `.replace("=", "= ")],
    ["of SHA-1", good.replace("sha256", "sha1")],
  ])("a signature: %s", async (_name, given) => {
    const before = rows();
    const headers: Record<string, string> = given === undefined ? {} : { "x-hub-signature-256": given };
    const response = await fetch(`${s.url}/api/github/webhooks`, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": "ping",
        "x-github-delivery": "forged",
        ...headers,
      },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: "unauthentic" });
    expect(rows()).toBe(before);
  });

  it("claims no id before its signature is checked", async () => {
    await s.github(body, { delivery: "claimed", headers: { "x-hub-signature-256": signature("{}") } });
    const response = await s.github(body, { delivery: "claimed" });
    expect(response.status).toBe(202);
    expect(s.inbox.rows().filter((row) => row.key === "claimed")).toHaveLength(1);
  });

  it.each([
    ["none", {}],
    ["a wrong token", { authorization: "Bearer wrong" }],
    ["no scheme", { authorization: SECRET }],
    ["the secret as user", { authorization: `Basic ${Buffer.from(`${SECRET}:`).toString("base64")}` }],
    ["another scheme", { authorization: `Digest ${SECRET}` }],
  ])("an alert's authorization: %s", async (_name, headers: Record<string, string>) => {
    const response = await s.alert("generic", { title: "t" }, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  it.each([
    ["text", { "content-type": "text/plain" }, 415],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["another json", { "content-type": "application/jsonx" }, 415],
    ["json by suffix", { "content-type": "application/vnd.api+json" }, 415],
    ["gzip", { "content-encoding": "gzip" }, 415],
    ["identity", { "content-encoding": "identity" }, 415],
  ])("a media type: %s", async (_name, headers, status) => {
    expect((await s.github({}, { headers: headers })).status).toBe(status);
  });

  it.each([
    ["half a document", '{"a":'],
    ["nothing", ""],
    ["words", "hello"],
    ["one level too deep", `${"[".repeat(201)}${"]".repeat(201)}`],
    ["an abyss", "[".repeat(100_000)],
  ])("a body: %s", async (_name, text) => {
    const before = rows();
    const response = await s.github(text);
    expect(response.status).toBe(400);
    expect(rows()).toBe(before);
  });

  it("bytes that are not UTF-8", async () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    const response = await fetch(`${s.url}/api/github/webhooks`, {
      method: "POST",
      body: bytes,
      headers: {
        "content-type": "application/json",
        "x-github-event": "ping",
        "x-github-delivery": "utf8",
        "x-hub-signature-256": signature(bytes),
      },
    });
    expect(response.status).toBe(400);
  });

  it.each([
    ["the delivery's id", { "x-github-delivery": "" }],
    ["a sane id", { "x-github-delivery": "a b" }],
    ["the event", { "x-github-event": "" }],
  ])("GitHub without %s", async (_name, headers) => {
    expect((await s.github({}, { headers: headers as unknown as Record<string, string> })).status).toBe(400);
  });

  it("another method, a source that is not built in", async () => {
    expect((await fetch(`${s.url}/api/github/webhooks`)).status).toBe(405);
    expect((await s.alert("nimbus", {})).status).toBe(404);
    expect((await s.alert("__proto__", {})).status).toBe(404);
  });

  it("a source without a secret", async () => {
    const off = await stand({ off: true });
    try {
      expect((await off.alert("generic", { title: "t" })).status).toBe(404);
      expect((await off.github({})).status).toBe(404);
    } finally {
      await off.stop();
    }
  });

  it("says one line a refusal, with neither secret nor body", async () => {
    s.lines.length = 0;
    await s.github({ password: "hunter2" }, { headers: { "x-hub-signature-256": signature("x") } });
    expect(s.lines).toHaveLength(1);
    expect(s.lines[0]).toMatchObject({
      level: "info",
      message: "delivery refused",
      fields: { status: 401, source: "github" },
    });
    expect(JSON.stringify(s.lines)).not.toMatch(/hunter2|a-webhook-secret/);
  });
});

describe("a body at its cap", () => {
  const CAP = 26_214_400;
  const send = (length: number, chunked: boolean) =>
    new Promise<{ status: number; closed: boolean }>((resolve, reject) => {
      const body = Buffer.alloc(length, 0x20);
      body.write("{}");
      const req = request(`${s.url}/api/github/webhooks`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-github-event": "ping",
          "x-github-delivery": `big-${length}-${chunked}`,
          "x-hub-signature-256": signature(body),
          ...(chunked ? { "transfer-encoding": "chunked" } : { "content-length": length }),
        },
      });
      req.on("response", (res) => {
        res.resume();
        resolve({ status: res.statusCode ?? 0, closed: res.headers.connection === "close" });
      });
      req.on("error", reject);
      req.end(body);
    });

  it.each([
    [CAP, false, { status: 202, closed: false }],
    [CAP, true, { status: 202, closed: false }],
    [CAP + 1, false, { status: 413, closed: true }],
    [CAP + 1, true, { status: 413, closed: true }],
  ])("%d bytes, chunked: %s", async (length, chunked, expected) => {
    expect(await send(length, chunked)).toEqual(expected);
  });
});

describe("a store that cannot be written", () => {
  it("is answered 503, and nobody is waked", async () => {
    const broken = await stand({
      accept: () =>
        Promise.reject(new HealError("HEAL_STORE_UNAVAILABLE", "connect ECONNREFUSED 10.0.0.1:5432")),
    });
    try {
      const response = await broken.github({});
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("5");
      expect(await response.text()).not.toContain("10.0.0.1");
      expect(broken.woken).toEqual([]);
      expect(broken.outcomes).toEqual(["unavailable"]);
    } finally {
      await broken.stop();
    }
  });
});
