import { addEntry, addImport, insertBefore } from "../edits.js";
import type { Kind } from "../kind.js";

export const rule: Kind = {
  name: "rule",
  says: "A cause that diagnosis finds in logs: a category and its rule.",
  make: ({ kebab, camel, snake, words, title }) => ({
    files: {
      [`src/diagnosis/rules/${kebab}.ts`]: `import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** ${title}. */
export const ${camel}: Rule = {
  category: "${snake}",
  // Words of the system or of a tool's own grammar; what people also write belongs into \`generic\`.
  strict: [/^error: ${words}\\b/i],
  unless: [insideTestReport],
};
`,
      [`test/diagnosis/rules/${kebab}.test.ts`]: `import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../../src/diagnosis/diagnose-logs.js";
import { failedStep } from "../support.js";

describe("${snake}", () => {
  it.each([
    ["the tool's own line", "error: ${words}", "${snake}"],
    ["a test about it", "--- FAIL: Test (0.00s)", "test_failure"],
  ])("%s", (_name, line, category) => {
    expect(diagnoseLogs({ text: failedStep(line) }).category).toBe(category);
  });
});
`,
    },
    edits: {
      "src/diagnosis/category.ts": [
        insertBefore("  no_log:", `  ${snake}: { doc: "${title}.", risk: "high" },\n`),
      ],
      "src/diagnosis/rules/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("rules: readonly Rule[] = [", camel),
      ],
      "test/diagnosis/rules.test.ts": [
        addEntry(
          "proofs: Readonly<Record<Exclude<Category, WithoutRule>, readonly string[]>> = {",
          `${snake}: ["error: ${words}"]`,
          "};",
        ),
      ],
    },
    next: [
      "Give the category its sentence and its risk in src/diagnosis/category.ts, and lines as tools really write them.",
    ],
  }),
};
