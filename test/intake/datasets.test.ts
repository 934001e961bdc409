import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { readDelivery } from "../../src/intake/read.js";
import { sources } from "../../src/intake/sources/index.js";
import { events, meaning } from "./read-fixture.js";
import { stand, type Stand } from "./test-server.js";

const folder = join(
  process.env["HEAL_DATASETS"] ?? resolve(process.cwd(), "../shared/datasets"),
  "webhook_payloads/dev",
);
const there = existsSync(folder);
/** Without the data set these tests say so in their names and are shown as skipped. */
const withData = there ? describe : describe.skip;
const note = there ? "" : ` (no data set at ${folder}: set HEAL_DATASETS)`;

const alertBody = (file: string): string => readFileSync(join(folder, "alerts", `${file}.json`), "utf8");

/** Some files are collections of example payloads by name. */
function bodies(file: string): string[] {
  const json = JSON.parse(alertBody(file)) as Record<string, { payload?: unknown }>;
  const inner = Object.values(json).flatMap((entry) =>
    entry?.payload ? [JSON.stringify(entry.payload)] : [],
  );
  return inner.length > 0 ? inner : [JSON.stringify(json)];
}

/** Read out of the payloads by eye: status, severity, identity, time of each alert in the body. */
const expected: [source: string, file: string, nth: number, alerts: (string | RegExp)[][]][] = [
  [
    "alertmanager",
    "oncall_alertmanager",
    0,
    [
      ["firing", "critical", "f404ecabc8dd5cd7", "2023-06-12T08:24:38.326Z"],
      ["firing", "critical", "f8f08d4e32c61a9d", "2023-06-12T08:24:38.326Z"],
    ],
  ],
  [
    "alertmanager",
    "oncall_legacy_alertmanager",
    0,
    [["firing", "critical", /^[0-9a-f]{16}$/, "2018-12-25T15:47:47.377Z"]],
  ],
  [
    "alertmanager",
    "zulip_alertmanager_alert",
    0,
    [
      ["firing", "critical", "a1bc48475b20e73d", "2020-02-06T00:17:58.432Z"],
      ["firing", "critical", "c2ea85182f28cbd9", "2020-02-06T00:17:58.432Z"],
    ],
  ],
  [
    "grafana",
    "oncall_grafana_alerting",
    0,
    [
      ["firing", "critical", "f404ecabc8dd5cd7", "2023-06-12T08:24:38.326Z"],
      ["firing", "critical", "f8f08d4e32c61a9d", "2023-06-12T08:24:38.326Z"],
      ["firing", "critical", "39f38c0611ee7abd", "2023-06-12T08:24:38.326Z"],
    ],
  ],
  ["grafana", "oncall_grafana", 0, [["firing", "warning", /^[0-9a-f]{16}$/, "2018-12-25T15:47:47.377Z"]]],
  [
    "grafana",
    "oncall_legacy_grafana_alerting",
    0,
    [["firing", "warning", /^[0-9a-f]{16}$/, "2018-12-25T15:47:47.377Z"]],
  ],
  [
    "sentry",
    "zulip_sentry_issue_created_for_exception",
    0,
    [["firing", "error", "1635244907", "2020-04-28T13:56:05.903Z"]],
  ],
  ["sentry", "keep_sentry_provider", 0, [["firing", "error", "4616132097", "2024-03-09T13:34:45.873Z"]]],
  ["sentry", "keep_sentry_provider", 2, [["firing", "error", "4616132099", "2024-03-09T13:38:05.873Z"]]],
  [
    "opsgenie",
    "zulip_opsgenie_create",
    0,
    [["firing", "warning", "alert-alias", "2017-08-14T11:25:56.288Z"]],
  ],
  [
    "pagerduty",
    "zulip_pagerduty_triggered_v3",
    0,
    [["firing", "error", "PFQZPSY", "2021-06-04T13:35:29.781Z"]],
  ],
  [
    "pagerduty",
    "zulip_pagerduty_resolved_v3",
    0,
    [["resolved", "error", "PCPZE64", "2021-06-04T13:16:53.816Z"]],
  ],
  ["datadog", "keep_datadog_provider", 0, [["firing", "warning", "1234567890", "2026-03-02T00:00:00.000Z"]]],
  ["datadog", "keep_datadog_provider", 1, [["firing", "info", "1234567891", "2026-03-02T00:00:00.000Z"]]],
  ["sns", "keep_cloudwatch_provider", 0, [["firing", "warning", "HighCPUUsage", "2026-03-02T00:00:00.000Z"]]],
  [
    "sns",
    "keep_cloudwatch_provider",
    2,
    [["firing", "critical", "APIErrorRate", "2026-03-02T00:00:00.000Z"]],
  ],
  [
    "generic",
    "oncall_formatted_webhook",
    0,
    [["firing", "warning", "08d6891a-835c-e661-39fa-96b6a9e26552", "2026-03-02T00:00:00.000Z"]],
  ],
  [
    "generic",
    "keep_prometheus_provider",
    0,
    [["firing", "critical", "CPU usage is over 90%", "2026-03-02T00:00:00.000Z"]],
  ],
];

