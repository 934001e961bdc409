import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { listHealth } from "../../src/store/health.js";
import { timedJobs } from "../../src/store/jobs.js";
import { getRepository } from "../../src/store/repositories.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

/** A look may just have been missed: then the next comes half a minute later. */
const LOOK = 60_000;

describe("monitoring in a heal that runs", () => {
  let database: TestDatabase;
  let on: Stage;
  let second: App | null = null;
  let shop: Server;
  beforeAll(async () => {
    database = await testDatabase();
    shop = createServer((_req, res) => res.end("fine")).listen(0, "127.0.0.1");
    await once(shop, "listening");
    const at = `127.0.0.1:${(shop.address() as AddressInfo).port}`;
    on = await stage({ database, env: { HEAL_MONITOR_ALLOW: at } });
    await on.github.repository("acme/shop", {
      files: {
        ".github/heal.yml": `services: [{ name: shop, match: { a: b }, watch: [{ health: "http://${at}/" }] }]\n`,
      },
    });
    // It asks GitHub at its start where the App is installed.
    second = await on.another();
  });
  afterAll(async () => {
    await second?.stop();
    await on.close();
    shop.closeAllConnections();
    shop.close();
    await database.drop();
  });

  const health = async () =>
    Object.fromEntries((await listHealth(database.db)).map((row) => [row.component, row]));

  it("looks at itself from each process, and at services of heal.yml from one", async () => {
    const alone = ["codegen", "database", "disk", "github", "intake", "runtime"].map(
      (name) => `heal/${name}`,
    );
    const all = [
      ...alone,
      ...alone.map((name) => `${name}#2`),
      "ci",
      "heal/queue",
      "service/acme/shop/shop",
      "services",
    ];
    let missing = all;
    const seen = await until(
      "both processes and the service",
      async () => {
        const rows = await health();
        missing = all.filter((name) => rows[name] === undefined);
        return missing.length === 0 && rows["services"]?.state === "ok" && rows;
      },
      { ms: LOOK, tell: () => `missing: ${missing.join(", ")}` },
    );
    expect(Object.keys(seen).sort()).toEqual(all.sort());
    expect(seen["service/acme/shop/shop"]).toMatchObject({
      state: "ok",
      reason: expect.stringMatching(/^127\.0\.0\.1:\d+\/ answers in \d+ ms$/),
    });
    const calls = await database.db.one<{ n: number }>`
      select count(*) as n from metric_series where component = 'heal/github' and name = 'rate_remaining'`;
    expect([seen["heal/github"]?.state, calls.n]).toEqual(["ok", 1]);
  });

  it("forgets the names of a process that ends", async () => {
    await second?.stop();
    second = null;
    expect(Object.keys(await health()).filter((name) => name.includes("#"))).toEqual([]);
  });

  it("keeps the times of jobs, and reads heal.yml again after a push to it", async () => {
    const repo = await on.github.repository("acme/timed", { files: { "README.md": "x" } });
    await repo.scriptedRun({ jobs: [{ name: "build", conclusion: "success", log: "built\n" }] });
    const [job] = await until("a job's times", async () => {
      const found = await timedJobs(database.db, {
        repository: repo.fullName,
        workflow:
          (
            await database.db.maybe<{
              workflow: string;
            }>`select workflow from jobs where repository = ${repo.fullName}`
          )?.workflow ?? "",
        job: "build",
        limit: 10,
      });
      return found.length > 0 && found;
    });
    expect(job?.queued).toBeGreaterThanOrEqual(0);
    expect(job?.took).toBeGreaterThanOrEqual(0);
    const ref = { fullName: repo.fullName, id: repo.id, installationId: repo.installationId };
    await on.heal.deps.rules.of(ref);
    expect((await getRepository(database.db, repo.fullName))?.fetched_at).not.toBeNull();
    await repo.commit("main", { ".github/heal.yml": "mode: observe\n" });
    await until(
      "heal.yml to be old",
      async () => (await getRepository(database.db, repo.fullName))?.fetched_at === null,
    );
    expect((await on.heal.deps.rules.of(ref)).mode).toBe("observe");
  });
});
