import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const command: Kind = {
  name: "command",
  says: "A `/heal` command that people write in issues and pull requests.",
  make: ({ kebab, camel, title }) => ({
    files: {
      [`src/commands/${kebab}.ts`]: `import { answer, noIncident, type HealCommand } from "./command.js";

export const ${camel}: HealCommand = {
  name: "${kebab}",
  usage: "/heal ${kebab}",
  says: "${title}.",
  who: "maintain",
  changes: false,
  examples: ["/heal ${kebab}"],
  run: async ({ incident }) => (incident ? answer(\`Incident \${incident.id} is left as it is.\`) : noIncident),
};
`,
      [`test/commands/${kebab}.test.ts`]: `import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { noIncident } from "../../src/commands/command.js";
import { ${camel} } from "../../src/commands/${kebab}.js";
import { createKillSwitch } from "../../src/flags/kill-switch.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

it("refuses where there is no incident", async () => {
  const clock = { now: () => new Date("2026-03-01T12:00:00Z") };
  const { db } = database;
  const repository = { fullName: "acme/web", id: 1, installationId: 2 };
  const context = {
    ...{ id: 1, repository, comment: { id: 5, review: false }, writtenAt: new Date(0), incident: null },
    ...{ author: "mia", role: "maintain", dryRun: false, rest: "" },
  };
  const effects = { run: async () => ({ state: "later" as const, reason: "none", retryAt: clock.now() }) };
  const deps = {
    ...{ db, killSwitch: createKillSwitch(db, clock), clock, publicUrl: "https://heal.example", effects },
    ...{ judge: async () => null, undoOf: () => null },
  };
  expect(await ${camel}.run(context, deps)).toEqual(noIncident);
});
`,
    },
    edits: {
      "src/commands/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("others: readonly HealCommand[] = [", camel),
      ],
    },
    next: ["Choose who may run it: the least role that is safe."],
  }),
};
