import assert from "node:assert/strict";
import { deleteTest, fixFile } from "../../harness/codegen-scripts.js";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";

export const agentFiles = {
  "sum.mjs": "export const sum = (a, b) => a - b;\n",
  "sum.test.mjs": `import test from "node:test";
import assert from "node:assert/strict";
import { sum } from "./sum.mjs";
test("adds two numbers", () => {
  assert.equal(sum(2, 3), 5);
});
`,
  ".github/workflows/ci.yml": `name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Unit tests
        run: node --test sum.test.mjs
`,
};

/** The owner's leave: an agent works only where it is named. */
const agentAllowed = "fix: { producers: [codegen] }\n";

export const agent: Story = {
  title: "A unit test fails because of a bug: an agent's patch is checked; a cheating one is refused",
  async play(stage, say) {
    const good = await stage.github.repository(`${ownerOf("agent")}/maths`, {
      files: { "README.md": "# maths\n", ".github/heal.yml": agentAllowed },
    });
    stage.codegen.onboard([
      { id: good.id - 500, fullName: good.fullName },
      { id: good.id - 400, fullName: `${ownerOf("cheat")}/maths` },
    ]);
    stage.codegen.script(fixFile("sum.mjs", (old) => old.replace("a - b", "a + b")));
    await good.commit("main", agentFiles, { message: "Add sum", author: "cleo" });
    say("@cleo", "pushes a sum that subtracts", `${stage.github.url}/${good.fullName}`);
    const run = await until("a failed run", () =>
      good.runs().find((one) => one.branch === "main" && one.conclusion === "failure"),
    );
    await stage.incidentOfRun(good.fullName, run.id);
    const fix = await until(
      "the agent's pull request with results",
      () => good.pulls().find((one) => /\| test \| failure \| success \| fixed \|/.test(one.body ?? "")),
      { ms: 60_000 },
    );
    await until("it to be ready", () => good.pulls().find((one) => one.number === fix.number && !one.draft));
    const body = good.pulls().find((one) => one.number === fix.number)?.body ?? "";
    assert.match(body, /confidence \d+ %/);
    assert.match(body, /To undo/);
    assert.match(body, /test_failure/);

    const cheat = await stage.github.repository(`${ownerOf("cheat")}/maths`, {
      files: { "README.md": "# maths\n", ".github/heal.yml": agentAllowed },
    });
    stage.codegen.onboard([{ id: cheat.id - 500, fullName: cheat.fullName }]);
    stage.codegen.script(deleteTest("sum.test.mjs"));
    await cheat.commit("main", agentFiles, { message: "Add sum", author: "cleo" });
    const failed = await until("a failed run", () =>
      cheat.runs().find((one) => one.branch === "main" && one.conclusion === "failure"),
    );
    await stage.reach(cheat.fullName, failed.id, "escalated", 60_000);
    const pull = cheat.pulls().find((one) => one.author === "codegen-sh[bot]");
    assert.equal(pull?.state, "closed");
    assert.match(cheat.comments(pull?.number ?? 0)[0]?.body ?? "", /deleted-test/);
    assert.equal(
      cheat.issues().filter((issue) => !cheat.pulls().some((one) => one.number === issue.number)).length,
      1,
      "one issue",
    );
    return `the honest fix is proven and ready (${fix.htmlUrl}); the one that deleted the test was closed with the reason (${pull?.htmlUrl})`;
  },
};
