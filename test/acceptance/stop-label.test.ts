import { describe, expect, it } from "@jest/globals";
import { onStage } from "../harness/on-stage.js";
import { stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { network, passing } from "./scenes.js";

describe("stops from outside the command line", () => {
  const scene = onStage();
  const make = async (name: string) => {
    const repo = await scene.on.github.repository(`${name}/web`, { files: { "README.md": `${name}\n` } });
    scene.on.github.setPermission(repo.fullName, "will", "write");
    scene.on.github.setPermission(repo.fullName, "mia", "maintain");
    return repo;
  };
  const ended = (repository: string, count: number) =>
    until(`${count} commands`, async () => {
      const rows = await scene.base.db.many<{ state: string; author: string }>`
        select state, author from commands where repository = ${repository} and state <> 'waiting' order by id`;
      return rows.length === count && rows;
    });

  it("the label heal:stop stops a repository when a maintainer sets it, and nobody else's does", async () => {
    const repo = await make("labelled");
    await repo.issue({ title: "please", author: "will", labels: ["heal:stop"] });
    await repo.issue({ title: "please", author: "stranger", labels: ["heal:stop"] });
    expect((await ended(repo.fullName, 2)).map(({ state }) => state)).toEqual(["refused", "refused"]);
    expect(await scene.on.heal.deps.killSwitch.stopped(repo.fullName, repo.id)).toBeNull();
    await repo.issue({ title: "freeze", author: "mia", labels: ["bug", "Heal:Stop"] });
    await ended(repo.fullName, 3);
    expect(await scene.on.heal.deps.killSwitch.stopped(repo.fullName, repo.id)).toMatchObject({
      by: "the label heal:stop, set by @mia",
    });
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await scene.on.reach(repo.fullName, run.id, "ignored");
    const issue = await repo.issue({ title: "go on", author: "mia" });
    await repo.comment(issue, "mia", "/heal resume");
    await ended(repo.fullName, 4);
    expect(await scene.on.heal.deps.killSwitch.stopped(repo.fullName, repo.id)).toBeNull();
  });

  it("a heal started with HEAL_EMERGENCY_STOP writes nothing, and the next start without it does", async () => {
    const own = await stage({ database: scene.base, env: { HEAL_EMERGENCY_STOP: "fire in the cloud" } });
    try {
      const repo = await own.github.repository("emergency/web", { files: { "README.md": "e\n" } });
      const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
      await own.reach(repo.fullName, run.id, "ignored");
      expect(own.github.effects).toEqual([]);
      const page = await (await fetch(`${own.heal.url}/repositories`)).text();
      expect(page).toMatch(/stopped everywhere[\s\S]*fire in the cloud[\s\S]*unset HEAL_EMERGENCY_STOP/);
    } finally {
      await own.close();
    }
    const next = await scene.on.another();
    expect(await next.deps.killSwitch.stopped("emergency/web")).toBeNull();
    await next.stop();
  });
});
