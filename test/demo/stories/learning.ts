import assert from "node:assert/strict";
import { decisionsOf } from "../../../src/store/timeline.js";
import type { Repo } from "../../simulator/index.js";
import { ownerOf, type Story } from "../story.js";

const log = (code: string) =>
  [
    "##[group]Run npm ci",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    `npm error code ${code}`,
    `npm error network request to https://registry.npmjs.org/left-pad failed, reason: read ${code}`,
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n");

const failing = (code: string) => ({
  name: "build",
  conclusion: "failure" as const,
  steps: [{ name: "Install", conclusion: "failure" }],
  log: log(code),
});
const passing = { name: "build", conclusion: "success" as const, log: "added 1 package\n" };

async function predicted(stage: Parameters<Story["play"]>[0], id: number): Promise<number> {
  return (
    (await decisionsOf(stage.heal.deps.db, id)).find(
      (decision) => decision.action === "rerun-failed-jobs" && decision.kind === "act",
    )?.predicted ?? 0
  );
}

export const learning: Story = {
  title:
    "The same failure elsewhere is recognised; what helped is trusted more, what did not is not done again",
  async play(stage, say) {
    say("@finn", "works in a repository that has never failed like this before");
    const make = (name: string): Promise<Repo> =>
      stage.github.repository(`${ownerOf(name)}/web`, { files: { "README.md": `# ${name}\n` } });
    const [here, there, hopeless, hopelessToo] = [
      await make("first"),
      await make("second"),
      await make("third"),
      await make("fourth"),
    ];

    const first = await here.scriptedRun({ jobs: [failing("ECONNRESET")], attempts: [[passing]] });
    const one = await stage.reach(here.fullName, first.id, "recovered");
    const pull = await there.pullRequest({
      head: "topic",
      title: "Try it",
      author: "finn",
      files: { "a.txt": "a\n" },
    });
    const second = await there.scriptedRun({
      jobs: [failing("ECONNRESET")],
      attempts: [[passing]],
      branch: "topic",
      sha: pull.headSha,
      event: "pull_request",
      pullRequest: pull.number,
    });
    const two = await stage.reach(there.fullName, second.id, "recovered");
    assert.equal(two.fingerprint, one.fingerprint);
    const comment = there.comments(pull.number)[0]?.body ?? "";
    assert.match(comment, /Seen before/);
    assert.match(
      comment,
      new RegExp(
        `/incidents/${(two.diagnosis as { recognition: { firstIncident: number } }).recognition.firstIncident}\\b`,
      ),
    );
    assert.match(comment, /rerun\\?-failed\\?-jobs helped/);
    const [before, after] = [await predicted(stage, one.id), await predicted(stage, two.id)];
    assert.ok(after > before, `predicted success rose from ${before} to ${after}`);

    const bad = await hopeless.scriptedRun({
      jobs: [failing("ETIMEDOUT")],
      attempts: [[failing("ETIMEDOUT")]],
    });
    await stage.reach(hopeless.fullName, bad.id, "escalated");
    const worse = await hopelessToo.scriptedRun({ jobs: [failing("ETIMEDOUT")] });
    await stage.reach(hopelessToo.fullName, worse.id, "escalated");
    assert.equal(hopelessToo.runs()[0]?.attempt, 1, "what did not help is not done again");
    return `recognised, and predicted success rose from ${Math.round(before * 100)} % to ${Math.round(after * 100)} % (${stage.page(two.id)})`;
  },
};
