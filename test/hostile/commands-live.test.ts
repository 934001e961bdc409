import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { SEEN } from "../../src/commands/parse.js";
import { commandOf, database, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";

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

it("obeys what a maintainer's comment shows, nothing that it hides, and answers once what cannot be read", async () => {
  const name = "hidden/web";
  const repo = await on.github.repository(name, { files: { "README.md": "x\n" } });
  on.github.setPermission(name, "mia", "maintain", "release crew");
  on.github.setPermission(name, "will", "write", "stop-crew-admin");
  const run = await repo.scriptedRun(riddle("odd"));
  const { issue_number: issue } = await on.reach(name, run.id, "escalated");
  const say = (author: string, body: string) => repo.comment(issue ?? 0, author, body);
  const stateOf = async (comment: number) => (await commandOf(base.db, name, comment))?.state;
  const stopped = async () => (await on.heal.deps.killSwitch.stopped(name)) !== null;
  const settled = (comment: number, ...states: string[]) =>
    until(`command ${comment} to be ${states.join(" or ")}`, async () =>
      states.includes((await stateOf(comment)) ?? ""),
    );

  const hidden = [];
  for (const body of [
    "nice\n<!--\n/heal stop hidden\n-->",
    "nice\n\n<details>\n\n/heal stop\n\n</details>",
    "> on Monday mia wrote:\n/heal stop",
  ])
    hidden.push(await say("mia", body));
  // A role of the organisation that grants write is not maintain, whatever it is called.
  await settled(await say("will", "/heal stop"), "refused");
  expect(await stopped()).toBe(false);
  await settled(await say("mia", "```x``` is broken\n\n/heal\u00a0stop it is late"), "answered", "silent");
  expect(await stopped()).toBe(true);
  expect(await on.heal.deps.killSwitch.stopped(name)).toMatchObject({ reason: "it is late" });
  await settled(await say("mia", "\ufeff/heal resume"), "answered", "silent");
  expect(await stopped()).toBe(false);
  // A person's word under the incident's issue, and no command.
  const heard = await Promise.all(hidden.map((comment) => commandOf(base.db, name, comment)));
  expect(heard.map((one) => one?.line)).toEqual([SEEN, SEEN, SEEN]);

  const other = await repo.issue({ title: "another thread", author: "mia" });
  const unread = await repo.comment(other, "mia", "**/heal stop**");
  await settled(unread, "refused");
  expect(await stopped()).toBe(false);
  const answers = repo.comments(other).filter((one) => one.author === on.github.app.login);
  expect(answers.map((one) => one.body)).toEqual([
    expect.stringContaining("plain text, at the start of a line"),
  ]);
  expect(on.github.violations).toEqual([]);
});
