import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { packageFile } from "../../src/core/paths.js";
import { configSchema, generatedTables, withTables } from "./tables.js";

/** `npm run docs`: brings the README's generated tables up to date. */
const file = packageFile("README.md");
await writeFile(
  file,
  await format(withTables(await readFile(file, "utf8"), await generatedTables()), {
    parser: "markdown",
    printWidth: 110,
  }),
);
await writeFile(
  packageFile("src/playbooks/heal.schema.json"),
  await format(configSchema(), { parser: "json", printWidth: 110 }),
);
