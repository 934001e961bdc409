import { describe, expect, it } from "@jest/globals";
import { createSettings, sourceSecretsOf } from "../../src/core/settings.js";
import { alertSources } from "../../src/intake/sources/index.js";
import { parseSettings, settingsTable } from "../../src/intake/settings.js";

const SECRET = "0123456789abcdef0123456789abcdef";
const problems = (env: Record<string, string>): string[] => {
  const result = parseSettings(env);
  return result.ok ? [] : result.problems;
};
const settings = (env: Record<string, string>) => {
  const result = parseSettings(env);
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.settings;
};

describe("settings", () => {
  it("have a useful default each", () => {
    expect(settings({})).toMatchObject({
      PORT: 3000,
      HEAL_DATA_DIR: ".heal",
      HEAL_MODE: "observe",
      HEAL_CODEGEN_URL: "https://api.codegen.com",
      GHE_PROTOCOL: "https",
      LOG_LEVEL: "info",
    });
  });

  it("read what is set and ignore what is not ours", () => {
    const read = settings({ PORT: "0", HEAL_MODE: "act", PATH: "/bin", HEALTH: "x", HEAL_DATASETS: "/data" });
    expect(read).toMatchObject({ PORT: 0, HEAL_MODE: "act" });
    expect(read).not.toHaveProperty("PATH");
  });

  it("take two secrets of a source while rotating", () => {
    const read = settings({ HEAL_SOURCE_SENTRY_SECRET: `${SECRET}, ${SECRET}new` });
    expect(sourceSecretsOf(read, "sentry")).toEqual([SECRET, `${SECRET}new`]);
    expect(sourceSecretsOf(read, "grafana")).toEqual([]);
  });

  it.each([
    ["WEBHOOK_SECRET", ""],
    ["WEBHOOK_SECRET", "development"],
    ["WEBHOOK_SECRET", SECRET.slice(1)],
    ["HEAL_SOURCE_GENERIC_SECRET", ""],
    ["HEAL_SOURCE_GENERIC_SECRET", `${SECRET},`],
    ["HEAL_SOURCE_GENERIC_SECRET", `${SECRET},short`],
    ["HEAL_API_TOKEN", ""],
    ["HEAL_API_TOKEN", "short"],
    ["PORT", "65536"],
    ["PORT", "3000a"],
    ["LOG_LEVEL", "loud"],
    ["HEAL_MODE", "ACT"],
    ["DATABASE_URL", "mysql://host/db"],
    ["DATABASE_URL", ""],
    ["HEAL_QUEUE_REDIS_URL", "localhost:6379"],
    ["GHE_HOST", "https://ghe.example"],
    ["HEAL_CODEGEN_URL", "file:///etc/passwd"],
    ["HEAL_CODEGEN_ORG_ID", "../1"],
    ["APP_ID", "my-app"],
  ])("refuse %s=%j in one sentence that names it and keeps the value to itself", (name, value) => {
    const found = problems({ WEBHOOK_SECRET: SECRET, PRIVATE_KEY: "key", [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${name} .{10,}`));
    for (const part of value.split(",").filter((part) => part.length > 8 && part !== "development"))
      expect(found[0]).not.toContain(part);
  });

  it("an App without a webhook secret is refused like one with an empty secret", () => {
    expect(problems({ APP_ID: "1", PRIVATE_KEY: "key" })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET is not set/),
    ]);
    expect(problems({ APP_ID: "1", WEBHOOK_SECRET: SECRET })).toEqual([
      expect.stringMatching(/^PRIVATE_KEY is not set/),
    ]);
    expect(problems({ APP_ID: "1", WEBHOOK_SECRET: SECRET, PRIVATE_KEY_PATH: "app.pem" })).toEqual([]);
  });

  it.each([
    ["HEAL_MOD", "HEAL_MODE"],
    ["HEAL_SOURCE_GRAFANNA_SECRET", "HEAL_SOURCE_GRAFANA_SECRET"],
    ["HEAL_QUEUE_REDIS", "HEAL_QUEUE_REDIS_URL"],
  ])("refuse the unknown %s and name the nearest", (name, hint) => {
    expect(problems({ [name]: "x" })).toEqual([`${name} is not a setting of heal; did you mean ${hint}?`]);
  });

  it("take the secrets of any source that is listed, and its identifiers only where it has some", () => {
    const nimbus = { name: "nimbus", identifiers: { form: /^cloud-\d+$/, doc: "names of clouds" } };
    const { parseSettings: parse, settingsTable: table } = createSettings([...alertSources, nimbus], []);
    const read = parse({ HEAL_SOURCE_NIMBUS_SECRET: `cloud-1,${SECRET}` });
    expect(read.ok && sourceSecretsOf(read.settings, "nimbus")).toEqual(["cloud-1", SECRET]);
    expect(parse({ HEAL_SOURCE_SENTRY_SECRET: "cloud-1" }).ok).toBe(false);
    expect(table().find(({ name }) => name === "HEAL_SOURCE_NIMBUS_SECRET")?.doc).toContain(
      "names of clouds",
    );
  });

  describe("of notifiers", () => {
    const slack = "slack:https://hooks.slack.com/services/T0/B0/s3cr3tW0rd";

    it("are read by name, and the default ones with them", () => {
      const read = settings({
        HEAL_NOTIFY_SLACK_ONCALL: slack,
        HEAL_NOTIFY_PAGER: "pagerduty:0123456789abcdef0123456789abcdef",
        HEAL_NOTIFY_DEFAULT: "pager, slack-oncall",
      });
      expect(read.notifiers).toEqual({
        "slack-oncall": { kind: "slack", value: slack.slice("slack:".length) },
        pager: { kind: "pagerduty", value: "0123456789abcdef0123456789abcdef" },
      });
      expect(read.HEAL_NOTIFY_DEFAULT).toEqual(["pager", "slack-oncall"]);
    });

    it.each([
      ["s3cr3tW0rd", "begins with no kind of notifier"],
      ["carrierpigeon:s3cr3tW0rd", "begins with no kind of notifier"],
      ["slack:s3cr3tW0rd", "has not the form `slack:https://hooks.slack.com"],
      ["slack:http://hooks.slack.com/s3cr3tW0rd", "has not the form"],
      ["slack: https://hooks.slack.com/s3cr3tW0rd", "has not the form"],
      ["webhook:https://hook.example/s3cr3tW0rd", "has not the form `webhook:SECRET@"],
      ["webhook:s3cr3tW0rd@https://hook.example/", "has not the form"],
      ["pagerduty:s3cr3tW0rd key", "has not the form"],
      ["email:smtp://heal:s3cr3tW0rd@mail.example", "has not the form"],
      ["email:smtp://mail.example?from=a@b.example&to=s3cr3tW0rd%0d%0aBcc:x@y.example", "has not the form"],
      ["", "begins with no kind of notifier"],
    ])("refuse %j in one sentence that keeps the value to itself", (value, words) => {
      const found = problems({ HEAL_NOTIFY_X: value });
      expect(found).toEqual([expect.stringMatching(/^HEAL_NOTIFY_X /)]);
      expect(found[0]).toContain(words);
      expect(found[0]).not.toContain("s3cr3tW0rd");
    });

    it("take http where private addresses are allowed", () => {
      const env = { HEAL_NOTIFY_X: "slack:http://10.0.0.1/hook" };
      expect(problems(env)).toHaveLength(1);
      expect(problems({ ...env, HEAL_NOTIFY_ALLOW_PRIVATE: "true" })).toEqual([]);
      expect(problems({ ...env, HEAL_NOTIFY_ALLOW_PRIVATE: "yes" })).toHaveLength(2);
    });

    it("refuse a default one that is not configured, and names that are none", () => {
      expect(problems({ HEAL_NOTIFY_DEFAULT: "pager" })).toEqual([
        "HEAL_NOTIFY_DEFAULT names pager, and HEAL_NOTIFY_PAGER is not set",
      ]);
      expect(problems({ HEAL_NOTIFY_DEFAULT: slack })).toEqual([expect.not.stringContaining("s3cr3tW0rd")]);
      expect(problems({ HEAL_NOTIFY_x: slack })).toEqual([
        expect.stringContaining("is not a setting of heal"),
      ]);
    });
  });

  it("tell all problems at once", () => {
    expect(problems({ PORT: "x", HEAL_MODE: "x", HEAL_NOPE: "x" })).toHaveLength(3);
  });

  it("make a table in which every row says what it is for", () => {
    const rows = settingsTable();
    expect(rows.map(({ name }) => name)).toEqual([...new Set(rows.map(({ name }) => name))]);
    for (const row of rows) expect(row.doc).toMatch(/^[A-Z].*\.$/);
    expect(rows.find(({ name }) => name === "PORT")).toEqual({
      name: "PORT",
      default: "`3000`",
      doc: "Port to listen on.",
      secret: false,
    });
    expect(rows.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["WEBHOOK_SECRET", "HEAL_API_TOKEN", "DATABASE_URL", "HEAL_SOURCE_SNS_SECRET"]),
    );
  });
});
