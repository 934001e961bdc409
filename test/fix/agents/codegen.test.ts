import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { codegen, type CodegenOptions } from "../../../src/fix/agents/codegen.js";
import type { AgentTask } from "../../../src/fix/agents/port.js";
import { stateOf } from "../../../src/fix/agents/codegen/states.js";
import {
  deleteTest,
  down,
  emptyPr,
  failed,
  fixFile,
  lostAnswer,
  quota,
  startCodegen,
  type CodegenServer,
  type Script,
} from "../../harness/codegen.js";
import { startSimulator, type Repo, type Simulator } from "../../simulator/index.js";

const T0 = Date.parse("2026-01-01T00:00:00Z");
let now = T0;
let server: CodegenServer;
const agent = (more: Partial<CodegenOptions> = {}) =>
  codegen({
    baseUrl: server.url,
    token: server.token,
    orgId: server.orgId,
    now: () => now,
    retryDelayMs: 1,
    ...more,
  });
const task = (more: Partial<AgentTask> = {}): AgentTask => ({
  repository: { fullName: "acme/shop", id: 501 },
  prompt: "Repository: acme/shop\nBase branch: main\nBranch: heal/fix-7-1\n<!-- heal:key fix-7-1 -->",
  deadline: new Date(T0 + 3_600_000),
  ...more,
});
const creates = (): number =>
  server.requests.filter((r) => r === "POST /v1/organizations/42/agent/run").length;
const answering = (status: number, body: unknown, only = "/agent/run"): Script => ({
  http: ({ path }) => (path.endsWith(only) ? { status, body } : null),
});

beforeEach(async () => {
  now = T0;
  server = await startCodegen({ github: { apiUrl: "http://127.0.0.1:1", token: "none" } });
  server.onboard([{ id: 1, fullName: "acme/shop" }]);
});
afterEach(() => server.close());

describe("start", () => {
  it("creates a run with the repository's id and the key, and gives what is kept", async () => {
    const ref = await agent().start(task(), "fix-7-1");
    expect(ref).toEqual({
      id: "1000",
      repository: "acme/shop",
      url: expect.stringMatching(/\/agent\/trace\/1000$/) as unknown as string,
      deadline: "2026-01-01T01:00:00.000Z",
    });
    expect(server.runs).toMatchObject([{ repository: "acme/shop", metadata: { heal_key: "fix-7-1" } }]);
  });

  it("finds the run again after a crash between create and save", async () => {
    const first = await agent().start(task(), "fix-7-1");
    const second = await agent().start(task(), "fix-7-1");
    expect(second).toEqual(first);
    expect(creates()).toBe(1);
    await agent().start(task(), "fix-7-2");
    expect(creates()).toBe(2);
  });

  it("finds it on a later page", async () => {
    const first = await agent().start(task(), "old");
    const busy = agent({ now: () => (now += 60_001) });
    for (let i = 0; i < 101; i += 1) await busy.start(task(), `k${i}`);
    expect((await agent().start(task(), "old")).id).toBe(first.id);
  });

  it("creates once although the answer is lost", async () => {
    server.script(lostAnswer());
    expect((await agent().start(task(), "fix-7-1")).id).toBe("1000");
    expect(creates()).toBe(1);
  });

  it("is not sure of a run that was never created, and does not create a second", async () => {
    server.script({
      http: ({ method }) => (method === "POST" ? { status: 200, body: {}, drop: "before" } : null),
    });
    await expect(agent().start(task(), "fix-7-1")).rejects.toMatchObject({ code: "HEAL_AGENT_UNAVAILABLE" });
    expect([creates(), server.runs.length]).toEqual([1, 0]);
  });

  it.each([
    ["the quota", quota(), { kind: "quota", message: expect.stringContaining("limit of your plan") }],
    [
      "a foreign organisation",
      answering(403, { message: "not in organization", status_code: 403 }),
      { kind: "forbidden" },
    ],
    [
      "a validation error",
      answering(422, { detail: [{ loc: ["body"], msg: "prompt too long", type: "x" }] }),
      { kind: "bad_request", message: expect.stringContaining("prompt too long") },
    ],
    [
      "no repositories",
      answering(404, { message: "no repos found in the organization", status_code: 404 }, "/repos"),
      { kind: "not_onboarded" },
    ],
    ["a redirect", answering(302, ""), { kind: "bad_response" }],
    ["no JSON", answering(200, "<html>"), { kind: "bad_response" }],
    ["another shape", answering(200, { id: "x" }), { kind: "bad_response" }],
    [
      "a huge body",
      answering(200, "x".repeat(5_000_000)),
      { kind: "bad_response", message: expect.stringContaining("bytes") },
    ],
  ])("names %s", async (_name, script, wanted) => {
    server.script(script);
    await expect(agent().start(task(), "k")).rejects.toMatchObject({
      code: "HEAL_AGENT_REFUSED",
      retryable: false,
      ...wanted,
    });
  });

  it("comes back later after a rate limit", async () => {
    server.script(answering(429, { message: "Too many requests", status_code: 429 }));
    await expect(agent().start(task(), "k")).rejects.toMatchObject({
      code: "HEAL_AGENT_UNAVAILABLE",
      retryAfterMs: 60_000,
    });
    expect(creates()).toBe(1);
  });

  it("keeps the vendor's limit of ten a minute by itself", async () => {
    const one = agent();
    for (let i = 0; i < 10; i += 1) await one.start(task(), `k${i}`);
    now += 20_000;
    await expect(one.start(task(), "k10")).rejects.toMatchObject({
      code: "HEAL_AGENT_UNAVAILABLE",
      retryAfterMs: 40_000,
    });
    now += 40_001;
    await one.start(task(), "k10");
    expect(creates()).toBe(11);
  });

  it.each([
    ["by GitHub's id, whatever the name", { fullName: "acme/renamed", id: 501 }, true],
    ["by name when the id is unknown", { fullName: "Acme/Shop", id: null }, true],
    ["not by a name that another repository took over", { fullName: "acme/shop", id: 999 }, false],
  ])("maps the repository %s", async (_name, repository, found) => {
    const started = agent().start(task({ repository }), "k");
    if (found) await expect(started).resolves.toMatchObject({ id: "1000" });
    else await expect(started).rejects.toMatchObject({ kind: "not_onboarded" });
  });
});

