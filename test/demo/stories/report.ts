import assert from "node:assert/strict";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";

const junit = `<?xml version="1.0"?>
<testsuites tests="2" failures="1">
  <testsuite name="cart" tests="2" failures="1" time="0.3">
    <testcase classname="cart" name="adds an item" time="0.1"/>
    <testcase classname="cart" name="applies a voucher" time="0.2"><failure message="expected 90 to equal 80">AssertionError: expected 90 to equal 80</failure></testcase>
  </testsuite>
</testsuites>
`;

export const report: Story = {
  title: "heal's Action uploads a test report: the summary shows the verdict, the incident names the tests",
  async play(stage, say) {
    const repo = await stage.github.repository(`${ownerOf("report")}/cart`, {
      files: { "README.md": "# cart\n" },
    });
    await repo.commit(
      "main",
      {
        "junit.xml": junit,
        ".github/workflows/ci.yml": `name: CI
on: push
permissions:
  contents: read
  id-token: write
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Unit tests
        run: |
          echo "FAIL cart > applies a voucher"
          exit 1
      - name: Tell heal
        if: always()
        uses: heal-app/heal/action@v1
        with:
          heal-url: ${stage.heal.url}
          report: junit.xml
`,
      },
      { message: "Add vouchers", author: "dora" },
    );
    say("CI", "fails, and its last step uploads the test report", `${stage.github.url}/${repo.fullName}`);
    const run = await until("the run to end", () => repo.runs().find((one) => one.conclusion === "failure"), {
      ms: 30_000,
      tell: () =>
        repo
          .runs()
          .map(
            (one) =>
              `${one.status} ${one.jobs
                .map((job) => job.log ?? "")
                .join("\n")
                .slice(-1_500)}`,
          )
          .join("\n"),
    });
    const summary = run.jobs[0]?.summary ?? "";
    assert.match(summary, /applies a voucher/, "the job summary shows heal's verdict");
    const incident = await until("the tests in the incident", async () => {
      const row = await stage.incidentOfRun(repo.fullName, run.id);
      const tests = (row.diagnosis as { tests?: { name: string; suite: string }[] } | null)?.tests ?? [];
      return tests.some((test) => test.name === "applies a voucher") && row;
    });
    return `the incident names the failing test (${stage.page(incident.id)})`;
  },
};
