import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { text } from "node:stream/consumers";
import { systemClock } from "../../src/core/clock.js";
import type { Settings } from "../../src/core/settings.js";
import { parseSettings } from "../../src/intake/settings.js";
import type { RepositoryRef } from "../../src/events/event.js";
import type { Client } from "../../src/github/client.js";
import { createCode } from "../../src/github/code.js";
import { connect, isInstalled } from "../../src/github/connect.js";
import { apiUrl, oidcIssuer } from "../../src/github/urls.js";
import { createIssues } from "../../src/github/issues.js";
import { createRuns } from "../../src/github/runs.js";
import { network, passing } from "../acceptance/scenes.js";
import { startSimulator, type Repo, type Simulator } from "../simulator/index.js";

interface Seen {
  method: string;
  path: string;
  authorization: string | null;
  body: unknown;
}

describe("GitHub over HTTP", () => {
  let github: Simulator;
  let settings: Settings;
  let client: Client;
  let repo: Repo;
  let at: RepositoryRef;
  let n = 0;
  const seen: Seen[] = [];
  const real = globalThis.fetch;
  const asked = (method: string, path: RegExp) =>
    seen.filter((one) => one.method === method && path.test(one.path));

  beforeAll(async () => {
    github = await startSimulator();
    const parsed = parseSettings({
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      GHE_HOST: github.host,
      GHE_PROTOCOL: "http",
    });
    if (!parsed.ok) throw new Error(parsed.problems.join("; "));
    settings = parsed.settings;
    globalThis.fetch = (input, init) => {
      const request = new Request(input, init);
      const text = init?.body;
      seen.push({
        method: request.method,
        path: new URL(request.url).pathname,
        authorization: request.headers.get("authorization"),
        body: typeof text === "string" && text !== "" ? JSON.parse(text) : null,
      });
      return real(input, init);
    };
  });
  beforeEach(async () => {
    n += 1;
    repo = await github.repository(`acme/repo-${n}`, {
      files: { "a.txt": "a\n", "b.txt": "b\n", "run.sh": "#!/bin/sh\n" },
    });
    at = { fullName: repo.fullName, id: repo.id, installationId: repo.installationId };
    client = connect(settings, github.app.privateKey, { clock: systemClock, paced: false });
    seen.length = 0;
  });
  afterEach(async () => {
    await github.quiet();
    expect(github.violations).toEqual([]);
  });
  afterAll(async () => {
    globalThis.fetch = real;
    await github.close();
  });

  const failing = () => repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });

  it("a log is fetched from storage without any token", async () => {
    const run = await failing();
    const log = await createRuns(client, async () => "heal[bot]").jobLog(at, run.jobs[0]?.id ?? 0);
    expect(await text(log!)).toContain("ECONNRESET");
    expect(asked("GET", /\/logs$/)[0]?.authorization).toMatch(/^(?:token|bearer) ghs_/i);
    const storage = asked("GET", /_storage/);
    expect(storage.map((one) => one.authorization)).toEqual([null]);
  });

  it("a log that is cut says so, one that is gone is null", async () => {
    const run = await failing();
    const runs = createRuns(client, async () => "heal[bot]");
    const mend = github.setFault({ path: /_storage/ }, { kind: "cut-off" });
    const cut = await runs.jobLog(at, run.jobs[0]?.id ?? 0);
    await expect(text(cut!)).rejects.toMatchObject({
      code: "HEAL_LOG_CUT",
      retryable: true,
    });
    mend();
    const gone = await repo.scriptedRun({ jobs: [network()], logsGone: true });
    expect(await runs.jobLog(at, gone.jobs[0]?.id ?? 0)).toBeNull();
    await expect(runs.jobLog(at, 1)).rejects.toMatchObject({ code: "HEAL_LOG_LATE", retryable: true });
    expect(await runs.run({ repository: at, runId: 1 })).toBeNull();
  });

  it("a token can do just what the call needs, in just this repository, and is used again", async () => {
    const run = await failing();
    const runs = createRuns(client, async () => "heal[bot]");
    await runs.run({ repository: at, runId: run.id });
    await runs.jobs({ repository: at, runId: run.id }, 1);
    await createIssues(client, async () => github.app.login).issue(at, 99);
    expect(asked("POST", /access_tokens$/).map((one) => one.body)).toEqual([
      { repository_ids: [repo.id], permissions: { actions: "read" } },
      { repository_ids: [repo.id], permissions: { issues: "read" } },
    ]);
    await createCode(client, async () => github.app.login).branchHead(
      { ...at, id: null, installationId: null },
      "main",
    );
    expect(asked("POST", /access_tokens$/).at(-1)?.body).toEqual({
      repositories: [`repo-${n}`],
      permissions: { contents: "read" },
    });
  });

  it("a permission the App was not granted is named, and the call is not made", async () => {
    const run = await failing();
    github.setAppPermissions({ actions: "read" });
    const refused = createRuns(client, async () => "heal[bot]").rerunFailedJobs({
      repository: at,
      runId: run.id,
    });
    await expect(refused).rejects.toMatchObject({
      code: "HEAL_GITHUB_REFUSED",
      retryable: false,
      message: expect.stringContaining("`actions: write`"),
    });
    github.setAppPermissions({ actions: "write" });
    expect(asked("POST", /rerun-failed-jobs/)).toEqual([]);
  });

  it.each([
    ["secondary-limited", 7, [7_000, 7_000]],
    ["rate-limited", 9, [5_000, 10_000]],
  ] as const)("%s: later, after the pause GitHub asks for", async (kind, retryAfterSeconds, [low, high]) => {
    const run = await failing();
    github.setFault({ path: /rerun-failed-jobs/ }, { kind, retryAfterSeconds }, 1);
    const error: unknown = await createRuns(client, async () => "heal[bot]")
      .rerunFailedJobs({ repository: at, runId: run.id })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "HEAL_GITHUB_UNAVAILABLE", retryable: true });
    const { retryAfterMs } = error as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThanOrEqual(low);
    expect(retryAfterMs).toBeLessThanOrEqual(high);
  });

  it.each([
    ["a 502", { status: 502 }],
    ["a lost answer", { kind: "after-effect-drop" as const }],
  ])("a write that met %s is not made again by itself", async (_name, fault) => {
    const run = await failing();
    const mend = github.setFault({ method: "POST", path: /rerun-failed-jobs/ }, fault);
    await expect(
      createRuns(client, async () => "heal[bot]").rerunFailedJobs({ repository: at, runId: run.id }),
    ).rejects.toMatchObject({
      code: "HEAL_GITHUB_UNAVAILABLE",
    });
    mend();
    expect(asked("POST", /rerun-failed-jobs/)).toHaveLength(1);
  });

  it("a commit changes the named files alone, keeps exec bits asked for, and is the App's", async () => {
    const code = createCode(client, async () => github.app.login);
    const base = (await code.branchHead(at, "main")) ?? "";
    const sha = await code.commit(at, {
      ...{ branch: "heal/fix-1", base, message: "Fix" },
      files: [
        { path: "a.txt", content: "ä\n" },
        { path: "b.txt", content: null },
        { path: "tool.sh", content: "#!/bin/sh\n", executable: true },
      ],
    });
    expect(await code.branchHead(at, "heal/fix-1")).toBe(sha);
    expect(await code.file(at, "a.txt", sha)).toBe("ä\n");
    expect((await code.folder(at, "", sha)).sort()).toEqual(["a.txt", "run.sh", "tool.sh"]);
    const tree = asked("POST", /git\/trees$/)[0]?.body as { tree: { path: string; mode: string }[] };
    expect(tree.tree.map(({ path, mode }) => [path, mode])).toEqual([
      ["a.txt", "100644"],
      ["b.txt", "100644"],
      ["tool.sh", "100755"],
    ]);
    expect(asked("POST", /git\/commits$/)[0]?.body).not.toHaveProperty("author");
    expect(await code.file(at, "b.txt", sha)).toBeNull();
    expect(await code.branchHead(at, "nowhere")).toBeNull();
    await code.deleteBranch(at, "heal/fix-1");
    expect(await code.branchHead(at, "heal/fix-1")).toBeNull();
  });

  it("a dispatch tells its run, and people's roles are GitHub's", async () => {
    await repo.commit("main", {
      ".github/workflows/go.yml":
        "name: Go\non: workflow_dispatch\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n",
    });
    const id = await createRuns(client, async () => "heal[bot]").dispatch(at, "go.yml", "main", {});
    expect(id).toBe(repo.runs()[0]?.id);
    const dispatched = async (login: string) =>
      (await createRuns(client, async () => login).dispatchedRuns(at, "go.yml", new Date(0))).map(
        ({ runId }) => runId,
      );
    expect(await dispatched(github.app.login)).toEqual([id]);
    expect(await dispatched("somebody-else[bot]")).toEqual([]);
    const issues = createIssues(client, async () => github.app.login);
    for (const role of ["read", "triage", "write", "maintain", "admin"] as const) {
      github.setPermission(repo.fullName, `the-${role}`, role);
      expect(await issues.permission(at, `the-${role}`)).toBe(role);
    }
  });

  it("an Enterprise host has its own addresses, and a repository without the App is known as such", async () => {
    expect(apiUrl({ GHE_HOST: "ghe.example", GHE_PROTOCOL: "https" })).toBe("https://ghe.example/api/v3");
    expect(apiUrl({ GHE_HOST: undefined, GHE_PROTOCOL: "https" })).toBe("https://api.github.com");
    expect(oidcIssuer({ GHE_HOST: "ghe.example", GHE_PROTOCOL: "https" })).toBe(
      "https://ghe.example/_services/token",
    );
    expect(oidcIssuer({ GHE_HOST: undefined, GHE_PROTOCOL: "https" })).toBe(
      "https://token.actions.githubusercontent.com",
    );
    expect(await isInstalled(client, repo.fullName)).toBe(true);
    expect(await isInstalled(client, "stranger/none")).toBe(false);
  });
});
