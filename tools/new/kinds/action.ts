import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const action: Kind = {
  name: "action",
  says: "One typed thing that heal can do to the world.",
  make: ({ kebab, camel, words, title }) => ({
    files: {
      [`src/recovery/actions/${kebab}.ts`]: `import { z } from "zod";
import { defineAction } from "../action.js";

const params = z.object({ runId: z.number(), url: z.string() });

export const ${camel} = defineAction<z.output<typeof params>>({
  name: "${kebab}",
  says: "${title}.",
  risk: "high",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "Nothing is changed yet.",
  // Must find what \`apply\` made, also when its answer was lost: a crash between the two comes back here.
  observe: async (plan, { runId, url }, { github }) => {
    const run = await github.run({ repository: plan.repository, runId });
    return run?.status === "completed" ? { id: runId, url } : null;
  },
  apply: async (_plan, { runId, url }) => ({ id: runId, url }),
});
`,
      [`test/recovery/actions/${kebab}.test.ts`]: `import { expect, it } from "@jest/globals";
import { createMarks } from "../../../src/core/marks.js";
import type { Plan } from "../../../src/decision/plan.js";
import { unconfiguredGitHub } from "../../../src/github/unconfigured.js";
import { actionNamed } from "../../../src/recovery/actions/index.js";

const repository = { fullName: "acme/web", id: 1, installationId: 2 };
const params = { runId: 5, url: "https://github.example/x" };
const plan: Plan = {
  key: "k",
  action: "${kebab}",
  repository,
  incidentId: 7,
  params,
  since: "2026-03-01T12:00:00Z",
};

it("${words}: what it leaves behind leads to it", async () => {
  const effect = await actionNamed("${kebab}")?.apply(plan, params, {
    github: unconfiguredGitHub(),
    agent: null,
    marks: createMarks(Buffer.alloc(32, 7)),
    made: { others: async () => [] },
  });
  expect(effect).toEqual({ id: 5, url: params.url });
});
`,
    },
    edits: {
      "src/recovery/actions/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("actions: readonly Action[] = [", camel),
      ],
    },
    next: [
      "A call that GitHub has to answer belongs into src/github/port.ts, and its permission into app.yml.",
      "A playbook may name it once it is a move: src/playbooks/moves.ts.",
    ],
  }),
};
