import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { RunFacts } from "../../src/events/event.js";
import { acceptAll } from "../../src/store/deliveries.js";
import { addRun } from "../../src/store/runs.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, hostile, incident, runOf } from "./seed.js";
import { serve, type Served } from "./serve.js";

/** It began an hour ago. */
const BEGAN = 60;
let database: TestDatabase;
let site: Served;
let id: number;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});
beforeEach(async () => {
  await database.clear("incidents", "runs", "deliveries");
  id = await incident(database.db, { title: "slow", kind: "alert", lastSeen: before(BEGAN - 10) });
});

let runs = 0;
const ran = (minutes: number, more: Partial<RunFacts> = {}, took = 3) =>
  addRun(
    database.db,
    "acme/checkout",
    runOf({
      ...{
        runId: (runs += 1),
        conclusion: "success",
        event: "push",
        startedAt: before(minutes).toISOString(),
      },
      ...{
        url: `https://github.com/acme/checkout/actions/runs/${runs}`,
        headSha: `${runs}`.padStart(40, "c"),
      },
      ...more,
    }),
    before(minutes - took),
  );
const deploy = {
  workflow: "Deploy",
  workflowPath: ".github/workflows/deploy.yml",
  event: "workflow_dispatch",
};

const push = (minutes: number, more: object = {}) =>
  acceptAll(database.db, [
    {
      ...{ id: `p${minutes}`, source: "github", key: `p${minutes}`, event: "push", headers: {}, priority: 5 },
      ...{ repository: "acme/checkout", receivedAt: before(minutes) },
      body: Buffer.from(
        JSON.stringify({
          ...{ ref: "refs/heads/main", after: "d".repeat(40), deleted: false, pusher: { name: "lena" } },
          compare: "https://github.com/acme/checkout/compare/a...d",
          head_commit: { message: "Merge pull request #12\n\nmore" },
          repository: { default_branch: "main" },
          commits: [{ added: [], modified: ["src/a.ts", ".github/heal.yml", "k8s/api.yaml"], removed: [] }],
          ...more,
        }),
      ),
    },
  ]);

const section = async () => {
  const { text } = await site.get(`/incidents/${id}`);
  return /<section aria-labelledby="before">[\s\S]*?<\/section>/.exec(text)?.[0] ?? "";
};
const items = async () =>
  [
    ...(await section()).matchAll(
      /<li><span class="pill[^"]*">(\w+)<\/span> <a href="([^"]*)"[^>]*>([^<]*)</g,
    ),
  ].map(([, what, href, title]) => `${what} ${title} ${href}`);

describe("what changed before an alert", () => {
  it("says where nothing is known", async () => {
    expect(await section()).toContain(
      "no deployment and no push to the default branch in the 6 hours before",
    );
  });

  it("is deployments and pushes, newest first, with links", async () => {
    await ran(90, { ...deploy, title: "v41", url: "https://github.com/acme/checkout/actions/runs/41" });
    await push(100);
    await ran(200, {
      title: "Raise the pool",
      url: "https://github.com/acme/checkout/actions/runs/9",
      headSha: "e".repeat(40),
    });
    expect(await items()).toEqual([
      "deploy Deploy: v41 https://github.com/acme/checkout/actions/runs/41",
      "push Merge pull request #12 https://github.com/acme/checkout/compare/a...d",
      `push Raise the pool https://github.com/acme/checkout/commit/${"e".repeat(40)}`,
    ]);
    const text = await section();
    expect(text).toContain("by <bdi>lena</bdi>");
    expect(text).toContain("changes configuration: .github/heal.yml, k8s/api.yaml");
    expect(text).toContain("success");
    expect([...text.matchAll(/>([\dhm ]+ before)<\/time>/g)].map(([, words]) => words)).toEqual([
      ...["30m before", "40m before", "2h 20m before"],
    ]);
  });

  it("counts a push once, whatever ran for it", async () => {
    const sha = { headSha: "d".repeat(40), title: "Merge pull request #12" };
    await push(100);
    for (const workflow of ["ci", "lint"]) await ran(99, { ...sha, workflow });
    for (const workflow of ["ci", "lint"])
      await ran(150, { headSha: "f".repeat(40), title: "Other", workflow });
    expect(await items()).toHaveLength(2);
  });

  it("has what a release deployed, whose branch is its tag", async () => {
    await ran(90, { ...deploy, event: "release", branch: "v2", title: "v2" });
    await ran(91, { ...deploy, event: "release", branch: "v2", title: "a stranger's", fork: true });
    expect((await items()).map((one) => one.split(" ")[2])).toEqual(["v2"]);
  });

  it("has a deployment that was under way when it began", async () => {
    await ran(70, { ...deploy, title: "slow one" }, 30);
    expect(await items()).toHaveLength(1);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["came after it began", () => ran(50, deploy)],
    ["was pushed after it began", () => push(50)],
    ["is long ago", () => ran(60 * 8, deploy)],
    ["is on another branch", () => ran(90, { ...deploy, branch: "next" })],
    ["was pushed to another branch", () => push(90, { ref: "refs/heads/next" })],
    ["deleted a branch", () => push(90, { deleted: true })],
    ["is no push of a known shape", () => push(90, { ref: 7 })],
    ["was started by a clock", () => ran(90, { event: "schedule" })],
  ])("leaves out what %s", async (_what, add) => {
    await add();
    expect(await items()).toEqual([]);
  });

  it("shows five, and how many more there are", async () => {
    for (let n = 0; n < 7; n += 1) await ran(90 + n, { ...deploy, title: `v${n}` });
    expect((await items()).map((one) => one.split(" ")[2])).toEqual(["v0", "v1", "v2", "v3", "v4"]);
    expect(await section()).toContain("2 earlier changes");
  });

  it("shows text of strangers as text, and no link that is none", async () => {
    await ran(90, { ...deploy, title: hostile.script, url: hostile.javascript });
    await push(91, { head_commit: { message: hostile.script }, compare: hostile.javascript });
    const text = await section();
    expect(text).not.toContain(hostile.script);
    expect(text).not.toContain("javascript:");
    expect(text).toContain("&lt;script&gt;");
  });

  it("is not asked of a failed run, whose commit is known, nor of what has no repository", async () => {
    for (const more of [{}, { kind: "alert", repository: null } as const]) {
      id = await incident(database.db, { title: "other", ...more });
      expect(await section()).toBe("");
    }
  });
});
