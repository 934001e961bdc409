import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { RunFacts } from "../../src/events/event.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { incidentOfLine, passedSince, incidentsAffectedBy } from "../../src/store/run-lines.js";
import { addRun } from "../../src/store/runs.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const repository = { fullName: "acme/web", id: 7, installationId: 1 };
const run = (of: Partial<RunFacts> = {}): RunFacts => runOf({ runId: 10, headRepositoryId: 7, ...of });
/** A later run that passed. */
const passed = (of: Partial<RunFacts> = {}): RunFacts => run({ runId: 11, conclusion: "success", ...of });

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(() => base.clear("incidents", "runs"));

/** An incident of main that people have. */
async function escalated(): Promise<number> {
  const { id } = await joinOrOpen(base.db, {
    ...{ key: "run:7:10", kind: "ci", repository, severity: "error", title: "failure" },
    ...{ service: null, fingerprint: null, run: run(), at: NOW, now: NOW },
  });
  await base.db.run`update incidents set state = 'escalated' where id = ${id}`;
  return id;
}

const strangers: [string, Partial<RunFacts>][] = [
  ["a fork, on a branch called like it", { fork: true, headRepositoryId: 66 }],
  ["a fork that is gone", { fork: true, headRepositoryId: null }],
  ["a repository that had the name before", { headRepositoryId: 6 }],
  ["a pull request's merge commit", { event: "pull_request" }],
  ["what anybody may set off", { event: "issue_comment" }],
  ["a tag called like the branch", { event: "release" }],
];
const kin: [string, Partial<RunFacts>][] = [
  ["a push", {}],
  ["the schedule", { event: "schedule" }],
];

describe("a run that passed", () => {
  it.each(strangers)("of %s is no news to the incident of the branch", async (_name, of) => {
    await escalated();
    await addRun(base.db, repository.fullName, passed(of), NOW);
    expect(await incidentsAffectedBy(base.db, repository.fullName, passed(of))).toEqual([]);
    expect(await passedSince(base.db, repository, run())).toBeNull();
  });

  it.each(kin)("of %s is", async (_name, of) => {
    const id = await escalated();
    await addRun(base.db, repository.fullName, passed(of), NOW);
    expect(await incidentsAffectedBy(base.db, repository.fullName, passed(of))).toEqual([id]);
    expect((await passedSince(base.db, repository, run()))?.facts.runId).toBe(11);
  });

  it("before the failure says nothing of it", async () => {
    await escalated();
    const earlier = passed({ runId: 9 });
    await addRun(base.db, repository.fullName, earlier, NOW);
    expect(await incidentsAffectedBy(base.db, repository.fullName, earlier)).toEqual([]);
    expect(await passedSince(base.db, repository, run())).toBeNull();
  });
});

describe("a run that failed", () => {
  const later = (of: Partial<RunFacts>) => run({ runId: 12, ...of });
  it.each(strangers)("of %s is not on the line of the branch's incident", async (_name, of) => {
    await escalated();
    expect(await incidentOfLine(base.db, repository.fullName, later(of))).toBeNull();
  });

  it.each(kin)("of %s is", async (_name, of) => {
    const id = await escalated();
    expect(await incidentOfLine(base.db, repository.fullName, later(of))).toBe(id);
  });
});
