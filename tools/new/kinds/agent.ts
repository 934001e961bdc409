import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const agent: Kind = {
  name: "agent",
  says: "A monitoring agent that looks at one component. (Coding agents have no registry yet: see src/fix/agents/port.ts.)",
  make: ({ kebab, camel, snake, words, title }) => ({
    files: {
      [`src/monitoring/agents/${kebab}.ts`]: `import { samplesOf, type CreateAgent } from "./agent.js";

/** ${title}: whether the database answers. */
export const ${camel}: CreateAgent = ({ db }) => ({
  name: "heal/${kebab}",
  async poll(now) {
    const rows = await db.many<{ one: number }>\`select 1 as one\`;
    return [
      {
        health: {
          component: "heal/${kebab}",
          state: rows.length === 1 ? "ok" : "down",
          reason: \`the database answered with \${rows.length} row\`,
        },
        samples: samplesOf("heal/${kebab}", now, { ${snake}_rows: rows.length }),
      },
    ];
  },
});
`,
      [`test/monitoring/agents/${kebab}.test.ts`]: `import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { ${camel} } from "../../../src/monitoring/agents/${kebab}.js";
import { testDatabase, type TestDatabase } from "../../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

it("${words}: is well when the database answers", async () => {
  const agent = ${camel}({
    db: database.db,
    dataDir: tmpdir(),
    queueDepth: async () => 0,
    requests: async () => [],
    readConfig: async () => undefined,
    allow: [],
    notifiers: [],
    github: null,
    codegen: null,
  });
  const [report] = await agent.poll(new Date("2026-03-01T12:00:00Z"));
  expect(report?.health).toMatchObject({ component: "heal/${kebab}", state: "ok" });
});
`,
    },
    edits: {
      "src/monitoring/agents/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("agents: Readonly<Record<string, CreateAgent>> = {", `"${kebab}": ${camel}`),
      ],
    },
    next: ["What it may look at stands in AgentDeps (src/monitoring/agents/agent.ts); src/app.ts gives it."],
  }),
};
