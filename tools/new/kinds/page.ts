import { addEntry, addImport, insertBefore } from "../edits.js";
import type { Kind } from "../kind.js";

export const page: Kind = {
  name: "page",
  says: "A page of the dashboard with its view and its place in the navigation.",
  make: ({ kebab, camel, title }) => ({
    files: {
      [`src/dashboard/${kebab}.ts`]: `import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { moment } from "./format.js";

/** \`/${kebab}\` */
export const ${camel}Page =
  ({ clock }: DashboardDeps): PageLoader =>
  async () => {
    const now = clock.now();
    return { view: "${kebab}", title: "${title}", section: "${kebab}", data: { at: moment(now, now) } };
  };
`,
      [`src/dashboard/views/${kebab}.hbs`]: `<h1>${title}</h1>
<p class="intro">As of {{> time at=at}}.</p>
`,
      [`test/dashboard/${kebab}.test.ts`]: `import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});

it("is there, also when nothing has happened yet", async () => {
  const { status, text } = await site.get("/${kebab}");
  expect(status).toBe(200);
  expect(text).toContain("<h1>${title}</h1>");
  expect(text).toContain('href="/${kebab}" aria-current="page"');
});
`,
    },
    edits: {
      "src/dashboard/index.ts": [
        addImport(`import { ${camel}Page } from "./${kebab}.js";`),
        // After all others, but for those that answer every path.
        addEntry("  return [", `page("/${kebab}", ${camel}Page(deps))`, "assetRoute,"),
      ],
      "src/dashboard/templates.ts": [
        insertBefore("    | null;\n  data:", `    | "${kebab}"\n`),
        addEntry("const sections = [", `{ key: "${kebab}", href: "/${kebab}", name: "${title}" }`),
      ],
    },
    next: [
      "A page that is no part of the navigation has `section: null`, and no line in src/dashboard/templates.ts.",
    ],
  }),
};