withData(`bodies that vendors' users recorded${note}`, () => {
  it.each(expected)("%s: %s %d", (source, file, nth, alerts) => {
    const body = bodies(file)[nth] ?? "";
    const read = events(meaning(source, body)).map((event) => [
      event.status,
      event.severity,
      event.fingerprint,
      event.occurredAt.toISOString(),
    ]);
    expect(read).toHaveLength(alerts.length);
    alerts.forEach((alert, i) =>
      alert.forEach((value, j) => {
        if (typeof value === "string") expect(read[i]?.[j]).toBe(value);
        else expect(read[i]?.[j]).toMatch(value);
      }),
    );
  });
});

withData(`everything in the data set${note}`, () => {
  let s: Stand;
  beforeAll(async () => {
    s = await stand();
  });
  afterAll(() => s.stop());

  const unexplained = () =>
    s.inbox
      .rows()
      .map((row) => ({ row, reading: readDelivery({ ...row, action: row.action ?? null }, sources) }))
      .filter(({ reading }) =>
        reading.signals.length > 0 ? reading.ignored !== undefined : !reading.ignored,
      )
      .map(({ row }) => `${row.source} ${row.event}`);

  it("of GitHub is accepted and means something or is ignored with a reason", async () => {
    const file = readdirSync(join(folder, "github")).find((name) => name.endsWith(".json.gz")) ?? "";
    const all = JSON.parse(gunzipSync(readFileSync(join(folder, "github", file))).toString("utf8")) as {
      name: string;
      examples: object[];
    }[];
    let sent = 0;
    for (const { name, examples } of all)
      for (const example of examples) {
        sent += 1;
        expect((await s.github(example, { event: name })).status).toBe(202);
      }
    expect(sent).toBe(329);
    expect(s.inbox.rows()).toHaveLength(329);
    expect(unexplained()).toEqual([]);
    const kinds = s.inbox
      .rows()
      .flatMap((row) => readDelivery({ ...row, action: row.action ?? null }, sources).signals);
    // 5 runs of which 2 ended with a conclusion; 9 comments of which some were edited or deleted.
    expect(kinds.filter((signal) => signal.kind === "run-finished")).toHaveLength(2);
    expect(kinds.filter((signal) => signal.kind === "pull-request")).toHaveLength(29);
    // Ten of installations; accepted permissions change nothing of where heal is installed.
    expect(kinds.filter((signal) => signal.kind === "installation")).toHaveLength(9);
  });

  it("of the alert vendors is accepted by every source", async () => {
    const files = readdirSync(join(folder, "alerts")).filter((name) => name.endsWith(".json"));
    expect(files).toHaveLength(30);
    for (const file of files)
      for (const body of [alertBody(file.slice(0, -5)), ...bodies(file.slice(0, -5))])
        for (const { name } of sources.filter((source) => source.name !== "github"))
          expect([file, name, (await s.alert(name, body)).status]).toEqual([file, name, 202]);
    expect(unexplained()).toEqual([]);
  });
});