describe("when the far side is down", () => {
  it("tries a read three times, says so, and opens the circuit", async () => {
    server.script(down());
    const one = agent();
    expect(await one.probe()).toEqual({ ready: false, reason: expect.stringContaining("503") });
    expect(server.requests).toHaveLength(3);
    await one.probe();
    const before = server.requests.length;
    expect(await one.probe()).toEqual({ ready: false, reason: expect.stringContaining("left alone") });
    expect(server.requests).toHaveLength(before);
  });

  it("names a port that no one listens on, without the token", async () => {
    const one = agent({ baseUrl: "http://127.0.0.1:1", token: "very-secret-token" });
    const { reason } = (await one.probe()) as { reason: string };
    expect(reason).toMatch(/cannot be reached/);
    expect(reason).not.toContain("very-secret-token");
  });

  it("never repeats a token that the far side echoes", async () => {
    server.script(answering(422, { detail: `bad header ${server.token}` }));
    const error: unknown = await agent()
      .start(task(), "k")
      .catch((e: unknown) => e);
    expect(String(error)).toContain("bad header");
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(server.token);
  });

  it.each(["http://codegen.example.com", "ftp://127.0.0.1", "https://user:pw@api.codegen.com", "nonsense"])(
    "refuses the address %s",
    (baseUrl) => {
      expect(() => agent({ baseUrl })).toThrow(expect.objectContaining({ code: "HEAL_SETTING_INVALID" }));
    },
  );
});

describe("get", () => {
  it.each([
    ["COMPLETE", "succeeded"],
    ["completed", "succeeded"],
    ["ACTIVE", "running"],
    ["In Progress", "running"],
    ["queued", "queued"],
    ["FAILED", "failed"],
    ["ERROR", "failed"],
    ["CANCELLED", "cancelled"],
    ["STOPPED", "cancelled"],
    ["EVALUATING_VIBES", "running"],
    ["constructor", "running"],
    [null, "queued"],
  ])("reads %s as %s", (word, state) => {
    expect(stateOf(word)).toBe(state);
  });

  it("takes an unknown word for running until the deadline", async () => {
    const one = agent();
    const ref = await one.start(task(), "k");
    const [run] = server.runs;
    if (run) run.status = "REFLECTING";
    expect(await one.get(ref)).toMatchObject({ state: "running", raw: "REFLECTING" });
    now = T0 + 3_600_000;
    expect(await one.get(ref)).toMatchObject({ state: "timed_out" });
    if (run) run.status = "COMPLETE";
    expect(await one.get(ref)).toMatchObject({ state: "succeeded" });
  });

  it("calls a run the vendor forgot lost", async () => {
    const ref = { id: "5", repository: "acme/shop", url: null, deadline: new Date(T0).toISOString() };
    expect(await agent().get(ref)).toMatchObject({ state: "lost" });
  });
});

