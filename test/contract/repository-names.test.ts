import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Db } from "../../src/store/db.js";
import { seriesKey } from "../../src/store/metrics.js";
import { renameRepository } from "../../src/store/rename.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const [FROM, TO] = ["Acme/Web.shop", "new-Owner/store"];

/** Every column that holds a repository's name, with what stands in it; `{name}` is the name. */
const holds: Record<string, string> = {
  "commands.repository": "{name}",
  "commit_checks.repository": "{name}",
  "commit_checks.url": "https://github.example/{name}/runs/1",
  "config_checks.repository": "{name}",
  "config_checks.url": "https://github.example/{name}/runs/2",
  "component_health.component": "service/{name}/checkout",
  "deliveries.repository": "{name}",
  "detections.about":
    '{"run": {"url": "https://github.example/{name}/actions/runs/1"}, "series": {"component": "ci/{name}"}}',
  "detections.repository": "{name}",
  "detections.subject": "workflow:{name}/ci.yml",
  "detector_states.parent": "tests of job:{name}/ci.yml/build",
  "detector_states.repository": "{name}",
  "detector_states.state": '{"past": {"places": [["{name}", 5], ["acme/web.shop-2", 6]]}}',
  "detector_states.subject": 'metric:ci/{name}/runs{"a":1}',
  "error_events.body":
    '{"key": "alert:heal:duration:{name}/ci", "repository": {"id": 1, "fullName": "{name}"}}',
  "error_events.fingerprint": "heal:repository:{name}",
  "error_events.repository": "{name}",
  "fixes.after": '[{"url": "https://github.example/{name}/runs/2"}]',
  "fixes.before": '[{"url": "https://github.example/{name}/runs/1"}]',
  "fixes.repository": "{name}",
  "fixes.url": "https://github.example/{name}/pull/1",
  "incidents.diagnosis": '{"jobs": [{"url": "https://github.example/{name}/actions/runs/1/job/2"}]}',
  "incidents.fingerprint": "heal:workflow:{name}/ci.yml",
  "incidents.issue_url": "https://github.example/{name}/issues/7",
  "incidents.key": "alert:heal:workflow:{name}/ci.yml",
  "incidents.repository": "{name}",
  "incidents.run":
    '{"url": "https://github.example/{name}/actions/runs/1", "title": "see other/acme/web.shop"}',
  "intents.effect": '{"url": "https://github.example/{name}/issues/7#c"}',
  "intents.plan": '{"repository": {"id": 1, "fullName": "{name}"}}',
  "intents.repository": "{name}",
  "job_changes.repository": "{name}",
  "jobs.repository": "{name}",
  "metric_series.component": "ci/{name}",
  "mutes.fingerprint": "heal:workflow:{name}/ci.yml",
  "mutes.repository": "{name}",
  "patterns.fingerprint": "heal:budget:{name}/checkout",
  "patterns.past": '{"places": [["{name}", 5]]}',
  "patterns.repositories": '["other/one", "{name}"]',
  "performance_changes.repository": "{name}",
  "rejections.fingerprint": "heal:workflow:{name}/ci.yml",
  "rejections.repository": "{name}",
  "reports.repository": "{name}",
  "runs.facts": '{"url": "https://github.example/{name}/actions/runs/1"}',
  "runs.repository": "{name}",
  "timeline.url": "https://github.example/{name}/issues/7",
  "trust.subject": "heal:workflow:{name}/ci.yml",
};

/** Moved by name and in small letters, by a hash, or by whoever renames: looked at one by one below. */
const apart = [
  "flags.value",
  "former_names.full_name",
  "metric_series.labels_hash",
  "repositories.full_name",
  "switches.scope",
];

/** Columns that hold none, or that keep what was said as it was said. */
const elsewhere: Record<string, string> = {
  acknowledgements: "by how",
  // Labels and titles are the sender's words; a key is the vendor's, of a group it is a hash.
  alert_groups: "changes key labels role",
  alert_members:
    "annotations gap group_key key labels links message role service severity stated_start title unproven url",
  // The words of its own heal.yml.
  alert_routes: "label match service value",
  audit: "actor detail hash kind previous subject",
  commands: "answer author line pressed state",
  commit_checks: "annotated head_sha seal trouble",
  component_health: "reason state",
  config_checks: "head_sha trouble",
  cursors: "name value",
  decisions: "action kind playbook reasons",
  deliveries: "action event headers id key part_of reason semantic_key source state target_id",
  detection_labels: "by note verdict",
  detections: "detector numbers reason service silenced threshold",
  // Waits for minutes, and its repository is asked for by its name of then.
  early_ends: "delivery_id event key stated_start",
  error_events: "delivery_id kind message service severity source status title",
  fixes: "base_branch base_sha branch checks external_id head_sha producer reason state",
  flags: "by name",
  incidents:
    "action category chosen disowned_by environment kind requested service severity source state title trouble",
  // A former key stands in a mark at GitHub, which no rename changes.
  intents: "action code former_key key reason state thing",
  job_changes: "after_sha before_sha detector job workflow",
  jobs: "conclusion head_sha job workflow",
  labels: "by label",
  metric_series: "labels name",
  mutes: "by reason",
  notifications: "notifier reason state what",
  outcomes: "action reason verdict",
  patterns: "category title",
  performance_changes: "after_sha before_sha detector workflow",
  rejections: "by move reason",
  reports: "delivery_id failing job",
  repositories: "config config_problem default_branch state valid_rules",
  runs: "branch conclusion event head_sha workflow workflow_path",
  secrets: "name",
  switches: "by reason",
  timeline: "actor kind text",
  trust: "action",
  // A former name leads to its repository when it is needed.
  watchdogs: "event key",
};

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
  is_nullable: "YES" | "NO";
  is_identity: "YES" | "NO";
}

