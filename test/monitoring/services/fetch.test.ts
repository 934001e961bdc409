import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  createConnections,
  isMetadata,
  type Connections,
} from "../../../src/monitoring/services/connections.js";
import {
  BODY_BYTES,
  createFetch,
  FetchFailure,
  type FetchOptions,
} from "../../../src/monitoring/services/fetch.js";

const servers: Server[] = [];
const ways: Connections[] = [];
afterEach(async () => {
  for (const one of ways.splice(0)) one.close();
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

/** A server on loopback; gives its port and what was asked of it. */
async function serve(listener: RequestListener): Promise<{ port: number; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((req, res) => {
    asked.push(req);
    listener(req, res);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { port: (server.address() as AddressInfo).port, asked };
}
const fetchWith = (allow: string[], resolve?: LookupFunction) => {
  const own = createConnections(allow, resolve);
  ways.push(own);
  return createFetch(own);
};
const get = (
  url: string,
  allow: string[] = ["127.0.0.1"],
  ask: Partial<FetchOptions> = {},
  resolve?: LookupFunction,
) => fetchWith(allow, resolve)(new URL(url), { accept: "*/*", ...ask });
const refusal = async (work: Promise<unknown>): Promise<{ message: string; refused: boolean }> => {
  const error = await work.then(
    () => new Error("it answered"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FetchFailure)) throw error;
  return { message: error.message, refused: error.refused };
};
const ok: RequestListener = (_req, res) => void res.end("fine");
/** DNS as a stranger would have it. */
const leadsTo =
  (...addresses: string[]): LookupFunction =>
  (_name, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (all) done(null, found);
    else done(null, addresses[0] ?? "", found[0]?.family);
  };

describe("addresses that are not public", () => {
  it.each([
    "http://127.0.0.1",
    "http://127.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://localhost",
    "http://[::1]",
    "http://[::ffff:127.0.0.1]",
    "http://[64:ff9b::7f00:1]",
    "http://[fe80::1]",
    "http://[fc00::1]",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://172.16.0.1",
    "http://192.168.1.1",
    "http://100.64.0.1",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254",
    "https://127.0.0.1",
  ])("%s is refused, and that is no word on its health", async (url) => {
    const { message, refused } = await refusal(get(url, []));
    expect(message).toMatch(
      /its address is not a public one; the operator can allow the host by HEAL_MONITOR_ALLOW$/,
    );
    expect(refused).toBe(true);
  });

  it.each([
    ["a private one", ["10.0.0.1"]],
    ["loopback", ["127.0.0.1"]],
    ["a public and a private one", ["93.184.215.14", "127.0.0.1"]],
    ["metadata", ["169.254.169.254"]],
    ["loopback of IPv6", ["::1"]],
  ])("a name that leads to %s is refused after DNS", async (_, addresses) => {
    const { port, asked } = await serve(ok);
    const got = await refusal(get(`http://shop.example:${port}/`, [], {}, leadsTo(...addresses)));
    expect(got).toMatchObject({ refused: true, message: expect.stringContaining("not a public one") });
    expect(asked).toHaveLength(0);
  });

  it.each([
    ["by its address", "127.0.0.1", "127.0.0.1"],
    ["by its address and port", "127.0.0.1", "127.0.0.1:PORT"],
    ["by its name", "shop.example", "shop.example"],
    ["by its name and port", "shop.example", "shop.example:PORT"],
  ])("are asked where the operator allows the host %s", async (_, host, allow) => {
    const { port } = await serve(ok);
    const list = [allow.replace("PORT", String(port))];
    expect(await get(`http://${host}:${port}/`, list, {}, leadsTo("127.0.0.1"))).toMatchObject({
      status: 200,
    });
  });

  it("are refused at another port than the one allowed, and under another name", async () => {
    const { port, asked } = await serve(ok);
    const allow = [`shop.example:${port + 1}`, "example", `127.0.0.1:${port}`];
    for (const host of ["shop.example", "a.shop.example"])
      expect(await refusal(get(`http://${host}:${port}/`, allow, {}, leadsTo("127.0.0.1")))).toMatchObject({
        refused: true,
      });
    expect(asked).toHaveLength(0);
  });

  it.each(["169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200"])(
    "%s gives credentials to whoever asks: no setting opens it",
    async (host) => {
      const { message, refused } = await refusal(get(`http://${host}/`, [host]));
      expect([message, refused]).toEqual([expect.stringContaining("metadata services"), true]);
      const address = host.replace(/[[\]]/g, "");
      const named = await refusal(get("http://shop.example/", ["shop.example"], {}, leadsTo(address)));
      expect(named.message).toContain("metadata services");
    },
  );

  it("knows metadata services also in IPv6 clothes", () => {
    expect(["::ffff:169.254.169.254", "8.8.8.8", "shop.example", ""].map(isMetadata)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("createFetch", () => {
  it.each([
    ["file:///etc/passwd", "file: addresses are not asked"],
    ["ftp://127.0.0.1/", "ftp: addresses are not asked"],
    ["http://me:secret@127.0.0.1/", "has a user name or a password in it"],
  ])("refuses %s", async (url, reason) => {
    const { message, refused } = await refusal(get(url));
    expect([message.includes(reason), message.includes("secret"), refused]).toEqual([true, false, true]);
  });

  it("gives a redirect back, and does not follow it", async () => {
    const inner = await serve(ok);
    const { port } = await serve((_req, res) => {
      res.writeHead(302, { location: `http://127.0.0.1:${inner.port}/secret` }).end();
    });
    expect(await get(`http://127.0.0.1:${port}/`, [`127.0.0.1:${port}`])).toMatchObject({ status: 302 });
    expect(inner.asked).toHaveLength(0);
  });

  it("sends no more than it must, and wants nothing packed", async () => {
    const { port, asked } = await serve(ok);
    await get(`http://127.0.0.1:${port}/a?b=c`);
    expect(asked.map(({ method, url }) => [method, url])).toEqual([["GET", "/a?b=c"]]);
    expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  const read = () => {
    const chunks: Buffer[] = [];
    return { chunks, each: (chunk: Buffer) => void chunks.push(chunk) };
  };

  it("gives the body piece by piece", async () => {
    const { port } = await serve(ok);
    const { chunks, each } = read();
    const { status, seconds, type } = await get(`http://127.0.0.1:${port}/`, undefined, { each });
    expect([status, Buffer.concat(chunks).toString(), type]).toEqual([200, "fine", ""]);
    expect(seconds).toBeGreaterThan(0);
  });

  it("refuses 100 MB at its announcement, and when it only comes", async () => {
    let sent = 0;
    const { port } = await serve((req, res) => {
      if (req.url === "/said") res.writeHead(200, { "content-length": 100 * 1024 * 1024 });
      const more = (): void => {
        while (sent < 100 * 1024 * 1024 && !res.destroyed) {
          sent += 1024 * 1024;
          if (!res.write(Buffer.alloc(1024 * 1024, "a"))) return void res.once("drain", more);
        }
      };
      more();
    });
    for (const path of ["said", "silent"]) {
      sent = 0;
      const { chunks, each } = read();
      const { message, refused } = await refusal(
        get(`http://127.0.0.1:${port}/${path}`, undefined, { each }),
      );
      expect([message.includes("the answer is longer than 5 MB"), refused]).toEqual([true, true]);
      expect(Buffer.concat(chunks).length).toBeLessThanOrEqual(path === "said" ? 0 : BODY_BYTES);
    }
  });

  it("does not mind how long a body is that it does not read", async () => {
    const { port } = await serve((_req, res) => void res.end(Buffer.alloc(1024 * 1024)));
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 });
  });

  it.each([
    ["never answers", () => undefined],
    ["begins and never ends", (_req, res) => void res.writeHead(200).write("a")],
  ] as [string, RequestListener][])("gives up on one that %s", async (_, listener) => {
    const { port } = await serve(listener);
    const { message, refused } = await refusal(
      get(`http://127.0.0.1:${port}/a?token=1`, undefined, { timeMs: 60, each: () => undefined }),
    );
    expect([message, refused]).toEqual([`http://127.0.0.1:${port}/a: no answer within 0.06 s`, false]);
  });

  it("refuses a packed answer: it can unpack to anything", async () => {
    const { port } = await serve((_req, res) => {
      res.writeHead(200, { "content-encoding": "gzip" }).end("x");
    });
    const got = await refusal(get(`http://127.0.0.1:${port}/`, undefined, { each: () => undefined }));
    expect(got).toMatchObject({ refused: true, message: expect.stringContaining("packed") });
  });

  it("says when nobody is there", async () => {
    const { port } = await serve(ok);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await refusal(get(`http://127.0.0.1:${port}/`))).toEqual({
      message: `http://127.0.0.1:${port}/: the connection is refused`,
      refused: false,
    });
  });

  it("asks again when the other side had just closed the idle connection", async () => {
    let first = true;
    const { port, asked } = await serve((req, res) => {
      if (first) res.end("fine");
      else if (req.socket === asked[0]?.socket) req.socket.resetAndDestroy();
      else res.end("again");
      first = false;
    });
    const fetch = fetchWith(["127.0.0.1"]);
    const ask = () => fetch(new URL(`http://127.0.0.1:${port}/`), { accept: "*/*" });
    await ask();
    expect(await ask()).toMatchObject({ status: 200 });
    expect(asked).toHaveLength(3);
  });

  it("takes a reset of a fresh connection for what it is", async () => {
    const { port, asked } = await serve((req) => void req.socket.resetAndDestroy());
    expect((await refusal(get(`http://127.0.0.1:${port}/`))).message).toContain("the connection was reset");
    expect(asked).toHaveLength(1);
  });
});