describe("message, cancel and collect", () => {
  it("can stop a run only on its pull request", async () => {
    const one = agent();
    const ref = await one.start(task(), "k");
    expect(await one.cancel?.(ref)).toBe("untracked");
    server.runs[0]?.pullRequests.push({
      id: 1,
      title: "x",
      url: "https://github.com/acme/shop/pull/9",
      created_at: "",
      head_branch_name: "b",
    });
    expect(await one.cancel?.(ref)).toBe("cancelled");
    expect(server.runs[0]?.removedFromPr).toBe(true);
    await one.message?.(ref, "also fix the docs");
    expect(server.runs[0]?.messages).toEqual(["also fix the docs"]);
  });

  it("takes pull requests of its own repository only, the newest first", async () => {
    const one = agent();
    const ref = await one.start(task(), "k");
    const pull = (url: string) => ({ id: 1, title: "x", url, created_at: "", head_branch_name: "b" });
    server.runs[0]?.pullRequests.push(
      pull("https://github.com/evil/shop/pull/99"),
      pull("javascript:alert(1)"),
    );
    expect((await one.collect(ref)).pullRequests).toEqual([]);
    server.runs[0]?.pullRequests.push(
      pull("https://github.com/acme/shop/pull/12"),
      pull("https://github.com/acme/shop/pull/9"),
    );
    const taken = (number: number) => ({
      number,
      url: `https://github.com/acme/shop/pull/${number}`,
      branch: "b",
    });
    expect((await one.collect(ref)).pullRequests).toEqual([taken(12), taken(9)]);
  });
});

describe("with an agent that works on GitHub", () => {
  let github: Simulator;
  let repo: Repo;
  beforeEach(async () => {
    await server.close();
    github = await startSimulator();
    repo = await github.repository("acme/shop", {
      files: { "src/total.js": "broken\n", "src/total.test.js": "test\n" },
    });
    server = await startCodegen({
      github: { apiUrl: `${github.url}/api/v3`, token: github.token("codegen-sh[bot]", "bot") },
    });
    server.onboard([{ id: 1, fullName: "acme/shop" }]);
  });
  afterEach(() => github.close());

  it.each([
    ["fixes a file", fixFile("src/total.js", () => "fixed\n"), { "src/total.js": "fixed\n" }],
    ["deletes a test", deleteTest("src/total.test.js"), { "src/total.test.js": null }],
    ["changes nothing", emptyPr(), { "src/total.js": "broken\n" }],
  ])("%s, opens a pull request and delivers it", async (_name, script, files) => {
    server.script(script);
    const one = agent();
    const ref = await one.start(task(), "fix-7-1");
    await server.quiet();
    expect(await one.get(ref)).toMatchObject({ state: "succeeded" });
    const [pullRequest] = (await one.collect(ref)).pullRequests;
    expect(pullRequest).toMatchObject({ branch: "heal/fix-7-1" });
    expect(repo.pulls()).toMatchObject([
      {
        number: pullRequest?.number,
        author: "codegen-sh[bot]",
        body: expect.stringContaining("<!-- heal:key fix-7-1 -->"),
      },
    ]);
    for (const [path, text] of Object.entries(files))
      expect(await repo.file("heal/fix-7-1", path)).toBe(text);
  });

  it("gives up", async () => {
    server.script(failed());
    const one = agent();
    const ref = await one.start(task(), "k");
    await server.quiet();
    expect(await one.get(ref)).toMatchObject({ state: "failed" });
    expect(await one.collect(ref)).toEqual({
      pullRequests: [],
      summary: "I could not reproduce the failure.",
    });
  });
});
