import assert from "node:assert/strict";
import { until } from "../../harness/until.js";
import { ownerOf, type Story } from "../story.js";
import { escalated } from "./escalation.js";

export const command: Story = {
  title: "/heal retry: done for a maintainer, refused with the reason for others",
  async play(stage, say) {
    const repo = await stage.github.repository(`${ownerOf("command")}/api`, {
      files: { "README.md": "# api\n" },
    });
    stage.github.setPermission(repo.fullName, "mia", "maintain");
    stage.github.setPermission(repo.fullName, "eve", "read");
    const { issue, runId } = await escalated(stage, repo);
    const link = repo.issues()[0]?.htmlUrl;

    await repo.comment(issue, "eve", "/heal retry");
    say("@eve", "writes /heal retry without write access", link);
    const refusal = await until("a refusal", () =>
      repo
        .comments(issue)
        .find((one) => one.author === stage.github.app.login && one.body.includes("needs write access")),
    );
    say("heal", "refuses with the reason", refusal.htmlUrl);
    assert.equal(repo.runs().find((run) => run.id === runId)?.attempt, 1, "nothing was run again");

    const asked = await repo.comment(issue, "mia", "/heal retry");
    say("@mia", "writes /heal retry as a maintainer", link);
    await until("attempt 2", () => repo.runs().find((run) => run.id === runId && run.attempt === 2));
    const comment = await until("a reaction", () =>
      repo
        .comments(issue)
        .find((one) => one.id === asked && one.reactions.some((reaction) => reaction.content === "+1")),
    );
    assert.equal(comment.author, "mia");
    await until(
      "the answer is settled",
      () =>
        stage.heal.deps.db
          .maybe`select 1 from commands where repository = ${repo.fullName} and comment_id = ${asked} and state in ('answered', 'silent')`,
    );
    return `the maintainer's retry ran, the stranger's did not (${link})`;
  },
};
