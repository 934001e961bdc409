import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { runCli } from "../../src/cli/program.js";
import { redeliver } from "../../src/cli/redeliver.js";
import { replay } from "../../src/cli/replay.js";
import { createAccept } from "../../src/intake/commit.js";
import { claim, finish } from "../../src/store/inbox.js";
import { getDelivery } from "../../src/store/deliveries.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
/** A GitHub that failed to deliver one webhook. */
let github: Server;
beforeAll(async () => {
  database = await testDatabase();
  github = createServer((req, res) => {
    res.setHeader("content-type", "application/json");
    const path = (req.url ?? "").split("?")[0];
    if (!req.headers.authorization?.startsWith("bearer eyJ")) return res.writeHead(401).end("{}");
    if (path === "/api/v3/app/hook/deliveries")
      return res.end(
        JSON.stringify([
          { id: 17, guid: "lost", delivered_at: new Date().toISOString(), event: "push", status_code: 503 },
        ]),
      );
    if (path === "/api/v3/app/hook/deliveries/17")
      return res.end('{"id":17,"request":{"payload":{"ref":"refs/heads/main"}}}');
    res.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  await createAccept(database.db)({
    source: "github",
    key: "d-1",
    event: "push",
    priority: 5,
    headers: {},
    body: Buffer.from("{}"),
    receivedAt: new Date(),
  });
});
afterAll(async () => {
  github.close();
  github.closeAllConnections();
  await database.drop();
});

async function heal(args: string[], env: Record<string, string> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdin: new PassThrough(), stdout, stderr, env: { DATABASE_URL: database.url, ...env } };
  const code = await runCli(args, io, [replay, redeliver]);
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

describe("heal replay", () => {
  it("makes a finished delivery new again", async () => {
    const [claimed] = await claim(database.db, { now: new Date(), id: "d-1" });
    if (!claimed) throw new Error("nothing to claim");
    await finish(database.db, claimed, { state: "ignored", reason: "no use" }, new Date());
    expect(await heal(["replay", "d-1", "--json"])).toMatchObject({
      code: 0,
      out: '{"delivery":"d-1","state":"received"}\n',
    });
    expect(await getDelivery(database.db, "d-1")).toMatchObject({
      state: "received",
      attempts: 0,
      reason: null,
    });
  });

  it.each([
    ["one that is not finished", "d-1", /not finished/],
    ["one that is not there", "d-2", /no such delivery/],
  ])("refuses %s", async (_name, id, reason) => {
    const { code, out, err } = await heal(["replay", id]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(reason);
  });

  it("wants an id", async () => {
    expect((await heal(["replay"])).code).toBe(2);
  });
});

describe("heal redeliver", () => {
  it("takes in what GitHub could not deliver", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs1", format: "pem" },
    });
    const env = {
      APP_ID: "1",
      PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"),
      WEBHOOK_SECRET: "0123456789abcdef0123456789abcdef",
      GHE_HOST: `127.0.0.1:${(github.address() as AddressInfo).port}`,
      GHE_PROTOCOL: "http",
    };
    expect(await heal(["redeliver", "--json"], env)).toEqual({
      code: 0,
      out: '{"seen":1,"recovered":1,"left":0}\n',
      err: "",
    });
    expect(await getDelivery(database.db, "lost")).toMatchObject({ event: "push", state: "received" });
  });

  it("says which setting is missing", async () => {
    const { code, err } = await heal(["redeliver"]);
    expect(code).toBe(1);
    expect(err).toContain("APP_ID");
  });
});
