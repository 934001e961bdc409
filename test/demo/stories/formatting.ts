import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { packageFile } from "../../../src/core/paths.js";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";

const FORMATTER = `import { readFileSync, writeFileSync, readdirSync } from "node:fs";
const files = readdirSync("src").map((name) => "src/" + name);
let bad = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const wanted = text.split("\\n").map((line) => line.trimEnd()).join("\\n");
  if (text === wanted) continue;
  if (process.argv.includes("--write")) writeFileSync(file, wanted);
  else { console.log("[warn] " + file); bad += 1; }
}
if (bad) {
  console.log("[warn] Code style issues found in " + bad + " file(s). Run the formatter with --write to fix.");
  process.exitCode = 1;
}
`;

export const formatFiles = async (): Promise<Record<string, string>> => ({
  "format.mjs": FORMATTER,
  "package.json": `${JSON.stringify({ name: "shop", private: true, scripts: { "format:check": "node format.mjs --check", "format:write": "node format.mjs --write" } }, null, 2)}\n`,
  "src/price.js": "export const price = 3;\n",
  ".github/workflows/ci.yml": `name: CI
on: [pull_request]
jobs:
  format:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Check formatting
        run: npm run --silent format:check
`,
  ".github/workflows/heal-fix.yml": await readFile(packageFile(".github/workflows/heal-fix.yml"), "utf8"),
});

export const formatting: Story = {
  title: "A file is not formatted: the repository's own formatter, in its own CI, makes the fix",
  async play(stage, say) {
    const repo = await stage.github.repository(`${ownerOf("format")}/shop`, { files: await formatFiles() });
    const pull = await repo.pullRequest({
      head: "discount",
      title: "Add a discount",
      author: "ben",
      files: { "src/discount.js": "export const discount = 1;   \n" },
    });
    say(
      "@ben",
      `opens pull request ${pull.number} with a file that is not formatted`,
      `${stage.github.url}/${repo.fullName}/pull/${pull.number}`,
    );
    const run = await until("a failed run", () => repo.runs().find((one) => one.event === "pull_request"));
    await stage.incidentOfRun(repo.fullName, run.id);
    const fix = await until(
      "a fix pull request that is ready",
      () => repo.pulls().find((one) => one.author === stage.github.app.login && !one.draft),
      {
        ms: 45_000,
        tell: () =>
          repo
            .pulls()
            .map((one) => `#${one.number} ${one.title} draft=${one.draft}`)
            .join(", "),
      },
    );
    assert.equal(await repo.file(fix.head.sha, "src/discount.js"), "export const discount = 1;\n");
    assert.equal(fix.base.ref, "discount");
    assert.match(fix.body ?? "", /\| check \| before \| after \|/);
    assert.match(fix.body ?? "", /\| format \| failure \| success \| fixed \|/);
    say("heal", "marks the fix ready: CI is green on it", fix.htmlUrl);
    return `a fix pull request, proven by the repository's own CI, waits for review (${fix.htmlUrl})`;
  },
};
