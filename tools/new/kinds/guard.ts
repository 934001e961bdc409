import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const guard: Kind = {
  name: "guard",
  says: "A question that every move has to pass before heal acts.",
  make: ({ kebab, camel, words, title }) => ({
    files: {
      [`src/decision/guards/${kebab}.ts`]: `import { allow, refuse, type Guard } from "../context.js";

/** ${title}: refuses a move for what carries the label of that name. */
export const ${camel}: Guard = ({ subject }) =>
  subject.labels["${kebab}"] === undefined
    ? allow("it has no label ${kebab}")
    : refuse("the label ${kebab} is set");
`,
      [`test/decision/guards/${kebab}.test.ts`]: `import { expect, it } from "@jest/globals";
import { ${camel} } from "../../../src/decision/guards/${kebab}.js";
import { playbook, subject, world } from "../support.js";

it.each([
  ["nothing is labelled", {}, true],
  ["the label is set", { "${kebab}": "yes" }, false],
])("${words}: %s", (_name, labels: Record<string, string>, allowed) => {
  const candidate = {
    playbook: playbook(),
    step: { action: "rerun-failed-jobs" as const },
    index: 0,
    goesOn: false,
    subject: subject({ labels }),
    predicted: 0.5,
    trials: 0,
  };
  expect(${camel}(candidate, world()).allowed).toBe(allowed);
});
`,
    },
    edits: {
      "src/decision/guards/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("guards: Readonly<Record<string, Guard>> = {", `"${kebab}": ${camel}`),
      ],
      "test/decision/guards/leave.ts": [
        addEntry(
          "export const leave: Cases = {",
          `"${kebab}": {
            allows: [{ says: "it has no label ${kebab}" }],
            refuses: [{ says: "the label ${kebab} is set", subject: { labels: { "${kebab}": "yes" } } }],
          }`,
          "\n};",
        ),
      ],
    },
    next: [
      "Put its line in src/decision/guards/index.ts where people would ask it, its rows where they belong in test/decision/guards/.",
      "A fact that it needs belongs into DecisionContext (src/decision/context.ts), and is read in the pipeline.",
    ],
  }),
};
