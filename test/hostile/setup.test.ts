import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { generateKeyPairSync } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { readRegistration, register } from "../../src/server/setup/registration.js";
import { startSimulator, type Simulator } from "../simulator/index.js";
import { attribute, setupSite } from "./setup-site.js";

const TOKEN = "an-api-token-of-at-least-32-characters";
const PEM = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const APP = { app_id: "666", private_key: PEM, webhook_secret: "attacker".repeat(5) };

let github: Simulator;
let site: Awaited<ReturnType<typeof setupSite>>;
beforeAll(async () => {
  github = await startSimulator();
});
afterAll(() => github.close());
const env = (more: Record<string, string> = {}) => ({ GHE_HOST: github.host, GHE_PROTOCOL: "http", ...more });
beforeEach(async () => {
  site = await setupSite(env());
});
afterEach(() => site.close());

/** From the page's button to GitHub and back: the path and query that GitHub sends the browser to. */
async function throughGitHub(cookie: string, headers: Record<string, string> = {}): Promise<string> {
  const { text } = await site.send("GET", "/probot", { cookie, ...headers });
  const answer = await fetch(attribute(text, /<form method="post" action="([^"]+)"/), {
    method: "POST",
    body: new URLSearchParams({ manifest: attribute(text, /name="manifest" value="([^"]+)"/) }),
    redirect: "manual",
  });
  const back = new URL(answer.headers.get("location") ?? "");
  return back.pathname + back.search;
}
const fromGitHub = {
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};

