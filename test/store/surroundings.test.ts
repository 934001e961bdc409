import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import type { RunFacts } from "../../src/events/event.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { addJob } from "../../src/store/jobs.js";
import { addRun } from "../../src/store/runs.js";
import { baselineOf, redOnDefaultBranch, seenElsewhere } from "../../src/store/surroundings.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());

let ids = 0;
const run = (of: Partial<RunFacts> = {}): RunFacts => ({
  ...{ runId: ++ids, attempt: 1, workflow: "CI", workflowPath: ".github/workflows/ci.yml", branch: "main" },
  ...{ headSha: "a".repeat(40), event: "push", conclusion: "success", actor: "mia", title: "t", fork: false },
  ...{
    pullRequests: [],
    defaultBranch: "main",
    url: "https://github.example/1",
    startedAt: null,
    finishedAt: null,
  },
  ...of,
});
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

describe("what the default branch says of a job", () => {
  const finished = async (
    repository: string,
    of: Partial<RunFacts>,
    job: string,
    at: Date,
  ): Promise<void> => {
    const facts = run(of);
    await addRun(base.db, repository, facts, at);
    await addJob(
      base.db,
      repository,
      {
        ...{ jobId: ids, runId: facts.runId, attempt: 1, workflow: "CI", name: job, headSha: facts.headSha },
        // Its branch is only a name.
        ...{
          onDefaultBranch: facts.branch === "main",
          conclusion: facts.conclusion ?? "",
          queuedSeconds: 1,
          seconds: 1,
        },
      },
      at,
    );
  };
  const asked = async (repository: string, job: string) =>
    (await baselineOf(base.db, repository, run({ runId: 999_999 }), [job]))(job);

  it("is nothing where it has not run", async () => {
    expect(await asked("acme/none", "test")).toBeNull();
  });

  it("is the newest end of that job, else of its workflow", async () => {
    await finished("acme/web", {}, "test", ago(HOUR));
    await finished("acme/web", { conclusion: "failure" }, "test", ago(MINUTE));
    await finished("acme/web", { conclusion: "cancelled" }, "test", NOW);
    expect(await asked("acme/web", "test")).toEqual({ of: "job", passed: false, at: ago(MINUTE) });
    expect(await asked("acme/web", "other")).toEqual({ of: "workflow", passed: false, at: ago(MINUTE) });
  });

  it("is not what a fork's branch of that name says, nor another workflow's", async () => {
    await finished("acme/fork", { fork: true, event: "pull_request" }, "test", NOW);
    await finished(
      "acme/fork",
      { workflowPath: ".github/workflows/other.yml", event: "pull_request", branch: "topic" },
      "test",
      NOW,
    );
    expect(await asked("acme/fork", "test")).toBeNull();
  });
});

describe("where else a failure was seen", () => {
  const failed = async (of: { repository?: string; run?: Partial<RunFacts>; at?: Date }): Promise<number> => {
    const { repository = "acme/web", at = NOW } = of;
    const facts = run({ conclusion: "failure", ...of.run });
    const { id } = await joinOrOpen(base.db, {
      ...{
        key: `run:${facts.runId}`,
        kind: "ci",
        repository: { fullName: repository, id: 1, installationId: 1 },
      },
      ...{
        severity: "error",
        title: "CI failed",
        service: null,
        fingerprint: "f1",
        run: facts,
        at,
        now: NOW,
      },
    });
    return id;
  };
  const own = {
    id: 0,
    repository: "acme/web",
    fingerprint: "f1",
    run: run({ branch: "topic" }),
    last_seen: NOW,
  };

  it("counts other branches of the last days, and the default branch while it is red; no forks", async () => {
    expect(await seenElsewhere(base.db, own)).toEqual({ mended: null, branches: 0, repositories: 0 });
    await failed({ run: { branch: "one" } });
    await failed({ run: { branch: "two" } });
    await failed({ run: { branch: "topic" } });
    await failed({ run: { branch: "old" }, at: ago(4 * DAY) });
    await failed({ run: { branch: "main", fork: true, event: "pull_request" } });
    await failed({ repository: "acme/other", at: ago(30 * MINUTE) });
    await failed({ repository: "acme/late", at: ago(2 * HOUR) });
    expect(await seenElsewhere(base.db, own)).toEqual({ mended: null, branches: 2, repositories: 1 });
    const main = await failed({ at: ago(HOUR) });
    const red = async () => (await redOnDefaultBranch(base.db, "acme/web", own.run)).map(({ id }) => id);
    expect(await red()).toEqual([main]);
    expect((await seenElsewhere(base.db, own)).mended).toBeNull();
    await base.db.run`update incidents set state = 'closed', closed_at = ${ago(MINUTE)} where id = ${main}`;
    expect(await red()).toEqual([]);
    expect((await seenElsewhere(base.db, own)).mended).toEqual(ago(MINUTE));
    await base.db.run`update incidents set closed_at = ${ago(4 * DAY)} where id = ${main}`;
    expect((await seenElsewhere(base.db, own)).mended).toBeNull();
  });

  it("is nowhere without a fingerprint", async () => {
    expect(await seenElsewhere(base.db, { ...own, fingerprint: null })).toMatchObject({ branches: 0 });
  });
});
