import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { ALERT_SECRET, stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

const binary = ["prometheus-alertmanager", "alertmanager"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
const suite = binary === undefined ? describe.skip : describe;
const why =
  binary === undefined ? "SKIPPED, no alertmanager on PATH (Debian: prometheus-alertmanager): " : "";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

suite(`${why}a real Alertmanager in front of heal`, () => {
  let database: TestDatabase;
  let on: Stage;
  let folder: string;
  let process_: ChildProcess;
  let url: string;

  beforeAll(async () => {
    database = await testDatabase();
    on = await stage({ database });
    folder = await mkdtemp(join(tmpdir(), "heal-alertmanager-"));
    const config = `route:
  receiver: heal
  group_by: [alertname]
  group_wait: 100ms
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: heal
    webhook_configs:
      - url: ${on.heal.url}/api/alerts/alertmanager
        send_resolved: true
        http_config:
          authorization: { credentials: ${ALERT_SECRET} }
`;
    await writeFile(join(folder, "config.yml"), config, { mode: 0o600 });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    process_ = spawn(
      binary ?? "",
      [
        `--config.file=${join(folder, "config.yml")}`,
        `--storage.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      { stdio: "ignore" },
    );
    await until("Alertmanager to be ready", () =>
      fetch(`${url}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
  });
  afterAll(async () => {
    process_.kill("SIGTERM");
    await once(process_, "exit");
    await on.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("stores what it sends, and its resolved meets its firing in one incident", async () => {
    const labels = { alertname: "DiskFillsUp", service: "files", severity: "warning", instance: "node-7" };
    const startsAt = new Date().toISOString();
    const send = (endsAt?: string) =>
      fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([
          {
            labels,
            annotations: { summary: "The disk of node-7 is 95 % full" },
            startsAt,
            ...(endsAt ? { endsAt } : {}),
          },
        ]),
      });
    expect((await send()).status).toBe(200);
    const { db } = on.heal.deps;
    const incident = await until(
      "an incident",
      () =>
        db.maybe<{
          id: number;
          severity: string;
          repository: string | null;
        }>`select id, severity, repository from incidents where kind = 'alert'`,
    );
    expect(incident).toMatchObject({ severity: "warning", repository: null });
    expect((await send(new Date().toISOString())).status).toBe(200);
    const statuses = await until("both events", async () => {
      const rows = await db.many<{
        incident_id: number;
        status: string;
      }>`select incident_id, status from error_events order by id`;
      return rows.some((row) => row.status === "resolved") && rows;
    });
    expect(new Set(statuses.map((row) => row.incident_id))).toEqual(new Set([incident.id]));
    await until(
      "it to be closed",
      () => db.maybe`select 1 from incidents where id = ${incident.id} and state = 'closed'`,
    );
  });
});
