import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { commandOf, database, riddle } from "../acceptance/scenes.js";
import { repositoryById } from "../../src/store/repositories.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

/** What GitHub could not deliver comes late, and its list begins with the newest. */
let base: TestDatabase;
let on: Stage;
beforeAll(async () => {
  base = await database();
  on = await stage({ database: base });
});
afterAll(async () => {
  await on.close();
  await base.drop();
});

const NOBODY = "http://127.0.0.1:9/";
const hooks = () => `${on.heal.url}/api/github/webhooks`;

/** An incident with an issue, in a repository that mia maintains. */
async function scene(name: string) {
  const repo = await on.github.repository(`${name}/shop`, { files: { "README.md": "x\n" } });
  on.github.setPermission(repo.fullName, "mia", "maintain");
  const run = await repo.scriptedRun(riddle(name));
  const incident = await on.reach(repo.fullName, run.id, "escalated");
  return { repo, say: (text: string) => repo.comment(incident.issue_number ?? 0, "mia", text) };
}
const stopped = (fullName: string, id: number) => on.heal.deps.killSwitch.stopped(fullName, id);
const ended = (repo: string, comment: number) =>
  until("the command to end", async () => {
    const command = await commandOf(base.db, repo, comment);
    return command && command.state !== "waiting" ? command : null;
  });

it("a stop is not lifted by a resume that was written before it, and both come at once", async () => {
  const { repo, say } = await scene("order");
  on.github.setWebhookUrl(NOBODY);
  const resume = await say("/heal resume");
  const stop = await say("/heal stop release freeze");
  await on.github.quiet();
  on.github.setWebhookUrl(hooks());
  const again = await on.another();
  try {
    await ended(repo.fullName, stop);
    await ended(repo.fullName, resume);
    expect(await stopped(repo.fullName, repo.id)).toMatchObject({ reason: "release freeze" });
  } finally {
    await again.stop();
  }
}, 180_000);

it("a stop that came in time is not lifted by an older resume that comes late; a newer one lifts it", async () => {
  const { repo, say } = await scene("late");
  on.github.setWebhookUrl(NOBODY);
  const resume = await say("/heal resume");
  await on.github.quiet();
  on.github.setWebhookUrl(hooks());
  const stop = await say("/heal stop release freeze");
  await ended(repo.fullName, stop);
  const again = await on.another();
  try {
    expect(await ended(repo.fullName, resume)).toMatchObject({
      state: "refused",
      answer: expect.stringMatching(/stopped after this was written/),
    });
    expect(await stopped(repo.fullName, repo.id)).not.toBeNull();
    const newer = await say("/heal resume");
    await ended(repo.fullName, newer);
    expect(await stopped(repo.fullName, repo.id)).toBeNull();
  } finally {
    await again.stop();
  }
}, 180_000);

it("a stop of the operator is not lifted by an older comment", async () => {
  const { repo, say } = await scene("operator");
  on.github.setWebhookUrl(NOBODY);
  const resume = await say("/heal resume");
  await on.github.quiet();
  on.github.setWebhookUrl(hooks());
  await on.heal.deps.killSwitch.stop(repo.fullName, "from the machine", "operator");
  const again = await on.another();
  try {
    expect(await ended(repo.fullName, resume)).toMatchObject({ state: "refused" });
    expect(await stopped(repo.fullName, repo.id)).toMatchObject({ by: "operator" });
  } finally {
    await again.stop();
  }
}, 180_000);

it("a repository that was archived and opened again while nobody listened is open", async () => {
  const { repo } = await scene("archive");
  on.github.setWebhookUrl(NOBODY);
  repo.setArchived(true);
  repo.setArchived(false);
  await on.github.quiet();
  on.github.setWebhookUrl(hooks());
  const again = await on.another();
  try {
    await until("both events to be read", async () => {
      const { n } = await base.db.one<{ n: number }>`
        select count(*)::int as n from deliveries where event = 'repository' and action in ('archived', 'unarchived')
          and state in ('done', 'ignored')`;
      return n === 2;
    });
    await until(
      "the repository to be open",
      async () => (await repositoryById(base.db, repo.id))?.state === "active",
    );
  } finally {
    await again.stop();
  }
}, 180_000);
