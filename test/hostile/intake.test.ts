import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { MemoryBudget } from "../../src/intake/memory-budget.js";
import { signature, stand, type Stand } from "../intake/test-server.js";

const MB = 1024 * 1024;
const HEAD =
  "POST /api/github/webhooks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
  "X-GitHub-Event: ping\r\nX-GitHub-Delivery: evil\r\n";

/** A sender that speaks HTTP as badly as it likes. */
class Raw {
  received = "";
  readonly closed: Promise<void>;
  private constructor(readonly socket: Socket) {
    socket.on("data", (data) => (this.received += String(data)));
    // Being hung up on is what these tests are about.
    socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
  }
  static async to(port: number, text = ""): Promise<Raw> {
    const raw = new Raw(connect(port, "127.0.0.1"));
    await once(raw.socket, "connect");
    if (text) raw.socket.write(text);
    return raw;
  }
  get status(): string {
    return this.received.slice(9, 12);
  }
  private drained(): Promise<void> {
    return new Promise((resolve) => this.socket.once("drain", resolve));
  }
  /** Writes until the other side hangs up, as fast as it reads. */
  async flood(piece: Buffer | string, limit: number, forMs = 60_000): Promise<void> {
    const until = Date.now() + forMs;
    for (let sent = 0; !this.socket.destroyed && sent < limit && Date.now() < until; sent += piece.length) {
      if (!this.socket.write(piece))
        await Promise.race([this.drained(), this.closed, pause(until - Date.now())]);
      else await new Promise(setImmediate);
    }
  }
  end(): void {
    this.socket.destroy();
  }
}

/** How long a flood is kept up when nobody hangs up. */
const FLOOD_MS = 2_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());

const portOf = (s: Stand): number => Number(new URL(s.url).port);

