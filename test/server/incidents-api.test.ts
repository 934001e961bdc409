import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { before, hostile, incident, seed } from "../dashboard/seed.js";
import { serve, type Served } from "../dashboard/serve.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

interface Listed {
  incidents: { id: number; state: string; repository: string | null; title: string }[];
  next: string | null;
}

let database: TestDatabase;
let site: Served;
let ids: Awaited<ReturnType<typeof seed>>;

beforeAll(async () => {
  database = await testDatabase();
  ids = await seed(database.db);
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

const list = async (query: string) => (await site.json<Listed>(`/api/v1/incidents${query}`)).body;

describe("GET /api/v1/incidents", () => {
  it("tells of each what the contract says and no more, last seen first", async () => {
    const { incidents, next } = await list("");
    expect(next).toBeNull();
    expect(incidents[0]).toEqual({
      id: ids.unrouted,
      state: "open",
      category: "error_rate",
      repository: null,
      title: "HighErrorRate on payments",
      first_seen: "2026-03-14T11:49:00.000Z",
      last_seen: "2026-03-14T11:59:00.000Z",
      events: 1,
      action: null,
    });
    expect(incidents).toHaveLength(10);
    expect(incidents.map(({ title }) => title)).toContain(hostile.script);
  });

  it.each([
    ["?state=escalated", ["escalated"]],
    ["?repository=acme/web", ["open", "diagnosing", "verifying"]],
    ["?repository=Acme/WEB&state=open", ["open"]],
    ["?repository=acme", []],
    ["?repository=%25", []],
  ])("filters by %s", async (query, states) => {
    expect((await list(query)).incidents.map(({ state }) => state)).toEqual(states);
  });

  it.each([
    [
      "?state=broken",
      "state is one of open, diagnosing, acting, verifying, recovered, escalated, closed, ignored",
    ],
    ["?cursor=broken", "the cursor is not one of ours"],
    [
      `?cursor=${Buffer.from('["2026-01-01T00:00:00Z","1; drop table incidents"]').toString("base64url")}`,
      "the cursor is not one of ours",
    ],
  ])("refuses %s with a reason", async (query, message) => {
    expect(await site.json(`/api/v1/incidents${query}`)).toEqual({
      status: 400,
      body: { error: "bad_request", message },
    });
  });

  it("gives every incident once over its pages, also those seen at the same moment", async () => {
    const many = await testDatabase();
    for (let i = 0; i < 120; i++)
      await incident(many.db, { title: `f${i}`, state: i % 2 ? "open" : "closed", lastSeen: before(i >> 4) });
    const paged = await serve(many.db);
    for (const [query, total, pages] of [
      ["?", 120, 3],
      ["?state=open", 60, 2],
    ] as const) {
      const seen: number[] = [];
      let cursor: string | null = "";
      let asked = 0;
      while (cursor !== null) {
        const page: Listed = (await paged.json<Listed>(`/api/v1/incidents${query}&cursor=${cursor}`)).body;
        seen.push(...page.incidents.map(({ id }) => id));
        cursor = page.next;
        asked += 1;
      }
      expect([seen.length, new Set(seen).size, asked]).toEqual([total, total, pages]);
    }
    await paged.close();
    await many.drop();
  });
});

describe("GET /api/v1/incidents/:id", () => {
  it("adds the whole story", async () => {
    const { status, body } = await site.json(`/api/v1/incidents/${ids.recovered}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: ids.recovered,
      state: "recovered",
      merged_into: null,
      issue: null,
      run: { runId: 9_102_334_551, attempt: 1, branch: "main" },
      diagnosis: {
        category: "registry_outage",
        confidence: 0.94,
        jobs: [{ name: "unit (node 22)", chunk: { start_line: 409, end_line: 431 } }],
        recognition: { incidents: 4 },
      },
      decisions: [
        {
          kind: "act",
          playbook: "rerun-transient",
          predicted: 0.88,
          reasons: [
            { playbook: "fix-lint" },
            { playbook: "rerun-transient", chosen: true },
            { playbook: "restart-mirror" },
          ],
        },
      ],
      outcomes: [
        { action: "rerun-failed-jobs", verdict: "successful", reason: "attempt 2 of the run passed" },
      ],
      effects: [{ action: "rerun-failed-jobs", state: "done" }, { action: "comment" }, { state: "failed" }],
    });
    expect((body.timeline as { kind: string }[]).map(({ kind }) => kind)).toEqual([
      "seen",
      "diagnosed",
      "recognised",
      "acted",
      "verified",
      "recovered",
    ]);
  });

  it("tells fixes, the issue and where it went", async () => {
    expect((await site.json(`/api/v1/incidents/${ids.fixing}`)).body).toMatchObject({
      fixes: [
        {
          producer: "formatter",
          state: "proving",
          pull_request: 41,
          checks: [{ ok: true }, { ok: true }, { ok: false }],
        },
      ],
    });
    expect((await site.json(`/api/v1/incidents/${ids.escalated}`)).body).toMatchObject({
      issue: { number: 88 },
    });
    expect((await site.json(`/api/v1/incidents/${ids.merged}`)).body).toMatchObject({
      merged_into: ids.escalated,
    });
  });

  it.each(["424242", "0", "x", "1.5", "9".repeat(30), "%2500"])("has none for %s", async (id) => {
    expect(await site.json(`/api/v1/incidents/${id}`)).toEqual({
      status: 404,
      body: { error: "not_found", message: "there is no such incident" },
    });
  });
});

describe("what PostgreSQL takes for no text and no time", () => {
  const cursor = (...place: string[]) => Buffer.from(JSON.stringify(place)).toString("base64url");
  it.each<[string, number]>([
    ["/api/v1/incidents?repository=a%00b", 400],
    ["/api/v1/incidents?%00=a", 400],
    ["/api/v1/incidents?state=%00", 400],
    ["/api/v1/incidents?repository=%ff%fe%ed%a0%80", 200],
    ["/?repository=a%00b", 400],
    ["/api/v1/incidents/%00", 404],
    ["/api/v1/incidents/1%00", 404],
    ["/incidents/%00", 404],
    ["/incidents/1%00", 404],
    ["/api/v1/deliveries/%00", 404],
    ["/api/v1/deliveries?delivery=a%00b", 400],
    ["/performance?repository=a/b&workflow=%00", 400],
  ])("%s is answered %i", async (path, status) => {
    expect((await site.get(path)).status).toBe(status);
  });

  it.each([
    ["a NUL for an id", cursor("2026-01-01T00:00:00Z", "\0")],
    ["half a pair of surrogates for an id", cursor("2026-01-01T00:00:00Z", "\ud800")],
    ["a year before PostgreSQL's first", cursor("-271821-04-20T00:00:00Z", "1")],
    ["a year of six digits", cursor("+275760-09-13T00:00:00Z", "1")],
  ])("a cursor with %s is refused by every list", async (_name, given) => {
    for (const path of ["/api/v1/incidents", "/api/v1/deliveries", "/", "/deliveries", "/detections"])
      expect([path, (await site.get(`${path}?cursor=${given}`)).status]).toEqual([path, 400]);
  });
});
