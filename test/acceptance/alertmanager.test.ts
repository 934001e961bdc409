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

  it("an outage that it groups is one incident; its links lead back, and one click brings it to people", async () => {
    const labels = {
      alertname: "KubePodCrashLooping",
      namespace: "tools",
      severity: "error",
      path: '/a "b" c',
    };
    const startsAt = new Date().toISOString();
    const pods = ["a", "b", "c"].map((pod) => ({ ...labels, pod }));
    const annotations = { summary: "Pods of tools crash", runbook_url: "https://wiki.example/crash" };
    const send = (endsAt?: string) =>
      fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(
          pods.map((one) => ({ labels: one, annotations, startsAt, ...(endsAt ? { endsAt } : {}) })),
        ),
      });
    expect((await send()).status).toBe(200);
    const { db } = on.heal.deps;
    const { id } = await until(
      "an incident of three",
      () => db.maybe<{ id: number }>`
        select i.id from incidents i where title = 'Pods of tools crash'
          and (select count(*) from alert_members where incident_id = i.id) = 3`,
    );
    const story = async () =>
      (await (await fetch(`${on.heal.url}/api/v1/incidents/${id}`)).json()) as {
        state: string;
        source: string;
        alerts: { links: { silence?: string; runbook?: string }; labels: Record<string, string> }[];
      };
    const told = await story();
    expect(told).toMatchObject({ source: "alertmanager", state: "open", alerts: [{}, {}, {}] });
    const [one] = told.alerts;
    expect(one?.links.runbook).toBe(annotations.runbook_url);
    // Its own form, and matchers by which it knows this alert and no other.
    const silence = new URL(one?.links.silence ?? "");
    expect((await fetch(silence)).status).toBe(200);
    const filter = decodeURIComponent(silence.hash.split("filter=")[1] ?? "").slice(1, -1);
    const matchers = filter.split(",");
    expect(matchers).toHaveLength(Object.keys(one?.labels ?? {}).length);
    const query = matchers.map((matcher) => `filter=${encodeURIComponent(matcher)}`).join("&");
    const found = (await (await fetch(`${url}/api/v2/alerts?${query}`)).json()) as { labels: object }[];
    expect(found.map((alert) => alert.labels)).toEqual([one?.labels]);

    const repo = await on.github.repository("acme/tools", { files: { "README.md": "# tools" } });
    await repo.commit("main", { "README.md": "# Tools" });
    await until(
      "heal to know the repository",
      () => db.maybe`select 1 from repositories where full_name = 'acme/tools'`,
    );
    const page = await (await fetch(on.page(id))).text();
    expect(page).toContain('<option value="acme/tools">');
    const pressed = await fetch(on.page(id), {
      method: "POST",
      redirect: "manual",
      headers: { "sec-fetch-site": "same-origin" },
      body: new URLSearchParams({ do: "route", repository: "acme/tools" }),
    });
    expect(pressed.status).toBe(303);
    await until("an issue", () => repo.issues()[0]);
    expect(repo.issues()).toHaveLength(1);
    expect((await send(new Date().toISOString())).status).toBe(200);
    await until("it to be over", async () => (await story()).state === "closed");
    await until("its issue to be closed", () => repo.issues()[0]?.state === "closed");
  });
});
