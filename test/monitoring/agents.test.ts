import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createCallCounter } from "../../src/core/call-counter.js";
import { packageFile } from "../../src/core/paths.js";
import { sampleProblem } from "../../src/monitoring/validate-sample.js";
import { agents } from "../../src/monitoring/agents/index.js";
import type { AgentDeps } from "../../src/monitoring/agents/agent.js";
import type { JobFacts } from "../../src/events/event.js";
import { addJob } from "../../src/store/jobs.js";
import type { RateLimit } from "../../src/github/usage.js";
import { accept } from "../../src/store/deliveries.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, NOW, ran } from "./runs.js";

let database: TestDatabase;
beforeEach(async () => void (database = await testDatabase()));
afterEach(() => database.drop());

const agent = (name: string, more: Partial<AgentDeps> = {}) => {
  const create = agents[name];
  if (!create) throw new Error(`no agent ${name}`);
  return create({
    db: database.db,
    dataDir: tmpdir(),
    queueDepth: async () => 0,
    requests: async () => [],
    readConfig: async () => undefined,
    allow: [],
    notifiers: ["pager"],
    github: { calls: createCallCounter(), rates: () => [] },
    codegen: createCallCounter(),
    ...more,
  });
};
const healthOf = async (name: string, more?: Partial<AgentDeps>) =>
  (await agent(name, more).poll(NOW)).map(({ health }) => health);
const deliver = (id: string, minutes: number) =>
  accept(database.db, {
    id,
    source: "github",
    key: id,
    event: "workflow_run",
    action: "completed",
    repository: "acme/web",
    headers: {},
    body: Buffer.from("{}"),
    receivedAt: before(minutes),
  });

describe("the registry", () => {
  it("is the folder", async () => {
    const files = await readdir(packageFile("src/monitoring/agents/"));
    const names = files
      .map((file) => file.replace(".ts", ""))
      .filter((name) => !["agent", "index"].includes(name));
    expect(Object.keys(agents).sort()).toEqual(names.sort());
  });

  it.each(Object.keys(agents))(
    "%s reports at once, on an empty database, in values that are kept",
    async (name) => {
      const reports = await agent(name).poll(NOW);
      expect(reports.length).toBeGreaterThan(0);
      const samples = reports.flatMap((one) => one.samples);
      expect(samples.map((one) => sampleProblem(one, NOW)).filter((reason) => reason !== null)).toEqual([]);
      expect(reports.every(({ health }) => health.reason.length > 5)).toBe(true);
    },
  );
});

describe("queue", () => {
  it.each([
    [0.5, "ok", "1 due, the oldest for 30s"],
    [3, "degraded", "1 due, the oldest for 3m"],
    [11, "down", "1 due, the oldest for 11m"],
    [-60, "ok", "1 due, the oldest for 0s"],
  ])("with a delivery of %s minutes ago is %s", async (minutes, state, reason) => {
    await deliver("d", minutes);
    expect(await healthOf("queue")).toEqual([{ component: "heal/queue", state, reason }]);
  });

  it("counts nothing that is done or in a worker's hands", async () => {
    await deliver("done", 60);
    await deliver("held", 60);
    await database.db.run`update deliveries set state = 'done' where id = 'done'`;
    await database.db
      .run`update deliveries set state = 'processing', claimed_until = ${before(-1)} where id = 'held'`;
    expect(await healthOf("queue")).toMatchObject([{ state: "ok", reason: "nothing is due" }]);
  });
});

describe("intake", () => {
  it("tells heal's own trouble from senders' mistakes, by what came since the last look", async () => {
    let seen = [
      { outcome: "accepted", value: 10 },
      { outcome: "unauthentic", value: 5 },
    ];
    const one = agent("intake", { requests: async () => seen });
    expect((await one.poll(NOW))[0]?.health).toMatchObject({
      state: "ok",
      reason: "0 deliveries in 5 minutes, 5 requests refused",
    });
    seen = [...seen, { outcome: "unavailable", value: 2 }];
    expect((await one.poll(NOW))[0]?.health).toMatchObject({
      state: "degraded",
      reason: "2 of 2 requests could not be taken in",
    });
    expect((await one.poll(NOW))[0]?.health.state).toBe("ok");
    // Counters begin anew.
    seen = [{ outcome: "unavailable", value: 1 }];
    expect((await one.poll(NOW))[0]?.health.reason).toBe("1 of 1 requests could not be taken in");
  });

  it("is degraded by deliveries that were parked just now, not by old ones", async () => {
    await deliver("old", 60);
    await database.db.run`update deliveries set state = 'parked', reason = 'x'`;
    expect(await healthOf("intake")).toMatchObject([{ state: "ok" }]);
    await deliver("new", 1);
    await database.db.run`update deliveries set state = 'parked', reason = 'x'`;
    expect(await healthOf("intake")).toMatchObject([
      { state: "degraded", reason: "1 of the last 5 minutes' deliveries are parked" },
    ]);
  });
});

