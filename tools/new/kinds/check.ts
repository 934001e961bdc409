import { addEntry, addImport } from "../edits.js";
import type { Kind } from "../kind.js";

export const check: Kind = {
  name: "check",
  says: "A look at a patch before anything of it is pushed.",
  make: ({ kebab, camel, words }) => ({
    files: {
      [`src/fix/checks/${kebab}.ts`]: `import type { Check } from "./check.js";

/** A patch may not touch files that end in \`.${kebab}\`. */
export const ${camel}: Check = {
  name: "${kebab}",
  says: "it touches no file of the kind ${kebab}",
  run: ({ files }) =>
    files
      .filter(({ path }) => path.endsWith(".${kebab}"))
      .map(({ path }) => ({ path, reason: "the file is of the kind ${kebab}" })),
};
`,
      [`test/fix/checks/${kebab}.test.ts`]: `import { describe, expect, it } from "@jest/globals";
import { ${camel} } from "../../../src/fix/checks/${kebab}.js";
import { parsePatch } from "../../../src/fix/patch.js";
import { context, gitDiff } from "../support.js";

describe("${words}", () => {
  it.each([
    ["a file of the kind", "src/a.${kebab}", ["src/a.${kebab}"]],
    ["another file", "src/a.ts", []],
  ])("%s", (_name, path, objected) => {
    const patch = parsePatch(gitDiff(path, "old\\n", "new\\n"));
    expect(${camel}.run(patch, context()).map((one) => one.path)).toEqual(objected);
  });
});
`,
    },
    edits: {
      "src/fix/checks/index.ts": [
        addImport(`import { ${camel} } from "./${kebab}.js";`),
        addEntry("checks: readonly Check[] = [", camel),
      ],
    },
    next: [
      "Add honest patches that it must let pass to test/fix/checks/honest.test.ts, attacks to test/hostile/.",
    ],
  }),
};
