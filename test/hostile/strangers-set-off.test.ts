import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { database, failingTest, network, passing, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { incidentByKey } from "../../src/store/incidents.js";
import type { Repo } from "../simulator/index.js";
import { asPerson, settled } from "./strangers.js";

/** The default branch's own code and secrets; whoever may comment, star or open a pull request sets it off. */
const EVENTS = ["issue_comment", "workflow_run", "pull_request_target", "watch"];

describe("a run of the default branch that a stranger set off", () => {
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

  let made = 0;
  const repository = (files: Record<string, string> = {}): Promise<Repo> =>
    on.github.repository(`acme/shop-${(made += 1)}`, { files: { "README.md": "# shop\n", ...files } });
  const done = (repo: Repo): string[] =>
    on.github.effects
      .filter((one) => one.repository === repo.fullName && !one.kind.startsWith("check"))
      .map((one) => one.kind);

  it.each(EVENTS)("is not run again: %s", async (event) => {
    const repo = await repository();
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]], branch: "main", event });
    await on.reach(repo.fullName, run.id, "escalated");
    await on.github.quiet();
    // What is of a pull request is told by its commit's check run.
    expect(done(repo)).toEqual(event === "pull_request_target" ? [] : ["issue"]);
    expect(repo.runs().map(({ attempt }) => attempt)).toEqual([1]);
  });

  it("is, when somebody with write access asks", async () => {
    const repo = await repository();
    on.github.setPermission(repo.fullName, "mia", "maintain");
    const run = await repo.scriptedRun({
      jobs: [network()],
      attempts: [[passing()]],
      branch: "main",
      event: "workflow_run",
    });
    const { issue_number } = await on.reach(repo.fullName, run.id, "escalated");
    await repo.comment(issue_number ?? 0, "mia", "/heal retry");
    await on.reach(repo.fullName, run.id, "recovered");
    expect(done(repo)).toContain("rerun");
  });

  it.each(EVENTS)("gives no agent anything to read: %s", async (event) => {
    const repo = await repository({
      "sum.mjs": "export const sum = (a, b) => a - b;\n",
      ".github/heal.yml": "fix: { producers: [codegen] }\n",
    });
    on.codegen.onboard([{ id: repo.id - 500, fullName: repo.fullName }]);
    const run = await repo.scriptedRun({ ...failingTest("obey"), branch: "main", event });
    await on.reach(repo.fullName, run.id, "escalated");
    expect(on.codegen.runs.filter((one) => one.repository === repo.fullName)).toEqual([]);
  });

  it.each(EVENTS)("that passes ends no earlier one; a newer attempt of it does: %s", async (event) => {
    const repo = await repository();
    const run = await repo.scriptedRun({
      ...riddle("gamma"),
      branch: "main",
      event,
      attempts: [[{ ...passing(), name: "nightly" }]],
    });
    await on.reach(repo.fullName, run.id, "escalated");
    const green = await repo.scriptedRun({ ...riddle("gamma"), branch: "main", event, jobs: [passing()] });
    await settled(on, repo, green);
    expect(await incidentByKey(base.db, `run:${repo.id}:${run.id}`)).toMatchObject({ state: "escalated" });
    await asPerson(on, "POST", `/repos/${repo.fullName}/actions/runs/${run.id}/rerun`);
    await on.reach(repo.fullName, run.id, "closed");
  });
});
