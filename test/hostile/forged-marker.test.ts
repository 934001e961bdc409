import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";
import { database, riddle } from "../acceptance/scenes.js";

describe("heal's marks in texts that others write, and lists that lag", () => {
  let base: TestDatabase;
  let on: Stage;
  beforeAll(async () => {
    base = await database();
    // At the pace of real clocks: how long a list may lag is what is tried here.
    on = await stage({ database: base });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => expect(on.github.violations).toEqual([]));

  const failed = async (repo: Repo, word: string, log?: (text: string) => string) => {
    const scripted = riddle(word);
    const [job] = scripted.jobs;
    if (job && log) job.log = log(job.log ?? "");
    return repo.scriptedRun(scripted);
  };
  const escalated = async (repo: Repo, run: { id: number }) =>
    until(
      `run ${run.id} to be with people`,
      async () => {
        const row = await on.incidentOfRun(repo.fullName, run.id);
        return row.state === "escalated" && row.issue_number !== null ? row : null;
      },
      { ms: 150_000, every: 200 },
    );
  const lostOnce = (fault: { status: number } | { kind: "after-effect-drop" }, repo: Repo) =>
    on.github.setFault({ method: "POST", path: new RegExp(`/repos/${repo.fullName}/issues$`) }, fault, 1);
  const make = (owner: string) => on.github.repository(`${owner}/web`, { files: { "a.txt": "a\n" } });
  const nextId = async (): Promise<number> =>
    (await base.db.one<{ n: number }>`select coalesce(max(id), 0) + 1 as n from incidents`).n;

  it("a log that shows the mark of the next escalation does not swallow it", async () => {
    const repo = await make("forged");
    const mark = `<!-- heal:issue:${(await nextId()) + 1} -->`;
    const first = await escalated(
      repo,
      await failed(repo, "first", (log) => log.replace("starting the thing", mark)),
    );
    expect(repo.issues()[0]?.body).not.toContain(mark);
    lostOnce({ status: 502 }, repo);
    const second = await escalated(repo, await failed(repo, "second"));
    expect(second.issue_number).not.toBe(first.issue_number);
    expect(repo.issues()).toHaveLength(2);
  }, 200_000);

  it.each<[string, (repo: Repo, mark: string) => Promise<unknown>]>([
    ["a person's issue", (repo, mark) => repo.issue({ title: "x", body: mark, author: "eve" })],
    ["another App's issue", (repo, mark) => repo.issue({ title: "x", body: mark, author: "other[bot]" })],
    [
      "a person who calls themselves like the App",
      (repo, mark) => repo.issue({ title: "x", body: mark, author: on.github.app.slug }),
    ],
  ])(
    "%s with a true mark, copied from heal's own issue, is nobody's of heal's",
    async (who, forge) => {
      const repo = await make(`copied-${who.split(" ")[0]}-${who.length}`);
      await escalated(repo, await failed(repo, "first"));
      const mark = /<!-- heal:[^\n]+ -->$/.exec(repo.issues()[0]?.body ?? "")?.[0] ?? "";
      expect(mark).toMatch(/:[0-9a-f]{32} -->$/);
      await forge(repo, mark);
      lostOnce({ status: 502 }, repo);
      const second = await escalated(repo, await failed(repo, "second"));
      const own = repo.issues().filter((one) => one.author === on.github.app.login);
      expect(own).toHaveLength(2);
      expect(own.map((one) => one.number)).toContain(second.issue_number);
    },
    200_000,
  );

  it("an issue whose answer was lost is found again, and its mark outlives edits of its text", async () => {
    const repo = await make("lost");
    lostOnce({ kind: "after-effect-drop" }, repo);
    const row = await escalated(repo, await failed(repo, "first"));
    expect(repo.issues().map((one) => one.number)).toEqual([row.issue_number]);
    const before = repo.issues()[0]?.body?.split("\n").at(-1);
    await failed(repo, "first");
    const body = await until("the issue to be brought up to date", () => {
      const text = repo.issues()[0]?.body ?? "";
      return text.includes("| Times seen | 2 |") ? text : null;
    });
    expect(body.split("\n").at(-1)).toBe(before);
  }, 200_000);

  it.each([
    ["the first issue there is", 0],
    ["one of several", 1],
  ])(
    "lists that answer 200 and empty for a while make no second issue of %s",
    async (_name, earlier) => {
      const repo = await make(`lagging-${earlier}`);
      for (let i = 0; i < earlier; i += 1) await escalated(repo, await failed(repo, "zero"));
      const lists = { method: "GET", path: new RegExp(`/repos/${repo.fullName}/(?:issues|actions/runs)\\?`) };
      const mend = on.github.setFault(lists, { kind: "lag" });
      lostOnce({ kind: "after-effect-drop" }, repo);
      const run = await failed(repo, "first");
      const looks = () => on.github.requests.filter(({ path }) => lists.path.test(path)).length;
      await until("two looks at the empty list", () => looks() >= 2, { ms: 150_000 });
      mend();
      const row = await escalated(repo, run);
      expect(repo.issues()).toHaveLength(earlier + 1);
      expect(repo.issues().at(-1)?.number).toBe(row.issue_number);
    },
    200_000,
  );

  it("a comment whose answer was lost is written once, though lists are empty and somebody copies its mark", async () => {
    const repo = await make("said");
    const run = await failed(repo, "first");
    const row = await escalated(repo, run);
    on.github.setPermission(repo.fullName, "mia", "maintain");
    const path = new RegExp(`/repos/${repo.fullName}/issues/${row.issue_number ?? 0}/comments$`);
    on.github.setFault({ method: "POST", path }, { kind: "after-effect-drop" }, 1);
    const mend = on.github.setFault({ method: "GET", path: /\/comments\?/ }, { kind: "lag" }, 2);
    const comments = () => repo.comments(row.issue_number ?? 0);
    await repo.comment(row.issue_number ?? 0, "mia", "/heal status");
    const lost = await until("the answer that is lost", () =>
      comments().find((one) => one.author === on.github.app.login),
    );
    await repo.comment(row.issue_number ?? 0, "eve", lost.body ?? "");
    const answered = await until(
      "the answer to be recorded",
      () =>
        base.db
          .maybe`select 1 from intents where repository = ${repo.fullName} and action = 'reply' and state = 'done'`,
      { ms: 150_000, every: 200 },
    );
    expect(answered).not.toBeNull();
    mend();
    expect(comments().filter((one) => one.author === on.github.app.login)).toHaveLength(1);
    const { effect } = await base.db.one<{ effect: { id: number } }>`
      select effect from intents where repository = ${repo.fullName} and action = 'reply'`;
    expect(effect.id).toBe(lost.id);
  }, 200_000);
});
