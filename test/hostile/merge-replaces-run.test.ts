import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { database, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { sweep } from "../../src/pipeline/sweep.js";
import { timelineOf } from "../../src/store/timeline.js";
import { getIncident, joinOrOpen, type IncidentRow } from "../../src/store/incidents.js";
import type { Repo, SimRun } from "../simulator/index.js";
import { asPerson, settled } from "./strangers.js";

describe("the same failure on another line", () => {
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
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const make = (owner: string): Promise<Repo> =>
    on.github.repository(`${owner}/shop`, { files: { "README.md": "# shop\n" } });
  const failed = async (repo: Repo, word: string, more: object = {}) => {
    const run = await repo.scriptedRun({ ...riddle(word), ...more });
    return on.reach(repo.fullName, run.id, "escalated");
  };
  const again = async ({ id }: IncidentRow): Promise<IncidentRow> => {
    const row = await getIncident(base.db, id);
    if (!row) throw new Error(`incident ${id} is gone`);
    return row;
  };
  const stateOf = async (row: IncidentRow) => (await again(row)).state;
  const issueOf = (repo: Repo, { issue_number: number }: IncidentRow) =>
    repo.issues().find((one) => one.number === number);
  const green = (repo: Repo, word: string, more: object): Promise<SimRun> =>
    repo.scriptedRun({ ...riddle(word), ...more, jobs: [passing()] });

  it.each([
    ["a pull request", { event: "pull_request", branch: "evil" }],
    ["a pull request from its main", { event: "pull_request", branch: "main" }],
    ["the base's workflow on its main", { event: "pull_request_target", branch: "main" }],
  ])(
    "of a fork, by %s, takes nothing over and ends nothing",
    async (what, how) => {
      const repo = await make(`fork-${what.replace(/\W+/g, "-")}`);
      const main = await failed(repo, "beta", { branch: "main" });
      const body = issueOf(repo, main)?.body;
      const theirs = await repo.scriptedRun({ ...riddle("beta"), ...how, fork: true });
      const ignored = await on.reach(repo.fullName, theirs.id, "ignored");
      expect(ignored).toMatchObject({ merged_into: null, issue_number: null });
      expect((await timelineOf(base.db, ignored.id)).at(-1)?.text).toContain("the code comes from a fork");
      await settled(on, repo, await green(repo, "beta", { ...how, fork: true }));
      expect(await again(main)).toEqual(main);
      expect(issueOf(repo, main)).toMatchObject({ state: "open", body });
    },
    60_000,
  );

  it("of a release branch adds to main's incident, which ends when both are green", async () => {
    const repo = await make("honest");
    const main = await failed(repo, "gamma", { branch: "main" });
    const topic = { branch: "release/1", event: "push" };
    const run = await repo.scriptedRun({ ...riddle("gamma"), ...topic });
    const twin = await on.reach(repo.fullName, run.id, "closed");
    expect(twin).toMatchObject({ merged_into: main.id, run: { runId: run.id, branch: "release/1" } });
    await settled(on, repo, run);
    const { run: own, issue_number, severity, title } = main;
    expect(await again(main)).toMatchObject({ run: own, issue_number, severity, title, events: 2 });
    expect((await timelineOf(base.db, main.id)).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Seen again on branch release\/1: /),
    );
    expect(issueOf(repo, main)?.body).toContain("Seen again on branch release/1");

    await settled(on, repo, await green(repo, "gamma", topic));
    expect(await stateOf(main)).toBe("escalated");
    await green(repo, "gamma", { branch: "main" });
    await until("main's incident to be closed", async () => (await stateOf(main)) === "closed");
    expect(repo.comments(main.issue_number ?? 0).at(-1)?.body).toMatch(
      /passed on release\/1 at .*; .* passed on main at|passed on main at .*; .* passed on release\/1 at/,
    );
  });

  it("of a release branch outlasts main's, until the branch is deleted", async () => {
    const repo = await make("gone");
    const main = await failed(repo, "delta", { branch: "main" });
    await repo.commit("release/1", { "a.txt": "a\n" });
    const run = await repo.scriptedRun({ ...riddle("delta"), branch: "release/1", event: "push" });
    expect(await on.reach(repo.fullName, run.id, "closed")).toMatchObject({ merged_into: main.id });
    await settled(on, repo, await green(repo, "delta", { branch: "main" }));
    expect(await stateOf(main)).toBe("escalated");
    await asPerson(on, "DELETE", `/repos/${repo.fullName}/git/refs/heads/release/1`);
    await until("main's incident to be closed", async () => (await stateOf(main)) === "closed");
    expect(repo.comments(main.issue_number ?? 0).at(-1)?.body).toContain("release/1 is gone");
  }, 60_000);

  it("of a pull request is its own: main's incident ends when main is green, and the pull request's goes on", async () => {
    const repo = await make("apart");
    const main = await failed(repo, "echo", { branch: "main" });
    const run = await repo.scriptedRun({ ...riddle("echo"), branch: "topic", event: "pull_request" });
    const own = await on.reach(repo.fullName, run.id, "escalated");
    expect(own).toMatchObject({ merged_into: null, issue_number: null });
    await settled(on, repo, await green(repo, "echo", { branch: "main" }));
    await until("main's incident to be closed", async () => (await stateOf(main)) === "closed");
    expect(await stateOf(own)).toBe("escalated");
  });

  it("a fork's pull request that is closed, from a branch of the same name, leaves the branch's own line", async () => {
    const repo = await make("namesake");
    const own = await failed(repo, "foxtrot", { branch: "topic", event: "push" });
    const files = { "a.txt": "a\n" };
    const { number } = await repo.pullRequest({
      head: "topic",
      title: "Topic",
      author: "nina",
      fork: true,
      files,
    });
    await asPerson(on, "PATCH", `/repos/${repo.fullName}/pulls/${number}`, { state: "closed" });
    await settled(on, repo, await green(repo, "foxtrot", { branch: "elsewhere" }));
    expect(await stateOf(own)).toBe("escalated");
  });

  it("a rerun that helped on one line leaves the incident with people while another is red", async () => {
    const repo = await make("partly");
    on.github.setPermission(repo.fullName, "mia", "write");
    const first = { ...riddle("hotel"), branch: "main", attempts: [[{ ...passing(), name: "nightly" }]] };
    const main = await failed(repo, "hotel", first);
    const topic = await repo.scriptedRun({ ...riddle("hotel"), branch: "release/1", event: "push" });
    await on.reach(repo.fullName, topic.id, "closed");
    await settled(on, repo, topic);
    await repo.comment(main.issue_number ?? 0, "mia", "/heal retry");
    await until("the rerun to be judged", async () =>
      (await timelineOf(base.db, main.id)).some(({ text }) =>
        text.includes("It goes on: the same failure was seen on release/1"),
      ),
    );
    expect([await stateOf(main), issueOf(repo, main)?.state]).toEqual(["escalated", "open"]);
    await green(repo, "hotel", { branch: "release/1", event: "push" });
    await until("the incident to be closed", async () => (await stateOf(main)) === "closed");
  });

  it("a report of a fork's run that was cancelled comes to nothing", async () => {
    const repo = await make("reported");
    const job = { name: "test", conclusion: "cancelled" as const, log: "cancelled\n" };
    const run = await repo.scriptedRun({
      jobs: [job],
      fork: true,
      branch: "main",
      event: "pull_request_target",
    });
    await settled(on, repo, run);
    const [at, now] = [new Date(), new Date()];
    const { id } = await joinOrOpen(base.db, {
      ...{
        key: `run:${repo.id}:${run.id}`,
        kind: "report",
        severity: "error",
        title: "CI: 1 failing test",
      },
      repository: { fullName: repo.fullName, id: repo.id, installationId: repo.installationId },
      ...{ service: null, fingerprint: null, run: null, at, now },
    });
    await sweep(on.heal.deps, null);
    await on.reach(repo.fullName, run.id, "ignored");
    expect((await getIncident(base.db, id))?.run).toMatchObject({ fork: true });
    expect(repo.issues()).toEqual([]);
  });
});
