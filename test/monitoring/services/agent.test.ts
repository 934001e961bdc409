import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Agent } from "../../../src/monitoring/agents/agent.js";
import { services } from "../../../src/monitoring/agents/services.js";
import { createMonitor } from "../../../src/monitoring/monitor.js";
import { NEW_SERIES_A_MINUTE } from "../../../src/monitoring/recorder.js";
import { parseRepositoryConfig } from "../../../src/playbooks/repository-config.js";
import { listHealth } from "../../../src/store/health.js";
import { upsertRepository } from "../../../src/store/repositories.js";
import { testDatabase, type TestDatabase } from "../../harness/database.js";

let database: TestDatabase;
let now: Date;
let server: Server;
let port: number;
let agent: Agent;
let answers: Record<string, RequestListener>;
beforeEach(async () => {
  database = await testDatabase();
  now = new Date("2026-03-14T12:00:00Z");
  answers = {};
  server = createServer((req, res) =>
    (answers[req.url ?? ""] ?? ((_, out) => out.writeHead(404).end()))(req, res),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  agent = services({
    db: database.db,
    dataDir: ".",
    queueDepth: async () => 0,
    requests: async () => [],
    readConfig: async () => undefined,
    allow: [`127.0.0.1:${port}`],
    github: null,
    notifiers: [],
    codegen: null,
  });
});
afterEach(async () => {
  agent.close?.();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database.drop();
});

const ok: RequestListener = (_req, res) => void res.end("fine");
/** Services by name, each with what to watch. */
const wants = (all: Record<string, string>) => {
  const text = Object.entries(all).map(
    ([name, watch]) =>
      `  - { name: ${name}, match: { a: b }, watch: [${watch.replaceAll("HERE", `http://127.0.0.1:${port}`)}] }\n`,
  );
  const config = parseRepositoryConfig(text.length === 0 ? "" : `services:\n${text.join("")}`);
  return upsertRepository(database.db, { full_name: "acme/web", repository_id: 1, config, fetched_at: now });
};
const look = () =>
  createMonitor({
    db: database.db,
    clock: { now: () => now },
    flags: { enabled: async () => true },
    log: { debug: () => undefined },
    agents: [agent],
  }).poll();
const states = async () =>
  Object.fromEntries((await listHealth(database.db)).map(({ component, state }) => [component, state]));
const reason = async (component: string) =>
  (await listHealth(database.db)).find((row) => row.component === component)?.reason;
const seriesOf = (component: string) =>
  database.db.many<{ name: string; n: number }>`
    select name, count(*) as n from metric_series where component = ${component} group by name order by name`;

describe("services", () => {
  it("are components with a state, a reason, and their numbers", async () => {
    answers = { "/health": ok };
    await wants({ shop: "{ health: HERE/health }" });
    await look();
    expect(await states()).toEqual({ services: "ok", "service/acme/web/shop": "ok" });
    expect(await reason("services")).toBe("watches 1 service of 1 repository");
    expect(await seriesOf("service/acme/web/shop")).toEqual([
      { name: "availability", n: 1 },
      { name: "response_seconds", n: 1 },
    ]);
    answers = {};
    await look();
    expect(await states()).toEqual({ services: "ok", "service/acme/web/shop": "down" });
  });

  it("do not suffer from others: one that hangs, one of 100 MB, one that invents 10,000 names, one that is private", async () => {
    answers = {
      "/health": ok,
      "/hangs": () => undefined,
      "/large": (_req, res) => {
        const more = (): void => {
          while (!res.destroyed)
            if (!res.write(Buffer.alloc(1024 * 1024, "a"))) return void res.once("drain", more);
        };
        more();
      },
      "/flood": (_req, res) =>
        void res.end(Array.from({ length: 10_000 }, (_, i) => `a{i="${i}${now.getTime()}"} 1`).join("\n")),
      "/odd": (_req, res) =>
        void res.end('b_seconds{i="1"} NaN\nb_seconds{i="2"} -1\nb_seconds{i="3"} 1\nb_seconds{i="4"} +Inf'),
    };
    await wants({
      hangs: "{ health: HERE/hangs, timeout: 200ms }",
      large: "{ metrics: HERE/large, series: [a] }",
      flood: "{ metrics: HERE/flood, series: [a] }",
      odd: "{ metrics: HERE/odd, series: [b_seconds] }",
      private: "{ health: 'http://127.0.0.1:1/' }",
      shop: "{ health: HERE/health }",
    });
    await look();
    expect(await states()).toEqual({
      services: "ok",
      "service/acme/web/hangs": "down",
      "service/acme/web/large": "silent",
      "service/acme/web/flood": "ok",
      "service/acme/web/odd": "ok",
      "service/acme/web/private": "silent",
      "service/acme/web/shop": "ok",
    });
    expect(await reason("service/acme/web/hangs")).toMatch(/no answer within 0\.2 s$/);
    expect(await reason("service/acme/web/large")).toMatch(/longer than 5 MB$/);
    expect(await reason("service/acme/web/private")).toMatch(/HEAL_MONITOR_ALLOW$/);
    expect(await reason("service/acme/web/flood")).toContain("more than 100 series: 9900 refused");
    expect(await reason("service/acme/web/odd")).toBe(
      "4 series; 1 refused: NaN is no measurement; 1 refused: b_seconds cannot be negative",
    );
    const flood = (await seriesOf("service/acme/web/flood")).reduce((all, { n }) => all + n, 0);
    expect(flood).toBe(NEW_SERIES_A_MINUTE);
    expect(await seriesOf("service/acme/web/shop")).toHaveLength(2);
  });

  it("that are no longer wanted are no more, and those that come are there", async () => {
    answers = { "/health": ok };
    await wants({ shop: "{ health: HERE/health }" });
    await look();
    await wants({ cart: "{ health: HERE/health }" });
    await look();
    expect(await states()).toEqual({ services: "ok", "service/acme/web/cart": "ok" });
    await wants({});
    await look();
    expect(await states()).toEqual({ services: "ok" });
  });

  it("keep their counters from look to look", async () => {
    let n = 0;
    answers = {
      "/metrics": (_req, res) =>
        void res.end(`jobs_total{code="200"} ${(n += 90)}\njobs_total{code="500"} ${n / 9}`),
    };
    await wants({ shop: "{ metrics: HERE/metrics, series: [jobs_total] }" });
    await look();
    now = new Date(now.getTime() + 30_000);
    await look();
    const values = await database.db.many<{ name: string; value: number }>`
      select name, sum as value from metric_series s join metric_minutes m on m.series = s.id
      where name in ('error_ratio', 'jobs_per_second') order by name, value`;
    expect(values.map(({ name, value }) => [name, Number(value.toFixed(3))])).toEqual([
      ["error_ratio", 0.1],
      ["jobs_per_second", 0.333],
      ["jobs_per_second", 3],
    ]);
  });
});
