import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { MINUTE } from "../../../src/core/clock.js";
import { createReports } from "../../../src/intake/sources/reports/index.js";
import { createVerifier, type OidcClaims } from "../../../src/intake/sources/reports/oidc.js";
import { type Verdict, verdictOf } from "../../../src/intake/sources/reports/verdict.js";
import { readDelivery } from "../../../src/intake/read.js";
import { silentLog } from "../../../src/intake/log.js";
import { hrefOf, stand, type Stand } from "../test-server.js";

const ISSUER = "https://token.actions.githubusercontent.com";
const AUDIENCE = "https://heal.example.com";
const T0 = new Date("2026-03-01T10:00:00Z");
const seconds = (date: Date, plus = 0) => Math.floor(date.getTime() / 1_000) + plus;

const claims = {
  repository: "acme/shop",
  repository_id: "186853002",
  repository_owner_id: "65",
  repository_owner: "acme",
  event_name: "push",
  job_workflow_ref: "acme/shop/.github/workflows/ci.yml@refs/heads/main",
  run_id: "30433642",
  run_attempt: "1",
  sha: "009b8a3a9ccbb128af87f9b1c0f4c62e8a304f6d",
  sub: "whatever:an:organisation:made:of:it",
};
const JUNIT = `<testsuite name="cart" tests="2" failures="1"><testcase classname="cart" name="adds"/>
  <testcase classname="cart" name="removes"><failure message="expected 1, got 2">at cart.ts:3 password=hunter2hunter2</failure></testcase></testsuite>`;
const upload = (change: object = {}) => ({
  schema: 1,
  job: "test (20)",
  run_id: 30433642,
  run_attempt: 1,
  repository: "acme/shop",
  sha: claims.sha,
  workflow: "CI",
  reports: [{ path: "junit.xml", content: JUNIT }],
  ...change,
});

type Key = Awaited<ReturnType<typeof generateKeyPair>>;
let key: Key;
let foreign: Key;
let jwks: object;
let now = T0;
let fetches = 0;
let issuerDown = false;
let installed = true;
let s: Stand;
let verdict: () => Promise<Verdict>;

beforeAll(async () => {
  key = await generateKeyPair("RS256", { extractable: true });
  foreign = await generateKeyPair("RS256");
  jwks = { keys: [{ ...(await exportJWK(key.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] };
});

beforeEach(async () => {
  now = T0;
  fetches = 0;
  issuerDown = false;
  installed = true;
  verdict = async () => ({ state: "unknown", summary: "never seen", failing: [] });
  const verify = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    clock: { now: () => now },
    fetch: async (url) => {
      fetches += 1;
      expect(hrefOf(url)).toBe(`${ISSUER}/.well-known/jwks`);
      if (issuerDown) return new Response("", { status: 502 });
      return new Response(JSON.stringify(jwks), { headers: { "content-type": "application/json" } });
    },
  });
  const mayReport = async (told: OidcClaims) => installed && told.repository_id === "186853002";
  s = await stand({
    sources: [createReports({ verify, mayReport })],
    secrets: () => [],
    clock: { now: () => now },
    answer: async (_source, received) => ({ verdict: await verdictOf(received, verdict, silentLog) }),
  });
});
afterEach(() => s.stop());

function sign(change: object = {}, { kid = "k1", with: by = key } = {}): Promise<string> {
  const payload = { ...claims, jti: crypto.randomUUID(), ...change };
  return new SignJWT({
    iss: ISSUER,
    aud: AUDIENCE,
    iat: seconds(now),
    nbf: seconds(now, -5),
    exp: seconds(now, 300),
    ...payload,
  })
    .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
    .sign(by.privateKey);
}

const post = (token: string | null, body: unknown = upload()) =>
  fetch(`${s.url}/api/reports`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });

