import { readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { settingsTable } from "../../src/intake/settings.js";

type Proof = readonly [reader: string, test: string];

/** Each setting of the environment: a file that reads it, and a test that sets it. */
const proofs: Readonly<Record<string, Proof>> = {
  APP_ID: ["src/github/connect.ts", "test/github/client.test.ts"],
  PRIVATE_KEY: ["src/cli/serve.ts", "test/hostile/stop-without-github.test.ts"],
  WEBHOOK_SECRET: ["src/app/web.ts", "test/hostile/stop-without-github.test.ts"],
  GHE_HOST: ["src/github/urls.ts", "test/github/client.test.ts"],
  GHE_PROTOCOL: ["src/github/urls.ts", "test/github/client.test.ts"],
  HOST: ["src/server/access.ts", "test/hostile/proxy-trust.test.ts"],
  PORT: ["src/app/web.ts", "test/hostile/stop-without-github.test.ts"],
  DATABASE_URL: ["src/store/open.ts", "test/cli/store.test.ts"],
  HEAL_DATA_DIR: ["src/store/open.ts", "test/hostile/stubborn-stop.test.ts"],
  HEAL_QUEUE_REDIS_URL: ["src/app/options.ts", "test/fault/scenario.ts"],
  HEAL_API_TOKEN: ["src/server/access.ts", "test/server/server.test.ts"],
  HEAL_PUBLIC_URL: ["src/server/access.ts", "test/hostile/proxy-trust.test.ts"],
  HEAL_EMERGENCY_STOP: ["src/app/worker.ts", "test/acceptance/stop-label.test.ts"],
  HEAL_MODE: ["src/app/worker.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_URL: ["src/app/agent.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_TOKEN: ["src/app/agent.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_ORG_ID: ["src/app/agent.ts", "test/harness/stage.ts"],
  HEAL_NOTIFY_DEFAULT: ["src/escalation/configured.ts", "test/acceptance/notifications.test.ts"],
  HEAL_NOTIFY_ALLOW_PRIVATE: ["src/cli/notify.ts", "test/cli/notify.test.ts"],
  HEAL_MONITOR_ALLOW: ["src/app/worker.ts", "test/acceptance/monitoring.test.ts"],
};

/** Settings that are read, and that no test sets for what they do: a new one does not belong here. */
const unproven: Readonly<Record<string, string>> = {
  PRIVATE_KEY_PATH: "its form is tested, the reading of the file is not",
  LOG_LEVEL: "its form is tested, what is logged is not",
  HEAL_GENERIC_MAPPING: "the mapping is tested, the reading of the file is not",
};

/** One secret a source, read by its name; `test/hostile/source-secrets.test.ts` shows that they open and close doors. */
const isSourceSecret = (name: string): boolean => /^HEAL_SOURCE_[A-Z0-9]+_SECRET$/.test(name);

/** One notifier a name, read by it; `test/cli/notify.test.ts` shows that it is sent to. */
const isNotifier = (name: string): boolean => name === "HEAL_NOTIFY_<NAME>";

it("every setting of the environment is named with its reader and its test", () => {
  const names = settingsTable()
    .map(({ name }) => name)
    .filter((name) => !isSourceSecret(name) && !isNotifier(name));
  expect(names.sort()).toEqual([...Object.keys(proofs), ...Object.keys(unproven)].sort());
});

it.each(Object.entries(proofs))("%s stands in its reader and in its test", async (name, files) => {
  for (const file of files)
    expect(`${file}: ${await readFile(packageFile(file), "utf8")}`).toMatch(new RegExp(`\\b${name}\\b`));
});