describe("a collector under attack", () => {
  let s: Stand;
  const open: Raw[] = [];
  const raw = async (text?: string): Promise<Raw> => {
    const one = await Raw.to(portOf(s), text);
    open.push(one);
    return one;
  };
  const start = async (options: Parameters<typeof stand>[0] = {}) => {
    await s.stop();
    s = await stand(options);
  };
  beforeEach(async () => {
    s = await stand();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) one.end();
    await s.stop();
  });

  it("ends a chunked body without an end at the cap", async () => {
    const one = await raw(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    const piece = Buffer.from(`10000\r\n${"x".repeat(65_536)}\r\n`);
    await one.flood(piece, 200 * MB);
    await one.closed;
    expect(one.status).toBe("413");
    expect(s.inbox.rows()).toEqual([]);
    expect(s.budget.used).toBe(0);
  });

  it("refuses a body that is told too large before it comes", async () => {
    const one = await raw(`${HEAD}Content-Length: 26214401\r\n\r\n`);
    await one.closed;
    expect(one.received).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
  });

  it.each([
    ["that is not a number", "Content-Length: abc\r\n\r\n{}"],
    ["that is negative", "Content-Length: -1\r\n\r\n{}"],
    ["told twice", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    ["beside chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"],
    ["and chunks that are none", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"],
  ])("refuses a length %s", async (_name, rest) => {
    const one = await raw(`${HEAD}${rest}`);
    await one.closed;
    expect(one.status).toBe("400");
    expect(s.inbox.rows()).toEqual([]);
  });

  it("takes what is more than the told length for another request, and refuses that", async () => {
    const one = await raw(
      `${HEAD}X-Hub-Signature-256: ${signature("{}")}\r\nContent-Length: 2\r\n\r\n{}SMUGGLED`,
    );
    await one.closed;
    expect(one.received.match(/HTTP\/1\.1 \d+/g)?.at(-1)).toBe("HTTP/1.1 400");
    expect(s.inbox.rows().map((row) => String(row.body))).toEqual(["{}"]);
  });

  it.each([
    ["its headers", "POST /api/github/webhooks HTTP/1.1\r\nHost: x\r\n"],
    ["a told body", `${HEAD}Content-Length: 100\r\n\r\n{`],
    ["a chunked body", `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
    ["anything", ""],
  ])("hangs up on a sender that does not finish %s", async (_name, text) => {
    await start({ deadlineMs: 200 });
    const one = await raw(text);
    await one.closed;
    expect(["", "408"]).toContain(one.status);
    expect(s.budget.used).toBe(0);
    expect(s.inbox.rows()).toEqual([]);
  });

  it("hangs up on a sender that drips byte by byte", async () => {
    await start({ deadlineMs: 300 });
    const one = await raw(`${HEAD}Content-Length: 100000\r\n\r\n`);
    const drip = setInterval(() => one.socket.write("x"), 20);
    await one.closed;
    clearInterval(drip);
    expect(["", "408"]).toContain(one.status);
  });

  it("answers others while 500 sockets idle", async () => {
    for (let i = 0; i < 500; i += 1) await raw(i % 2 ? "" : HEAD);
    const response = await s.github({ zen: "still here" });
    expect(response.status).toBe(202);
  });

  it("lets stalled large bodies give way to an honest one", async () => {
    for (let i = 0; i < 20; i += 1) await raw(`${HEAD}Content-Length: 1000000\r\n\r\n${"x".repeat(400_000)}`);
    expect((await s.github({ zen: "y".repeat(900_000) })).status).toBe(202);
    expect(open.map((one) => one.status).filter(Boolean)).toEqual(["503"]);
  });

  it("lets stalled small bodies give way to an honest one, oldest first", async () => {
    await start({ budget: new MemoryBudget(MB) });
    // Each holds 131,072 bytes of the lane: eight fit.
    for (let i = 0; i < 20; i += 1) await raw(`${HEAD}Content-Length: 250000\r\n\r\n${"x".repeat(100_000)}`);
    expect((await s.github({ zen: "y".repeat(200_000) })).status).toBe(202);
    expect(s.budget.used).toBeLessThanOrEqual(MB);
    expect(open[0]?.status).toBe("503");
    expect(open.at(-1)?.status).toBe("");
  });

  it("takes in large bodies that come at once, one after the other", async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => s.github({ zen: String(i).repeat(3_000_000) })),
    );
    expect(all.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const kept = s.inbox.rows().map(({ body }) => (JSON.parse(String(body)) as { zen: string }).zen);
    expect(kept.map((zen) => zen.length)).toEqual(Array(8).fill(3_000_000));
    expect(kept.map((zen) => [...new Set(zen)].join()).sort()).toEqual([..."01234567"]);
    expect(s.budget.used).toBe(0);
  });

  it("refuses a forged body whatever it holds, and keeps nothing of it", async () => {
    for (const body of [
      '{"a":1}',
      "[".repeat(1_000_000),
      '{"__proto__":{"admin":true}}',
      "\0".repeat(1_000),
    ]) {
      const response = await s.github(body, { headers: { "x-hub-signature-256": signature("other") } });
      expect(response.status).toBe(401);
    }
    expect(s.inbox.rows()).toEqual([]);
    expect(s.budget.used).toBe(0);
  });
});

/** Linux tells it; elsewhere nothing does so cheaply. */
const measurable = existsSync("/proc/self/status") ? it : it.skip;

describe("a collector's memory", () => {
  let child: ChildProcess;
  let port: number;
  let folder: string;
  const rss = () =>
    Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024;

  beforeEach(async () => {
    const cache = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "heal-hostile-"));
    const outfile = join(folder, "server.mjs");
    const entryPoints = [fileURLToPath(new URL("intake-server.ts", import.meta.url))];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
    });
    child = spawn(process.execPath, [outfile], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    port = Number(String(line).trim());
  });
  afterEach(async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
    await rm(folder, { recursive: true, force: true });
  });

  const forged = () =>
    fetch(`http://127.0.0.1:${port}/api/github/webhooks`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json", "x-github-event": "ping", "x-github-delivery": "d" },
    });

  measurable.each([
    [
      "endless chunks",
      20,
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      `8000\r\n${"x".repeat(32_768)}\r\n`,
      8 * MB,
    ],
    [
      "chunks of one byte",
      10,
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      "1\r\nx\r\n".repeat(5_000),
      6 * MB,
    ],
    ["large told bodies", 20, `${HEAD}Content-Length: 26000000\r\n\r\n`, "x".repeat(65_536), 8 * MB],
    ["brackets", 10, `${HEAD}Content-Length: 26000000\r\n\r\n`, "[".repeat(65_536), 8 * MB],
  ])("grows by less than 64 MB under %s of %d senders", async (_name, senders, head, piece, each) => {
    for (let i = 0; i < 20; i += 1) await (await forged()).text();
    const before = rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, rss())), 20);
    const all = await Promise.all(Array.from({ length: senders }, () => Raw.to(port, head)));
    try {
      await Promise.all(all.map((one) => one.flood(Buffer.from(piece), each, FLOOD_MS)));
      expect((await forged()).status).toBe(401);
    } finally {
      clearInterval(watch);
      for (const one of all) one.end();
    }
    expect(peak - before).toBeLessThan(64);
  });
});