describe("a report with the workflow's own token", () => {
  it("is stored and answered with what heal knows about it", async () => {
    verdict = async () => ({
      state: "known",
      category: "flaky_test",
      summary: "seen 3 times",
      incident: "7",
      failing: [],
    });
    const response = await post(await sign());
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      delivery: expect.any(String),
      verdict: { state: "known", category: "flaky_test", incident: "7" },
    });
    const [row] = s.inbox.rows();
    expect(row).toMatchObject({
      source: "reports",
      event: "report",
      repository: "acme/shop",
      headers: { "oidc-repository-id": "186853002", "oidc-event": "push", "oidc-run": "30433642:1" },
    });
    expect(JSON.stringify(row?.headers)).not.toMatch(/eyJ/);
  });

  it("means the failing tests of that run, redacted", async () => {
    await post(await sign());
    const [row] = s.inbox.rows();
    const sources = [
      createReports({ verify: async () => ({ ok: false, reason: "" }), mayReport: async () => false }),
    ];
    const reading = readDelivery({ ...row!, action: null }, sources);
    expect(reading.signals).toMatchObject([
      {
        kind: "report",
        repository: { fullName: "acme/shop", id: 186853002 },
        run: { runId: 30433642, attempt: 1, workflow: "CI", job: "test (20)", headSha: claims.sha },
        tests: 2,
        failing: [{ suite: "cart", name: "removes" }],
      },
    ]);
    expect(JSON.stringify(reading)).not.toContain("hunter2hunter2");
  });

  it("with one broken report among good ones tells of the good; with none that is good says why", async () => {
    const broken = { path: "b.xml", content: "<testsuite><oops" };
    const told: unknown[] = [];
    verdict = async () => ({ state: "unknown", summary: "x", failing: [] });
    await post(await sign(), upload({ reports: [broken, { path: "a.xml", content: JUNIT }] }));
    const response = await post(await sign(), upload({ reports: [broken] }));
    told.push(await response.json());
    expect(told).toMatchObject([
      { verdict: { state: "unknown", summary: expect.stringContaining("b.xml") } },
    ]);
  });

  it("is safe when nobody can judge it at once", async () => {
    verdict = () => Promise.reject(new Error("database is slow"));
    const response = await post(await sign());
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      verdict: { state: "analysing", failing: [{ name: "removes" }] },
    });
  });

  it("sent twice, or again with another body, is the first delivery", async () => {
    const token = await sign();
    const first = (await (await post(token)).json()) as { delivery: string };
    const again = (await (await post(token, upload({ job: "other" }))).json()) as { delivery: string };
    expect(again.delivery).toBe(first.delivery);
    expect(s.inbox.rows()).toHaveLength(1);
  });

  it("of another shape is stored, to be ignored with the reason", async () => {
    const response = await post(await sign(), { hello: 1 });
    expect(response.status).toBe(202);
    expect(s.inbox.rows()[0]).toMatchObject({ repository: "acme/shop" });
  });
});

describe("a token is refused", () => {
  it.each<[string, () => Promise<string | null>, number]>([
    ["when there is none", async () => null, 0],
    ["when it is no JWT", async () => "abc", 0],
    [
      "without a signature",
      async () => new UnsecuredJWT({ ...claims, iss: ISSUER, aud: AUDIENCE }).encode(),
      0,
    ],
    [
      "signed with a shared secret",
      () =>
        new SignJWT({ ...claims, iss: ISSUER, aud: AUDIENCE, exp: seconds(T0, 300) })
          .setProtectedHeader({ alg: "HS256", kid: "k1" })
          .sign(new TextEncoder().encode("x".repeat(32))),
      0,
    ],
    ["of another issuer", () => sign({ iss: "https://evil.example" }), 0],
    ["for another audience", () => sign({ aud: "https://other.example" }), 0],
    ["that has expired", () => sign({ exp: seconds(T0, -60) }), 0],
    ["that is not good yet", () => sign({ nbf: seconds(T0, 120) }), 1],
    ["signed by a foreign key of the right name", () => sign({}, { with: foreign }), 1],
    ["signed by a key of another name", () => sign({}, { kid: "k2", with: foreign }), 1],
    ["without its id", () => sign({ jti: undefined }), 1],
    ["without a repository's id", () => sign({ repository_id: undefined }), 1],
    ["without an owner's id", () => sign({ repository_owner_id: undefined }), 1],
    ["without an event", () => sign({ event_name: undefined }), 1],
    ["with a strange workflow", () => sign({ job_workflow_ref: "acme/shop" }), 1],
    ["of a repository without the App", () => sign({ repository_id: "1" }), 1],
    ["of another repository than the body's", () => sign({ repository: "acme/other" }), 1],
    ["of another run than the body's", () => sign({ run_id: "1" }), 1],
  ])("%s", async (_name, token, asked) => {
    const response = await post(await token());
    expect(response.status).toBe(401);
    expect(s.inbox.rows()).toEqual([]);
    expect(fetches).toBe(asked);
  });

  it("when its middle was changed", async () => {
    const [head, , tail] = (await sign()).split(".");
    const [, middle] = (await sign({ repository_id: "186853002", sha: "f".repeat(40) })).split(".");
    expect((await post(`${head}.${middle}.${tail}`)).status).toBe(401);
  });

  it("whatever `sub` says: it is not read", async () => {
    expect((await post(await sign({ sub: "repo:evil/evil:ref:refs/heads/main" }))).status).toBe(202);
  });
});

describe("the issuer's keys", () => {
  it("are fetched once, and at most once a minute whatever arrives", async () => {
    for (let i = 0; i < 3; i += 1) expect((await post(await sign())).status).toBe(202);
    expect(fetches).toBe(1);
    for (let i = 0; i < 3; i += 1) expect((await post(await sign({}, { kid: "unknown" }))).status).toBe(401);
    expect(fetches).toBe(1);
  });

  it("that cannot be had make it 503, not 401, and are not asked for at every request", async () => {
    issuerDown = true;
    expect((await post(await sign())).status).toBe(503);
    expect((await post(await sign())).status).toBe(503);
    expect(fetches).toBe(1);
    issuerDown = false;
    now = new Date(T0.getTime() + MINUTE + 1);
    expect((await post(await sign())).status).toBe(202);
    expect(fetches).toBe(2);
  });
});
