import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { settingsTable } from "../../src/intake/settings.js";
import { repositoryConfigSchema } from "../../src/playbooks/repository-config.js";
import { playbookSchema } from "../../src/playbooks/schema.js";

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
  HEAL_MODE: ["src/app/worker.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_URL: ["src/app/worker.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_TOKEN: ["src/app/worker.ts", "test/harness/stage.ts"],
  HEAL_CODEGEN_ORG_ID: ["src/app/worker.ts", "test/harness/stage.ts"],
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

it("every setting of the environment is named with its reader and its test", () => {
  const names = settingsTable()
    .map(({ name }) => name)
    .filter((name) => !isSourceSecret(name));
  expect(names.sort()).toEqual([...Object.keys(proofs), ...Object.keys(unproven)].sort());
});

it.each(Object.entries(proofs))("%s stands in its reader and in its test", async (name, files) => {
  for (const file of files)
    expect(`${file}: ${await readFile(packageFile(file), "utf8")}`).toMatch(new RegExp(`\\b${name}\\b`));
});

/** Keys that are accepted and that nobody reads, with the reason why they are accepted. */
const inert: readonly [key: string, why: string][] = [
  ["escalate.notify", "kept for notifiers, which are not there yet: heal writes issues alone"],
];

it.each(inert)("%s is a key of heal.yml or of a playbook, and nobody reads it", async (key) => {
  const [outer = "", inner = ""] = key.split(".");
  const shape = { ...repositoryConfigSchema.shape, ...playbookSchema.shape };
  expect(Object.keys(shape)).toContain(outer);
  const files = (await readdir(packageFile("src/"), { recursive: true })).filter((file) =>
    file.endsWith(".ts"),
  );
  const readers = [];
  for (const file of files)
    if (new RegExp(`\\b${outer}\\.${inner}\\b`).test(await readFile(packageFile(`src/${file}`), "utf8")))
      readers.push(file);
  expect(readers).toEqual([]);
});
