import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { jwtVerify } from "jose";
import { githubApp } from "../../src/cli/checks/github-app.js";
import { checks } from "../../src/cli/checks/list.js";
import type { Found } from "../../src/cli/checks/check.js";
import { parseSettings } from "../../src/intake/settings.js";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const oldForm = rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const locked = rsa.privateKey
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "orchid" })
  .toString();

/** What GitHub answers next. */
let answer: { status: number; body: string; date?: string };
let tokens: string[];
let github: Server;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heal-doctor-"));
  github = createServer((req, res) => {
    tokens.push(`${req.method} ${req.url} ${req.headers.authorization ?? ""}`);
    res.writeHead(answer.status, answer.date === undefined ? {} : { date: answer.date }).end(answer.body);
  });
  await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  github.closeAllConnections();
  await new Promise((resolve) => github.close(resolve));
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  tokens = [];
  answer = { status: 200, body: JSON.stringify({ id: 7, name: "heal", owner: { login: "acme" } }) };
});

const host = () => `127.0.0.1:${(github.address() as AddressInfo).port}`;
const look = (more: Record<string, string>) => {
  const parsed = parseSettings({
    ...{ APP_ID: "7", WEBHOOK_SECRET: "s".repeat(40), GHE_HOST: host(), GHE_PROTOCOL: "http", ...more },
  });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return githubApp.run(
    { settings: parsed.settings },
    { env: {}, stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() },
  );
};

describe("heal doctor looks at the App's key", () => {
  it.each([
    ["as GitHub offers it", pem],
    ["in PKCS #8", oldForm],
    ["in one line", pem.replaceAll("\n", "\\n")],
  ])("and asks GitHub with it, %s", async (_what, key) => {
    expect(await look({ PRIVATE_KEY: key })).toEqual({
      state: "ok",
      detail: `app 7 is heal of acme; http://${host()}/api/v3 takes its key`,
    });
    const [, path, token] = /^(GET \S+) Bearer (\S+)$/.exec(tokens[0] ?? "") ?? [];
    expect(path).toBe("GET /api/v3/app");
    const { payload, protectedHeader } = await jwtVerify(token ?? "", rsa.publicKey);
    expect(protectedHeader.alg).toBe("RS256");
    expect(payload.iss).toBe("7");
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(600);
  });

  it("in a file", async () => {
    const file = join(folder, "app.pem");
    await writeFile(file, pem);
    expect(await look({ PRIVATE_KEY_PATH: file })).toMatchObject({ state: "ok" });
    expect(await look({ PRIVATE_KEY_PATH: `${file}.gone` })).toMatchObject({
      state: "bad",
      detail: expect.stringMatching(/^PRIVATE_KEY_PATH cannot be read: .*ENOENT.*name a file/),
    });
  });

  it.each<[string, string, RegExp]>([
    ["no key", "not a key", /^PRIVATE_KEY is no private key that can be read .*lines BEGIN and END/],
    ["half a key", pem.slice(0, 900), /^PRIVATE_KEY is no private key that can be read/],
    ["a public key", rsa.publicKey.export({ type: "spki", format: "pem" }).toString(), /no private key/],
    ["a key with a password", locked, /PEM without a password/],
    [
      "an elliptic key",
      elliptic,
      /^PRIVATE_KEY is a key of type ec, and GitHub knows Apps by RSA keys: make/,
    ],
  ])("and says of %s what is wrong, without asking", async (_what, key, words) => {
    const { state, detail } = await look({ PRIVATE_KEY: key });
    expect([state, tokens]).toEqual(["bad", []]);
    expect(detail).toMatch(words);
    expect(detail).not.toContain(pem.slice(100, 140));
  });

  it.each([
    [401, "A JSON web token could not be decoded"],
    [404, "Integration not found"],
  ])("and says that GitHub refuses it (%i)", async (status, message) => {
    answer = { status, body: JSON.stringify({ message }) };
    const { state, detail } = await look({ PRIVATE_KEY: pem });
    expect(state).toBe("bad");
    expect(detail).toContain(`refuses the key of app 7 (${status}: ${message})`);
    expect(detail).toContain("compare APP_ID with the App's page");
  });

  it.each([
    [-3_600_000, "ahead of"],
    [3_600_000, "behind"],
  ])("and says that the clock is off", async (off, words) => {
    const date = new Date(Date.now() + off).toUTCString();
    answer = { status: 401, body: JSON.stringify({ message: "'Expiration time' claim" }), date };
    const { detail } = await look({ PRIVATE_KEY: pem });
    expect(detail).toMatch(
      new RegExp(`this machine's clock is (?:1h|59m).* ${words} GitHub's: set it first`),
    );
  });

  it.each([
    ["busy", 503, JSON.stringify({ message: "try later" }), "answered 503 (try later)"],
    ["a proxy's page", 200, "<html>", "answered 200 (no words that are GitHub's)"],
  ])("and is not content with %s", async (_what, status, body, words) => {
    answer = { status, body };
    const { state, detail } = await look({ PRIVATE_KEY: pem });
    expect(state).toBe("bad");
    expect(detail).toContain(words);
    expect(detail).toContain("is not known");
  });

  it("and says that GitHub is out of reach", async () => {
    const { state, detail } = await look({ PRIVATE_KEY: pem, GHE_HOST: "127.0.0.1:1" });
    expect(state).toBe("bad");
    expect(detail).toMatch(
      /cannot be reached \(.*\): the key signs, and whether GitHub takes it is not known/,
    );
  });
});

it("heal doctor reads what the set-up page wrote, as heal serve does", async () => {
  await writeFile(
    join(folder, "app.env"),
    `APP_ID="7"\nPRIVATE_KEY="${pem.replaceAll("\n", "\\n")}"\nWEBHOOK_SECRET="${"s".repeat(40)}"\n`,
  );
  const found: Found = {};
  const [settings] = checks;
  await settings?.run(found, {
    env: { HEAL_DATA_DIR: folder },
    ...{ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() },
  });
  expect(found.settings?.APP_ID).toBe(7);
});
