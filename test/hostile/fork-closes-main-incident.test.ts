import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { database, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { incidentByKey, type IncidentRow } from "../../src/store/incidents.js";
import type { Repo, SimRun } from "../simulator/index.js";
import { asPerson, deliver, passed, settled } from "./strangers.js";

describe("a passing run of another line", () => {
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

  let repo: Repo;
  let run: SimRun;
  let incident: IncidentRow;
  let before: ReturnType<typeof issue>;
  beforeAll(async () => {
    repo = await on.github.repository("acme/shop", { files: { "README.md": "# shop\n" } });
    run = await repo.scriptedRun({ ...riddle("alpha"), branch: "main" });
    incident = await on.reach(repo.fullName, run.id, "escalated");
    before = issue();
  });

  const stateOf = async ({ id }: { id: number }) =>
    (await incidentByKey(base.db, `run:${repo.id}:${id}`))?.state;
  const issue = () => {
    const found = repo.issues().find((one) => one.number === incident.issue_number);
    return { state: found?.state, body: found?.body, comments: repo.comments(found?.number ?? 0) };
  };
  const untouched = async () => {
    expect(await incidentByKey(base.db, `run:${repo.id}:${run.id}`)).toMatchObject({
      state: "escalated",
      run: incident.run,
      events: 1,
    });
    expect(issue()).toEqual(before);
  };

  it.each<[string, Partial<Parameters<Repo["scriptedRun"]>[0]>]>([
    ["a fork's pull request from its main", { fork: true, event: "pull_request" }],
    ["a fork's main, run for the base", { fork: true, event: "pull_request_target" }],
    ["a fork's main, by an event that never comes from one", { fork: true, event: "push" }],
    ["a pull request whose branch is called main", { event: "pull_request" }],
    ["a pull request's target", { event: "pull_request_target" }],
    ["a review", { event: "pull_request_review" }],
    ["a tag called main", { event: "release" }],
    ["a run that another run set off", { event: "workflow_run" }],
    ["a run that a comment set off", { event: "issue_comment" }],
    ["another file of the same name", { path: ".github/workflows/copy.yml" }],
    ["a file whose name differs in case", { path: ".github/workflows/CI.yml" }],
    ["a branch whose name differs in case", { branch: "Main" }],
  ])("does not end main's incident: %s", async (_what, other) => {
    await settled(
      on,
      repo,
      await repo.scriptedRun({ ...riddle("alpha"), branch: "main", ...other, jobs: [passing()] }),
    );
    await untouched();
  });

  let id = 10 ** 12;
  it.each<[string, (run: SimRun) => Record<string, unknown>]>([
    ["whose repository is gone", () => ({ head_repository: null })],
    ["whose repository is not told", () => ({ head_repository: undefined })],
    ["of a fork that has the base's name", () => ({ head_repository: { id: 77, full_name: repo.fullName } })],
    ["of a fork without an id", () => ({ head_repository: { full_name: "mallory/shop" } })],
    ["without a branch", () => ({ head_branch: null })],
    ["of an older number", ({ id: of }) => ({ id: of - 1 })],
  ])("does not end main's incident: a run %s", async (_what, change) => {
    const theirs = { id: (id += 1), ...change(run) };
    await deliver(on, "workflow_run", passed(repo, run, theirs));
    await settled(on, repo, theirs);
    await untouched();
  });

  it("of the same line ends it, whatever started it and however GitHub writes the name", async () => {
    const theirs = {
      id: (id += 1),
      event: "workflow_dispatch",
      path: ".github/workflows/ci.yml@main",
      head_repository: { full_name: repo.fullName.toUpperCase() },
    };
    await deliver(on, "workflow_run", passed(repo, run, theirs));
    await on.reach(repo.fullName, run.id, "closed");
    expect(issue()).toMatchObject({ state: "closed" });
    expect(issue().comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("passed on main at ccccccc"),
    ]);
  });

  it("a rerun of an older run that passes ends the older failure alone", async () => {
    const of = { path: ".github/workflows/rerun.yml", workflow: "Rerun", branch: "main" };
    const green = { ...passing(), name: "nightly" };
    const older = await repo.scriptedRun({ ...riddle("delta"), ...of, attempts: [[green]] });
    await on.reach(repo.fullName, older.id, "escalated");
    const newer = await repo.scriptedRun({ ...riddle("echo"), ...of });
    await on.reach(repo.fullName, newer.id, "escalated");
    await asPerson(on, "POST", `/repos/${repo.fullName}/actions/runs/${older.id}/rerun`);
    await on.reach(repo.fullName, older.id, "closed");
    await settled(on, repo, older, 2);
    expect(await stateOf(newer)).toBe("escalated");
  });
});
