import { Readable, Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { alerts } from "../../src/cli/alerts.js";
import { runCli } from "../../src/cli/program.js";

async function heal(argv: string[], stdin: unknown) {
  const said = { out: "", err: "" };
  const into = (key: "out" | "err") =>
    new Writable({ write: (chunk, _, next) => ((said[key] += String(chunk)), next()) });
  const text = typeof stdin === "string" ? stdin : JSON.stringify(stdin);
  const io = { stdin: Readable.from([Buffer.from(text)]), stdout: into("out"), stderr: into("err"), env: {} };
  return { code: await runCli(["alerts", "test", "-", ...argv], io, [alerts]), ...said };
}

describe("heal alerts test", () => {
  const zabbix = {
    event_id: "9",
    event_name: "CPU high",
    event_value: "1",
    event_nseverity: 5,
    host_name: "web1",
  };

  it("shows what heal would make of a body", async () => {
    const { code, out } = await heal(["--preset", "zabbix", "--json"], zabbix);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ source: "zabbix", status: "firing", severity: "critical", title: "CPU high", identity: "9" },
      labels: { host: "web1" },
    });
    expect((await heal(["--preset", "zabbix"], zabbix)).out).toMatch(/^CPU high\n.*severity {3}critical\n/s);
  });

  it("reads forms, and any source's bodies", async () => {
    expect((await heal(["--json"], "Name=Shop&Status=Up&StatusCode=200")).out).toContain(
      '"status":"resolved"',
    );
    const group = { alerts: [{ labels: { alertname: "Slow" }, fingerprint: "f" }] };
    expect((await heal(["--source", "alertmanager"], group)).out).toMatch(/^Slow\n/);
  });

  it("says who takes an alert up at its sender", async () => {
    const data = { id: "Q1", type: "incident", title: "Slow" };
    const event = { id: "e1", event_type: "incident.acknowledged", agent: { summary: "Ann\nLee" }, data };
    const { code, out } = await heal(["--source", "pagerduty"], { event });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Ann.Lee takes alert:pagerduty:Q1 up at PagerDuty: .*\n$/),
    ]);
    const json = await heal(["--source", "pagerduty", "--json"], { event });
    expect(JSON.parse(json.out)).toMatchObject({ state: "acknowledged" });
  });

  it("says what cannot be read, and fails then", async () => {
    const { code, out } = await heal([], [{ title: "A" }, {}]);
    expect([code, out]).toEqual([1, expect.stringMatching(/^A\n.*\nnot read: event 2: /s)]);
    expect(await heal(["--json"], {})).toMatchObject({ code: 1, out: expect.stringContaining('"parked"') });
  });

  it("says what it does not know", async () => {
    expect(await heal(["--preset", "nimbus"], {})).toMatchObject({
      code: 2,
      err: expect.stringContaining("nimbus"),
    });
    expect(await heal(["--source", "nimbus"], {})).toMatchObject({ code: 2 });
    expect(await heal(["--mapping", "/no/such/file"], {})).toMatchObject({ code: 2 });
  });
});
