import { readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { format } from "prettier";
import { packageFile } from "../../src/core/paths.js";
import { configSchema, generatedTables, withTables } from "./tables.js";

it("README.md's generated tables are current (`npm run docs` writes them)", async () => {
  const readme = await readFile(packageFile("README.md"), "utf8");
  expect(
    await format(withTables(readme, await generatedTables()), { parser: "markdown", printWidth: 110 }),
  ).toBe(readme);
});

it("README.md names the commands a newcomer needs", async () => {
  const readme = await readFile(packageFile("README.md"), "utf8");
  for (const command of ["npm ci && npm run demo", "npm ci && npm test", "npm ci && npm start"])
    expect(readme).toContain(command);
});

it("the schema of heal.yml for editors is current", async () => {
  const kept = await readFile(packageFile("src/playbooks/heal.schema.json"), "utf8");
  expect(JSON.parse(kept)).toEqual(JSON.parse(configSchema()));
});
