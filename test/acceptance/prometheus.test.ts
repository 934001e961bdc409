import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { systemClock } from "../../src/core/clock.js";
import type { Agent } from "../../src/monitoring/agents/agent.js";
import { services } from "../../src/monitoring/agents/services.js";
import { createMonitor } from "../../src/monitoring/monitor.js";
import { listHealth, type HealthState } from "../../src/store/health.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

const installed = spawnSync("prometheus", ["--version"]).status === 0;
const suite = installed ? describe : describe.skip;
const why = installed ? "" : "SKIPPED, no prometheus on PATH (Debian: prometheus): ";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

suite(`${why}a real Prometheus that scrapes heal, and heal that asks it`, () => {
  let database: TestDatabase;
  let on: Stage;
  let second: App;
  let folder: string;
  let prometheus: ChildProcess;
  let url: string;
  let agent: Agent;
  let fullName: string;

  const portOf = (heal: App): string => new URL(heal.url).host;
  /** Prometheus reads the file again when it changes; a half-written one it would refuse. */
  const scrape = async (target: string): Promise<void> => {
    await writeFile(join(folder, "new.json"), JSON.stringify([{ targets: [target] }]));
    await rename(join(folder, "new.json"), join(folder, "second.json"));
  };

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    database = await testDatabase();
    on = await stage({ database, env: { HEAL_MONITOR_ALLOW: `127.0.0.1:${port}` } });
    ({ fullName } = await on.github.repository("acme/heal", {
      files: {
        ".github/heal.yml": `services:
  - name: intake
    match: { service: heal }
    objective: 0.99
    watch:
      - prometheus: ${url}
        query: sum(rate(heal_deliveries_total{job="first",outcome="unauthentic"}[3s])) / sum(rate(heal_deliveries_total{job="first"}[3s]))
        name: error_ratio
      - { prometheus: "${url}", query: 'process_resident_memory_bytes{job="first"}', name: resident_bytes }
  - name: second
    match: { service: second }
    watch:
      - { prometheus: "${url}", query: 'up{job="second"}', name: availability }
`,
      },
    }));
    // It asks GitHub at its start where the App is installed.
    second = await on.another();
    folder = await mkdtemp(join(tmpdir(), "heal-prometheus-"));
    await scrape(portOf(second));
    await writeFile(
      join(folder, "config.yml"),
      `global: { scrape_interval: 500ms, scrape_timeout: 400ms }
scrape_configs:
  - job_name: first
    static_configs: [{ targets: ["${portOf(on.heal)}"] }]
  - job_name: second
    file_sd_configs: [{ files: ["${join(folder, "second.json")}"], refresh_interval: 1s }]
`,
    );
    prometheus = spawn(
      "prometheus",
      [
        `--config.file=${join(folder, "config.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=error",
      ],
      { stdio: "ignore" },
    );
    agent = services({
      db: database.db,
      dataDir: folder,
      queueDepth: async () => 0,
      requests: async () => [],
      readConfig: (repository) => on.heal.deps.rules.of(repository),
      allow: [`127.0.0.1:${port}`],
      github: null,
      notifiers: [],
      codegen: null,
    });
    await until("Prometheus to be ready", () =>
      fetch(`${url}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  });
  afterAll(async () => {
    prometheus.kill("SIGTERM");
    await once(prometheus, "exit");
    agent.close?.();
    await second.stop();
    await on.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("finds a service ok, degraded or down, and ok again, by what Prometheus measured", async () => {
    // The process's own monitor looks only every half a minute.
    const monitor = createMonitor({
      db: database.db,
      clock: systemClock,
      flags: { enabled: async () => true },
      log: { debug: () => undefined },
      agents: [agent],
    });
    let last = "";
    const reach = (service: string, state: HealthState) =>
      until(
        `${service} to be ${state}`,
        async () => {
          await monitor.poll();
          const found = (await listHealth(database.db)).find(
            ({ component }) => component === `service/${fullName}/${service}`,
          );
          last = `it is ${found?.state}: ${found?.reason}`;
          return found?.state === state && found;
        },
        { every: 300, ms: 40_000, tell: () => last },
      );
    const knock = (secret: string) =>
      fetch(`${on.heal.url}/api/alerts/alertmanager`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
        body: "{}",
      });
    const ratio = async (service: string) =>
      (
        await database.db.maybe<{ most: number }>`
          select max(m.most) as most from metric_series s join metric_minutes m on m.series = s.id
          where s.component = ${`service/${fullName}/${service}`} and s.name = 'error_ratio'`
      )?.most ?? 0;

    await reach("intake", "ok");
    await reach("second", "ok");

    await second.stop();
    expect((await reach("second", "down")).reason).toBe("availability 0 %");
    second = await on.another();
    await scrape(portOf(second));
    await reach("second", "ok");

    const knocking = setInterval(() => void knock("not the secret").catch(() => undefined), 50);
    try {
      const { reason } = await reach("intake", "degraded");
      expect(reason).toMatch(/^error ratio [\d.]+ %, too much for an objective of 99 %$/);
    } finally {
      clearInterval(knocking);
    }
    await reach("intake", "ok");
    expect(await ratio("intake")).toBeGreaterThan(0.144);
  });
});