describe("github", () => {
  const rate = (remaining: number, of = "7"): RateLimit => ({
    of,
    limit: 5_000,
    remaining,
    reset: new Date("2026-03-14T12:40:00Z"),
  });
  it.each([
    [[], "ok", "no calls in 5 minutes"],
    [[rate(4_000)], "ok", "no calls in 5 minutes; 4000 of 5000 calls left until 12:40 UTC"],
    [
      [rate(4_000), rate(499, "8")],
      "degraded",
      "no calls in 5 minutes; 499 of 5000 calls left until 12:40 UTC",
    ],
    [[rate(0)], "down", "no calls in 5 minutes; 0 of 5000 calls left until 12:40 UTC"],
  ])("with rates %j is %s", async (rates, state, reason) => {
    const health = await healthOf("github", { github: { calls: createCallCounter(), rates: () => rates } });
    expect(health).toEqual([{ component: "heal/github", state, reason }]);
  });

  it("tells the share of failed calls since it began", async () => {
    const tally = createCallCounter();
    const one = agent("github", { github: { calls: tally, rates: () => [rate(4_000)] } });
    for (let i = 0; i < 6; i++) tally.failed("GitHub answered 502");
    expect(await one.poll(NOW)).toMatchObject([
      {
        health: {
          state: "down",
          reason: expect.stringContaining("6 of 6 calls in 5 minutes failed (100 %): GitHub answered 502"),
        },
        samples: [
          { name: "calls", value: 6 },
          { name: "failed", value: 6 },
          { name: "error_ratio", value: 1 },
          { name: "rate_remaining", value: 4_000 },
          { name: "rate_remaining_ratio", value: 0.8 },
        ],
      },
    ]);
  });

  it.each(["github", "codegen"])("%s is no component where it is not configured", async (name) =>
    expect(await healthOf(name, { github: null, codegen: null })).toEqual([]),
  );
});

describe("disk", () => {
  it("looks where the folder will stand when it is not there yet", async () => {
    const dir = await mkdtemp(join(tmpdir(), "heal-disk-"));
    await rm(dir, { recursive: true });
    expect(await healthOf("disk", { dataDir: join(dir, "data") })).toEqual(await healthOf("disk"));
    await expect(healthOf("disk", { dataDir: "/dev/null/x" })).rejects.toThrow("ENOTDIR");
  });
});

describe("ci", () => {
  it("tells each repository's rates, and which workflow is bad", async () => {
    for (let i = 0; i < 6; i++)
      await ran(database.db, {
        end: before(i + 1),
        conclusion: i < 4 ? "failure" : "success",
        repository: "acme/api",
      });
    for (let i = 0; i < 4; i++) await ran(database.db, { end: before(i + 1), attempt: i === 0 ? 2 : 1 });
    await ran(database.db, { end: before(60 * 25), conclusion: "failure" });
    const reports = await agent("ci").poll(NOW);
    expect(reports.map(({ health }) => health)).toEqual([
      { component: "ci", state: "ok", reason: "2 repositories ran 2 workflows in 24 hours" },
      { component: "ci/acme/api", state: "degraded", reason: "CI: 4 of 6 failed" },
      { component: "ci/acme/web", state: "ok", reason: "4 runs in 24 hours: 0 % failed, 25 % run again" },
    ]);
    expect(reports[2]?.samples.map(({ name, value }) => [name, value])).toEqual([
      ["runs", 4],
      ["failed_ratio", 0],
      ["rerun_ratio", 0.25],
      ["duration_seconds", 60],
    ]);
  });

  it.each([
    ["a few runs say nothing", 4],
    ["none at all", 0],
  ])("%s of a rate", async (_, runs) => {
    for (let i = 0; i < runs; i++) await ran(database.db, { end: before(i + 1), conclusion: "failure" });
    expect((await healthOf("ci")).map(({ state }) => state)).toEqual(runs === 0 ? ["ok"] : ["ok", "ok"]);
  });

  it("tells how long jobs took and waited, and that they wait too long", async () => {
    let id = 0;
    await ran(database.db, { runId: 1, end: before(2_000) });
    const job = (minutes: number, queuedSeconds: number | null, more: Partial<JobFacts> = {}) =>
      addJob(
        database.db,
        "acme/web",
        {
          jobId: ++id,
          runId: 1,
          attempt: 1,
          workflow: "CI",
          name: "test",
          headSha: "a",
          onDefaultBranch: true,
          conclusion: "success",
          queuedSeconds,
          seconds: 100 + id,
          ...more,
        },
        before(minutes),
      );
    for (let i = 0; i < 5; i++) await job(i, 600);
    await job(90, 0);
    await job(1, null, { conclusion: "failure", seconds: 9_000 });
    const [, one] = await agent("ci").poll(NOW);
    expect(one?.health).toEqual({
      component: "ci/acme/web",
      state: "degraded",
      reason: "CI: jobs wait 10m for a runner",
    });
    expect(one?.samples.map(({ name, labels, value }) => [name, labels, value])).toEqual([
      ["job_duration_seconds", { workflow: "CI", job: "test" }, 103.5],
      ["queued_seconds", { workflow: "CI" }, 600],
    ]);
    await job(2, 599);
    await job(2, 599);
    await job(2, 599);
    await job(2, 599);
    await job(2, 599);
    await job(2, 599);
    expect((await agent("ci").poll(NOW))[1]?.health).toMatchObject({
      state: "ok",
      reason: "0 runs in 24 hours: none failed, none run again",
    });
  });

  it("bears times that are none", async () => {
    for (const startedAt of [null, "yesterday", "2026-03-15T12:00:00Z", "2026-99-99T99:99:99Z"])
      await ran(database.db, { end: before(1), startedAt });
    const [, one] = await agent("ci").poll(NOW);
    expect(one?.samples.map(({ name }) => name)).not.toContain("duration_seconds");
  });
});