describe("registering the App", () => {
  it("takes the code, goes to GitHub and back, keeps the App, says what comes next, and is closed for good", async () => {
    const cookie = await site.enter();
    const back = await throughGitHub(cookie);
    // The strict cookie does not come along from GitHub's site.
    const done = await site.send("GET", back, fromGitHub);
    expect(done.status).toBe(200);
    expect(done.text).toContain("Restart heal");
    expect(done.text).toContain("/installations/new");
    expect(await readRegistration(site.dir)).toMatchObject({
      APP_ID: String(github.app.id),
      WEBHOOK_SECRET: github.app.webhookSecret,
      PRIVATE_KEY: github.app.privateKey,
    });
    expect((await stat(join(site.dir, "app.env"))).mode & 0o777).toBe(0o600);
    for (const [method, path] of [
      ["GET", "/probot"],
      ["GET", back],
      ["GET", "/probot/import"],
    ] as const)
      expect((await site.send(method, path, { cookie })).status).toBe(410);
    const kept = await readFile(join(site.dir, "app.env"));
    expect((await site.form("/probot/import", APP, { cookie })).status).toBe(410);
    expect((await site.form("/probot", { code: site.code })).status).toBe(410);
    expect(await readFile(join(site.dir, "app.env"))).toEqual(kept);
    expect(github.violations).toEqual([]);
  });

  it("asks GitHub to come back to HEAL_PUBLIC_URL, whatever a request says of hosts", async () => {
    await site.close();
    site = await setupSite(env({ HEAL_PUBLIC_URL: "https://heal.example", HEAL_API_TOKEN: TOKEN }));
    const proxied = {
      authorization: `Basic ${Buffer.from(`me:${TOKEN}`).toString("base64")}`,
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
    };
    const entered = await site.form("/probot", { code: site.code }, proxied);
    expect(entered.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^heal_setup=[\w-]{43}; Path=\/probot; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    const cookie = String(entered.headers["set-cookie"]).split(";", 1)[0] ?? "";
    const { text } = await site.send("GET", "/probot", { cookie, ...proxied });
    expect(JSON.parse(attribute(text, /name="manifest" value="([^"]+)"/))).toMatchObject({
      redirect_url: "https://heal.example/probot/setup",
      hook_attributes: { url: "https://heal.example/api/github/webhooks" },
    });
    expect(text).not.toContain("evil.example");
    expect(text).not.toContain("GitHub cannot reach");
    const back = await throughGitHub(cookie, proxied);
    expect((await site.send("GET", back, { ...fromGitHub, ...proxied })).status).toBe(200);
    expect(await site.state()).toBe("done");
  });

  it("takes a form behind a proxy that replaced the Host, from a browser that names only its origin", async () => {
    await site.close();
    site = await setupSite(env({ HEAL_PUBLIC_URL: "https://heal.example", HEAL_API_TOKEN: TOKEN }));
    const sent = (origin: string) =>
      site.send(
        "POST",
        "/probot",
        {
          origin,
          authorization: `Basic ${Buffer.from(`me:${TOKEN}`).toString("base64")}`,
          "content-type": "application/x-www-form-urlencoded",
        },
        new URLSearchParams({ code: site.code }).toString(),
      );
    expect((await sent("https://evil.example")).status).toBe(403);
    expect((await sent("https://heal.example")).status).toBe(303);
  });

  it("keeps an App that was made by hand, in the shape that the next start reads", async () => {
    const cookie = await site.enter();
    expect((await site.send("GET", "/probot/import", { cookie })).text).toContain("/api/github/webhooks");
    expect((await site.form("/probot/import", APP, { cookie })).status).toBe(200);
    const kept = await readRegistration(site.dir);
    expect(kept).toMatchObject({ APP_ID: "666", WEBHOOK_SECRET: APP.webhook_secret });
    expect(kept.PRIVATE_KEY).toMatch(
      /^-----BEGIN RSA PRIVATE KEY-----\n[^"\\]+\n-----END RSA PRIVATE KEY-----$/,
    );
  });
});

describe("nobody else registers an App", () => {
  it.each([
    [
      "the page of the case",
      "text/plain",
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    ],
    ["JSON", "application/json", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
    ["a browser without fetch metadata", "text/plain", { origin: "https://evil.example" }],
    ["another port of this machine", "application/json", { "sec-fetch-site": "same-site" }],
    ["a local program", "application/json", {}],
  ])("by a POST from %s", async (_name, type, headers) => {
    await site.enter();
    const body = JSON.stringify({ appId: "666", pem: PEM, webhook_secret: APP.webhook_secret });
    const answer = await site.send("POST", "/probot/import", { "content-type": type, ...headers }, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await site.state()).toBe("none");
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["another site of the same host", { "sec-fetch-site": "same-site" }],
    ["a sandboxed frame", { "sec-fetch-site": "", origin: "null" }],
    ["another origin", { "sec-fetch-site": "", origin: "http://localhost:9" }],
  ])("by a form of %s, even in the browser that holds the session", async (_name, headers) => {
    const cookie = await site.enter();
    const sent = Object.fromEntries(
      Object.entries<string>({ ...headers, cookie }).filter(([, value]) => value !== ""),
    );
    const answer = await site.send(
      "POST",
      "/probot/import",
      { "content-type": "application/x-www-form-urlencoded", ...sent },
      new URLSearchParams(APP).toString(),
    );
    expect(answer.status).toBe(403);
    expect(await site.state()).toBe("none");
  });

  it.each([
    ["no cookie", ""],
    ["a cookie of its own", "heal_setup=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["an empty cookie", "heal_setup="],
  ])("with %s", async (_name, cookie) => {
    expect((await site.form("/probot/import", APP, { cookie })).status).toBe(403);
    await site.enter();
    expect((await site.form("/probot/import", APP, { cookie })).status).toBe(403);
    const page = await site.send("GET", "/probot", { cookie });
    expect(page.text).not.toContain('name="manifest"');
    expect(await site.state()).toBe("none");
  });

  it.each([
    ["no state", () => "/probot/setup?code=abc"],
    ["an empty state", () => "/probot/setup?code=abc&state="],
    ["a state of its own", () => `/probot/setup?code=abc&state=${"A".repeat(43)}`],
  ])("by a link with a code of the attacker's App and %s", async (_name, link) => {
    const cookie = await site.enter();
    await site.send("GET", "/probot", { cookie });
    for (const headers of [fromGitHub, { cookie }])
      expect((await site.send("GET", link(), headers)).status).toBe(403);
    expect(await site.state()).toBe("none");
  });

  it("by a state that was used, or is older than an hour", async () => {
    let now = new Date();
    await site.close();
    site = await setupSite(env(), () => now);
    const cookie = await site.enter();
    const back = await throughGitHub(cookie);
    const state = new URL(back, site.url).searchParams.get("state") ?? "";
    // GitHub does not know this code; the state is used up all the same.
    expect((await site.send("GET", `/probot/setup?code=unknown&state=${state}`, fromGitHub)).status).toBe(
      502,
    );
    expect((await site.send("GET", back, fromGitHub)).status).toBe(403);
    const late = await throughGitHub(cookie);
    now = new Date(now.getTime() + 3_600_001);
    expect((await site.send("GET", late, fromGitHub)).status).toBe(403);
    expect(await site.state()).toBe("none");
  });

  it("by guessing: a few tries a minute, and then not even the code is looked at", async () => {
    let now = new Date();
    await site.close();
    site = await setupSite(env(), () => now);
    for (let i = 0; i < 5; i += 1) expect((await site.form("/probot", { code: `${i}` })).status).toBe(403);
    expect((await site.form("/probot", { code: site.code })).status).toBe(429);
    now = new Date(now.getTime() + 60_000);
    expect((await site.form("/probot", { code: site.code })).status).toBe(303);
  });

  it("with the code a second time", async () => {
    await site.enter();
    expect((await site.form("/probot", { code: site.code })).status).toBe(403);
  });

  it.each([
    ["an id that is none", { app_id: "1\nHEAL_MODE=act" }],
    ["a key that is none", { private_key: "x" }],
    ["a secret that can be guessed", { webhook_secret: "short" }],
    ["a secret that ends its line", { webhook_secret: `${"x".repeat(40)}"\nHEAL_MODE="act` }],
  ])("with %s: nothing is kept, and it may be tried again", async (_name, change) => {
    const cookie = await site.enter();
    expect((await site.form("/probot/import", { ...APP, ...change }, { cookie })).status).toBe(409);
    expect(await site.state()).toBe("none");
    expect((await site.form("/probot/import", APP, { cookie })).status).toBe(200);
  });

  it("twice at once: the first wins, whoever is quicker at GitHub", async () => {
    const app = (id: string) => ({ APP_ID: id, PRIVATE_KEY: "key", WEBHOOK_SECRET: "w".repeat(40) });
    let first: (values: ReturnType<typeof app>) => void = () => undefined;
    const slow = register(site.dir, () => new Promise((resolve) => (first = resolve)));
    await expect(
      (async () => {
        for (;;) if ((await site.state()) === "under way") return register(site.dir, async () => app("2"));
      })(),
    ).rejects.toThrow("registered already");
    first(app("1"));
    await slow;
    expect(await readRegistration(site.dir)).toMatchObject({ APP_ID: "1" });
  });
});

it("lets no page of it be framed, sniffed, cached or scripted, and its forms go to GitHub at most", async () => {
  const cookie = await site.enter();
  for (const [path, forms] of [
    ["/probot", `form-action 'self' http://${github.host};`],
    ["/probot/import", "form-action 'self';"],
    ["/probot/setup?code=a&state=b", "form-action 'self';"],
  ] as const) {
    const { headers } = await site.send("GET", path, { cookie });
    expect(headers["content-security-policy"]).toContain(forms);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["content-security-policy"]).not.toContain("script-src");
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
  }
});
