import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { sweep } from "../../src/pipeline/sweep.js";
import { network, passing } from "../acceptance/scenes.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Fault, FaultMatch, Repo } from "../simulator/index.js";

/** What GitHub shows late, and what it refuses for a while, is waited for: then one rerun, and nobody is called. */
describe("a GitHub that is late or limits", () => {
  let base: TestDatabase;
  let on: Stage;
  let ahead = 0;
  let n = 0;
  beforeAll(async () => {
    base = await testDatabase();
    on = await stage({
      database: base,
      clock: { now: () => new Date(Date.now() + ahead) },
      tokenLag: { unknownMs: [20, 40, 80], unknownUntilMs: 5_000, refusedUntilMs: 300 },
    });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const failing = { jobs: [network()], attempts: [[passing()]] };
  const make = (): Promise<Repo> =>
    on.github.repository(`late-${(n += 1)}/web`, { files: { "README.md": "x\n" } });
  const effects = (repo: Repo) =>
    on.github.effects
      .filter((one) => one.repository === repo.fullName && !one.kind.startsWith("check"))
      .map((one) => one.kind);
  const rowOf = (repo: Repo) =>
    base.db.maybe<{
      state: string;
      category: string | null;
      trouble: { code: string; tries: number } | null;
      next: Date | null;
    }>`select state, category, trouble, next_step_at as next from incidents where repository = ${repo.fullName} order by id desc limit 1`;

  /** Lets time go to each next look until the incident stands there. */
  const reach = async (repo: Repo, state: string) => {
    await until(
      `the incident to be ${state}`,
      async () => {
        const row = await rowOf(repo);
        if (row?.state === state && (row.next === null || state !== "escalated")) return row;
        const wait = row?.next ? row.next.getTime() - Date.now() - ahead : 0;
        if (wait > 400) {
          ahead += wait;
          await sweep(on.heal.deps, null);
        }
        return null;
      },
      { ms: 60_000 },
    );
    return rowOf(repo);
  };

  const html = { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" };
  const late: [string, FaultMatch, Fault, number][] = [
    [
      "the log: 404 of the API",
      { path: /jobs\/\d+\/logs/ },
      { status: 404, body: { message: "Not Found" } },
      4,
    ],
    ["the log: 404 of the storage", { path: /_storage/ }, { status: 404, body: "BlobNotFound" }, 3],
    ["the log: 403 of the storage", { path: /_storage/ }, { status: 403, body: "AuthenticationFailed" }, 2],
    ["the log: 500 of the storage", { path: /_storage/ }, { status: 500, body: "oops" }, 2],
    ["the log: empty", { path: /_storage/ }, { kind: "empty" }, 3],
    ["the log: cut", { path: /_storage/ }, { kind: "cut-off" }, 3],
    [
      "the list of jobs: empty",
      { path: /attempts\/1\/jobs/ },
      { status: 200, body: { total_count: 0, jobs: [] } },
      3,
    ],
    [
      "a secondary limit without a time, at the log",
      { path: /jobs\/\d+\/logs/ },
      { status: 403, body: { message: "You have exceeded a secondary rate limit. Please wait." } },
      2,
    ],
    [
      "a secondary limit, 429, at the jobs",
      { path: /attempts\/1\/jobs/ },
      { status: 429, body: { message: "slow down" } },
      2,
    ],
    [
      "the hour's limit at the log",
      { path: /jobs\/\d+\/logs/ },
      { kind: "rate-limited", retryAfterSeconds: 1_800 },
      1,
    ],
    ["502 pages at the log", { path: /jobs\/\d+\/logs/ }, html, 2],
  ];

  it.each(late)(
    "%s",
    async (_name, match, fault, times) => {
      const repo = await make();
      const here = { ...match };
      on.github.setFault(here, fault, times);
      await repo.scriptedRun(failing);
      const row = await reach(repo, "recovered");
      expect([row?.category, row?.trouble]).toEqual(["network", null]);
      expect(effects(repo)).toEqual(["rerun"]);
    },
    90_000,
  );

  it("a job that is still in progress in the list is waited for", async () => {
    const repo = await make();
    const job = { id: 1, run_id: 1, run_url: "x", node_id: "x", head_sha: "x", url: "x", html_url: "x" };
    const jobs = [
      {
        ...job,
        status: "in_progress",
        conclusion: null,
        started_at: "2026-01-01T00:00:00Z",
        name: "build",
        steps: [],
      },
    ];
    on.github.setFault({ path: /attempts\/1\/jobs/ }, { status: 200, body: { total_count: 1, jobs } }, 2);
    await repo.scriptedRun(failing);
    await reach(repo, "recovered");
    expect(effects(repo)).toEqual(["rerun"]);
  });

  it("one log of many is late: nothing is guessed from the others", async () => {
    const repo = await make();
    on.github.setFault({ path: /jobs\/\d+\/logs/ }, { status: 404, body: { message: "Not Found" } }, 1);
    const second = { ...network(), name: "other" };
    await repo.scriptedRun({
      jobs: [network(), second],
      attempts: [[passing(), { ...passing(), name: "other" }]],
    });
    await reach(repo, "recovered");
    expect(effects(repo)).toEqual(["rerun"]);
  });

  it("a log that never comes is no log after some minutes, and one issue says so", async () => {
    const repo = await make();
    const from = Date.now() + ahead;
    await repo.scriptedRun({ jobs: [{ ...network(), log: null }] });
    const row = await reach(repo, "escalated");
    expect(row?.category).toBe("no_log");
    expect(effects(repo)).toEqual(["issue"]);
    expect(Date.now() + ahead - from).toBeGreaterThan(2 * 60_000);
  });

  it.each([
    ["401", { status: 401, body: { message: "Bad credentials" } }, 2],
    ["403", { status: 403, body: { message: "Resource not accessible by integration" } }, 1],
  ] as const)(
    "a token that is not known yet (%s): the same one is used again",
    async (_name, fault, times) => {
      const repo = await make();
      const seen = on.github.requests.length;
      for (const path of [/attempts\/1\/jobs/, /rerun-failed-jobs/])
        on.github.setFault({ path: new RegExp(`${repo.fullName}.*${path.source}`) }, fault, times);
      await repo.scriptedRun(failing);
      await reach(repo, "recovered");
      expect(effects(repo)).toEqual(["rerun"]);
      const asked = on.github.requests.slice(seen);
      const tokens = asked.filter(({ path }) => path.endsWith("/access_tokens")).length;
      // One each for what heal reads and writes here, none twice: metadata, contents, actions to read and to write, pull requests,
      // checks to read and to write.
      expect(tokens).toBeLessThanOrEqual(7);
    },
    90_000,
  );

  it("a token that died is followed by one new", async () => {
    const repo = await make();
    await repo.scriptedRun(failing);
    await reach(repo, "recovered");
    // Its check run has asked for a token of its own, which is used again.
    await until("the check run", () =>
      on.github.effects.some((one) => one.repository === repo.fullName && one.kind === "check"),
    );
    // Older than any lag.
    ahead += 60_000;
    const seen = on.github.requests.length;
    on.github.setFault(
      { path: /attempts\/1\/jobs/ },
      { status: 401, body: { message: "Bad credentials" } },
      1,
    );
    const other = { ...failing, workflow: "Other", path: ".github/workflows/other.yml" };
    const { id } = await repo.scriptedRun(other);
    await on.incidentOfRun(repo.fullName, id);
    await reach(repo, "recovered");
    expect(effects(repo)).toEqual(["rerun", "rerun"]);
    const made = on.github.requests
      .slice(seen)
      .filter(({ path, status }) => path.endsWith("/access_tokens") && status === 201);
    expect(made).toHaveLength(1);
  });
});
