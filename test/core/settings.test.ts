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
    const { parseSettings: parse, settingsTable: table } = createSettings([
      ...alertSources,
      { name: "nimbus", identifiers: { form: /^cloud-\d+$/, doc: "names of clouds" } },
    ]);
    const read = parse({ HEAL_SOURCE_NIMBUS_SECRET: `cloud-1,${SECRET}` });
    expect(read.ok && sourceSecretsOf(read.settings, "nimbus")).toEqual(["cloud-1", SECRET]);
    expect(parse({ HEAL_SOURCE_SENTRY_SECRET: "cloud-1" }).ok).toBe(false);
    expect(table().find(({ name }) => name === "HEAL_SOURCE_NIMBUS_SECRET")?.doc).toContain(
      "names of clouds",
    );
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
