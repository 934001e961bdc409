import assert from "node:assert/strict";
import type { Repo } from "../../simulator/index.js";
import type { Stage } from "../../harness/stage.js";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";

/** A failure that nothing explains, twice; the number of its issue. */
export const riddle = (): Parameters<Repo["scriptedRun"]>[0] => ({
  jobs: [
    {
      name: "nightly",
      conclusion: "failure",
      steps: [{ name: "Do the thing", conclusion: "failure" }],
      log: [
        "##[group]Run ./thing",
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        "starting the thing",
        "the thing went quietly sideways",
        "##[error]Process completed with exit code 3.",
        "",
      ].join("\n"),
    },
  ],
});

export async function escalated(
  stage: Stage,
  repo: Repo,
): Promise<{ issue: number; incident: number; runId: number }> {
  const run = await repo.scriptedRun(riddle());
  const incident = await stage.reach(repo.fullName, run.id, "escalated");
  assert.ok(incident.issue_number, "an issue was opened");
  return { issue: incident.issue_number, incident: incident.id, runId: run.id };
}

export const escalation: Story = {
  title: "A failure that nothing explains: one issue with evidence, kept up to date",
  async play(stage, say) {
    const repo = await stage.github.repository(`${ownerOf("riddle")}/api`, {
      files: { "README.md": "# api\n" },
    });
    say("CI", "fails without a word of why", `${stage.github.url}/${repo.fullName}`);
    const { issue } = await escalated(stage, repo);
    const first = repo.issues().find((one) => one.number === issue);
    assert.match(first?.body ?? "", /the thing went quietly sideways/);
    assert.match(first?.body ?? "", /What was not tried, and why/);
    assert.match(first?.body ?? "", /rerun-failed-jobs/);
    assert.match(first?.body ?? "", /Timeline/);
    say("heal", "opens an issue", first?.htmlUrl);
    await repo.scriptedRun(riddle());
    const again = await until("the issue to tell of the second time", () =>
      repo.issues().find((one) => /Times seen \| 2/.test(one.body ?? "")),
    );
    assert.equal(again.number, issue);
    assert.equal(repo.issues().length, 1, "one issue for both");
    return `one issue tells of both times (${again.htmlUrl})`;
  },
};
