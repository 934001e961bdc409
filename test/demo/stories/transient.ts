import assert from "node:assert/strict";
import { until } from "../../harness/until.js";
import { installFiles, startRegistry } from "../registry-server.js";
import { ownerOf, type Story } from "../story.js";

export const transient: Story = {
  title: "A connection to the registry was reset: rerun once, then say so",
  async play(stage, say) {
    const registry = await startRegistry();
    try {
      const repo = await stage.github.repository(`${ownerOf("transient")}/web`, {
        files: { "README.md": "# web\n", ...installFiles(registry.port) },
      });
      registry.down(1);
      const pull = await repo.pullRequest({
        head: "topic",
        title: "Add a page",
        author: "ana",
        files: { "page.html": "<p>hello</p>\n" },
      });
      say(
        "@ana",
        `opens pull request ${pull.number}; the registry resets CI's connection`,
        `${stage.github.url}/${repo.fullName}/pull/${pull.number}`,
      );
      const run = await until("a run", () => repo.runs()[0]);
      const incident = await stage.reach(repo.fullName, run.id, "recovered");
      assert.equal(incident.category, "network");
      assert.equal(repo.runs()[0]?.attempt, 2, "rerun once");
      const [comment, ...more] = repo.comments(pull.number);
      assert.equal(more.length, 0, "one comment");
      assert.match(comment?.body ?? "", /passed when run again/);
      assert.match(comment?.body ?? "", /ECONNRESET/);
      say("heal", "explains itself on the pull request", comment?.htmlUrl);
      return `recovered: attempt 2 passed, and the pull request says why (${stage.page(incident.id)})`;
    } finally {
      await registry.close();
    }
  },
};
