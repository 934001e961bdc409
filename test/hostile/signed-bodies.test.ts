import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { database, riddle } from "../acceptance/scenes.js";
import { repositoryById } from "../../src/store/repositories.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import type { Repo } from "../simulator/index.js";
import { deliver } from "./strangers.js";

/** GitHub signs a body; the headers that name its event and its delivery are whoever's stands between. */
let base: TestDatabase;
let on: Stage;
let repo: Repo;
let issue: number;
let n = 0;
beforeAll(async () => {
  base = await database();
  on = await stage({ database: base });
  repo = await on.github.repository("signed/shop", { files: { "README.md": "x\n" } });
  const run = await repo.scriptedRun(riddle("signed"));
  issue = (await on.reach(repo.fullName, run.id, "escalated")).issue_number ?? 0;
});
afterAll(async () => {
  await on.close();
  await base.drop();
});

/** What every body of a repository's event has; each is another one by its time. */
const of = () => ({
  repository: {
    ...{ id: repo.id, full_name: repo.fullName, default_branch: "main", owner: { login: "signed" } },
    updated_at: new Date(Date.UTC(2026, 0, 1) + (n += 1) * 1_000).toISOString(),
  },
  installation: { id: repo.installationId, node_id: "I_1" },
  sender: { login: "eve", type: "User" },
});
/** Of events about the installation: all of it. */
const whole = () => ({
  installation: {
    ...{ id: repo.installationId, account: { login: "signed" } },
    updated_at: new Date(Date.UTC(2026, 0, 1) + (n += 1) * 1_000).toISOString(),
  },
  sender: { login: "ada", type: "User" },
});
const state = async () => (await repositoryById(base.db, repo.id))?.state;
const issueOfIncident = async () =>
  (await base.db.one<{ n: number | null }>`select max(issue_number) as n from incidents`).n;
const comment = () => ({ comment: { id: 1, user: { login: "eve" }, body: "x" }, issue: { number: issue } });

describe("a body that is sent under another event's name means nothing", () => {
  it.each<[string, string, () => object]>([
    ["a comment that was deleted", "repository", () => ({ action: "deleted", ...comment(), ...of() })],
    ["a comment that was deleted", "installation", () => ({ action: "deleted", ...comment(), ...of() })],
    ["a comment that was deleted", "issues", () => ({ action: "deleted", ...comment(), ...of() })],
    [
      "an issue that was deleted",
      "repository",
      () => ({ action: "deleted", issue: { number: 99 }, ...of() }),
    ],
    [
      "an issue that was deleted",
      "installation",
      () => ({ action: "deleted", issue: { number: 99 }, ...of() }),
    ],
    ["a label that was deleted", "repository", () => ({ action: "deleted", label: { name: "x" }, ...of() })],
    ["a project that was archived", "repository", () => ({ action: "archived", project: {}, ...of() })],
    ["a repository that was deleted", "installation", () => ({ action: "deleted", ...of() })],
    [
      "another repository that left",
      "installation",
      () => ({
        action: "removed",
        repositories_removed: [{ id: 999_999, full_name: "signed/other" }],
        repositories_added: [],
        ...whole(),
      }),
    ],
  ])("%s, as `%s`", async (_what, event, body) => {
    await deliver(on, event, body());
    expect([await state(), await issueOfIncident()]).toEqual(["active", issue]);
  });
});

describe("a body that is sent again under another delivery's id changes nothing a second time", () => {
  it.each<[string, string, string, string, () => object]>([
    ["archived", "repository", "archived", "unarchived", of],
    ["suspended", "installation", "suspend", "unsuspend", whole],
    [
      "removed",
      "installation_repositories",
      "removed",
      "added",
      () => ({ ...whole(), list: [{ id: repo.id, full_name: repo.fullName }] }),
    ],
  ])("%s", async (shut, event, action, back, body) => {
    const say = (what: string) => {
      const { list, ...rest } = body() as { list?: object[] };
      return { action: what, ...rest, ...(list && { [`repositories_${what}`]: list }) };
    };
    const old = say(action);
    await deliver(on, event, old);
    expect(await state()).toBe(shut);
    await deliver(on, event, say(back));
    expect(await state()).toBe("active");
    await deliver(on, event, old);
    expect(await state()).toBe("active");
    // What happens again is told by a body of its own.
    await deliver(on, event, say(action));
    expect(await state()).toBe(shut);
    await deliver(on, event, say(back));
  });
});
