import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { unconfiguredGitHub } from "../../src/github/unconfigured.js";
import { download, openDownload, redirectTarget } from "../../src/github/download.js";
import { orNull, toHealError } from "../../src/github/errors.js";
import { HealError } from "../../src/core/errors.js";

let server: Server;
let base: string;
let tellEnd: () => void;
const ended = new Promise<void>((resolve) => (tellEnd = resolve));
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    if (path === "/long") return void response.end("0123456789".repeat(100_000));
    if (path === "/away") return void response.writeHead(302, { location: "/long" }).end();
    if (path === "/endless") {
      response.once("close", tellEnd);
      response.write("x");
      return;
    }
    if (path === "/cut") {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
      return;
    }
    response.writeHead(Number(path.slice(1))).end("x");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const get = (path: string, bytes = 1_000_000) => download(new URL(path, base), { bytes, timeoutMs: 5_000 });
const open = (path: string) => openDownload(new URL(path, base), 5_000);

describe("download", () => {
  it("gives what is long as it arrives, to its end, or refuses it", async () => {
    const all = await text((await open("/long"))!);
    expect([all.length, all.endsWith("0123456789")]).toEqual([1_000_000, true]);
    await expect(get("/long", 100_000)).rejects.toMatchObject({ code: "HEAL_ARCHIVE_INVALID" });
    expect((await get("/long"))?.length).toBe(1_000_000);
  });

  it.each([
    ["/cut", "HEAL_LOG_CUT"],
    ["/500", "HEAL_GITHUB_UNAVAILABLE"],
    ["/403", "HEAL_GITHUB_UNAVAILABLE"],
    ["/away", "HEAL_GITHUB_UNAVAILABLE"],
  ])("%s is %s", async (path, code) => {
    await expect(get(path)).rejects.toMatchObject({ code });
  });

  it("gives what has arrived before it was cut", async () => {
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const bytes of (await open("/cut"))!) seen.push(bytes.toString());
    };
    await expect(read()).rejects.toMatchObject({ code: "HEAL_LOG_CUT" });
    expect(seen.join("")).toBe("half");
  });

  it("ends when nobody reads on", async () => {
    for await (const bytes of (await open("/endless"))!) if (bytes.length > 0) break;
    await ended;
  });

  it.each(["/404", "/410"])("%s is nothing", async (path) => {
    expect([await get(path), await open(path)]).toEqual([null, null]);
  });
});

describe("where a redirect may lead", () => {
  it.each([
    ["https://storage.example/x", "https://api.github.com"],
    ["http://ghe.internal:8080/x", "http://ghe.internal/api/v3"],
    ["/x", "http://ghe.internal/api/v3"],
  ])("%s from %s", (location, from) => {
    expect(redirectTarget(location, from).href).toBe(new URL(location, from).href);
  });
  it.each([
    ["http://storage.example/x", "https://api.github.com"],
    ["http://169.254.169.254/latest", "http://ghe.internal/api/v3"],
    ["file:///etc/passwd", "https://api.github.com"],
    [undefined, "https://api.github.com"],
  ])("not %s from %s", (location, from) => {
    expect(() => redirectTarget(location, from)).toThrow(HealError);
  });
});

describe("GitHub's refusals in heal's words", () => {
  const failure = (status: number, message = "no", headers: Record<string, string> = {}) =>
    Object.assign(new Error(message), { status, response: { headers } });
  it.each<[string, unknown, Record<string, unknown>]>([
    ["no answer", new Error("socket hang up"), { code: "HEAL_GITHUB_UNAVAILABLE", retryable: true }],
    ["429", failure(429), { code: "HEAL_GITHUB_UNAVAILABLE", retryAfterMs: 60_000 }],
    ["429 with a pause", failure(429, "x", { "retry-after": "3" }), { retryAfterMs: 3_000 }],
    [
      "an exhausted window that is over",
      failure(403, "x", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }),
      { code: "HEAL_GITHUB_UNAVAILABLE", retryAfterMs: 0 },
    ],
    [
      "not accessible",
      failure(403, "Resource not accessible by integration"),
      { code: "HEAL_GITHUB_REFUSED", message: expect.stringContaining("`issues: write`") },
    ],
    ["403", failure(403, "Repository was archived"), { code: "HEAL_GITHUB_REFUSED", retryable: false }],
    ["404", failure(404), { code: "HEAL_GITHUB_GONE" }],
    ["410", failure(410), { code: "HEAL_GITHUB_GONE" }],
    ["408", failure(408), { code: "HEAL_GITHUB_UNAVAILABLE" }],
    [
      "503",
      failure(503, "x", { "retry-after": "2" }),
      { code: "HEAL_GITHUB_UNAVAILABLE", retryAfterMs: 2_000 },
    ],
    ["422", failure(422, "Validation Failed"), { code: "HEAL_GITHUB_REFUSED" }],
  ])("%s", (_name, error, expected) => {
    expect(toHealError(error, "issues: write")).toMatchObject(expected);
  });

  it("gone is null, all else is thrown on", async () => {
    expect(await orNull(Promise.reject(new HealError("HEAL_GITHUB_GONE", "x")))).toBeNull();
    const refused = new HealError("HEAL_GITHUB_REFUSED", "x");
    await expect(orNull(Promise.reject(refused))).rejects.toBe(refused);
    expect(await orNull(Promise.resolve(1))).toBe(1);
  });

  it("without an App every call says what is missing", async () => {
    const github = unconfiguredGitHub();
    const at = { fullName: "a/b", id: null, installationId: null };
    await expect(github.branchHead(at, "main")).rejects.toMatchObject({
      code: "HEAL_GITHUB_REFUSED",
      message: expect.stringContaining("APP_ID"),
    });
  });
});