const columnsOf = (db: Db): Promise<Column[]> =>
  db.many<Column>`
    select c.table_name, c.column_name, c.data_type, c.is_nullable, c.is_identity from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'heal\\_migrations%'
    order by c.table_name, c.ordinal_position`;

describe("a repository's name", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());

  it("stands in no column that nobody decided on", async () => {
    const texts = (await columnsOf(database.db)).filter(({ data_type: type }) =>
      ["text", "jsonb", "json", "ARRAY"].includes(type),
    );
    const decided = [
      ...Object.keys(holds),
      ...apart,
      ...Object.entries(elsewhere).flatMap(([table, names]) =>
        names.split(" ").map((name) => `${table}.${name}`),
      ),
    ];
    expect(texts.map((one) => `${one.table_name}.${one.column_name}`).sort()).toEqual(decided.sort());
  });

  it("is moved wherever it stands, in any case, and nothing else is", async () => {
    const { pool, db } = database;
    // Rows of names alone: what else a table wants of a row is not looked at here.
    const { rows: checks } = await pool.query<{ sql: string }>(
      "select format('alter table %s drop constraint %I', conrelid::regclass, conname) as sql from pg_constraint where contype in ('c', 'f') and connamespace = 'public'::regnamespace order by contype desc",
    );
    for (const { sql } of checks) await pool.query(sql);
    const columns = await columnsOf(db);
    const tables = [...new Set(Object.keys(holds).map((name) => name.split(".")[0] ?? ""))];
    for (const table of tables) {
      const own = columns.filter((one) => one.table_name === table && one.is_identity === "NO");
      const given = own.filter((one) => `${table}.${one.column_name}` in holds || one.is_nullable === "NO");
      const value = ({ column_name: name, data_type: type }: Column): string => {
        const held = holds[`${table}.${name}`];
        // A name is kept as GitHub spells it, and found in whatever letters it was kept.
        if (held !== undefined) return held.replaceAll("{name}", FROM.toUpperCase());
        if (type === "text") return "x";
        if (type === "jsonb") return "{}";
        if (type === "boolean") return "false";
        return type.startsWith("timestamp") ? "2026-03-01T12:00:00Z" : "1";
      };
      const places = given.map((one, i) => `$${i + 1}::${one.data_type}`).join(", ");
      await pool.query(
        `insert into ${table} (${given.map((one) => `"${one.column_name}"`).join(", ")}) values (${places})`,
        given.map(value),
      );
    }
    await db.run`insert into switches (scope, stopped, reason, by, at) values (${FROM.toLowerCase()}, true, 'r', 'b', now())`;
    await db.run`
      insert into flags (name, value, by, at)
      values ('f', ${JSON.stringify({ enabled: null, repositories: { [FROM.toLowerCase()]: false, "o/r": true } })}, 'b', now())`;

    await db.tx((tx) => renameRepository(tx, 1, FROM, TO));

    for (const [column, held] of Object.entries(holds)) {
      const [table = "", name = ""] = column.split(".");
      const { rows } = await pool.query<{ value: unknown }>(`select "${name}" as value from ${table}`);
      const now = held.replaceAll("{name}", TO);
      expect([column, rows.map(({ value }) => value)]).toEqual([
        column,
        [now.startsWith('{"') || now.startsWith("[") ? JSON.parse(now) : now],
      ]);
    }
    expect(await db.many`select scope, repository_id from switches`).toEqual([
      { scope: TO.toLowerCase(), repository_id: 1 },
    ]);
    expect(await db.many`select value -> 'repositories' as map from flags`).toEqual([
      { map: { [TO.toLowerCase()]: false, "o/r": true } },
    ]);
    const labels = {};
    expect(await db.many`select labels_hash from metric_series`).toEqual([
      { labels_hash: seriesKey({ component: `ci/${TO}`, name: "x", labels }) },
    ]);
  });
});
