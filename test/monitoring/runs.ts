import type { RunFacts } from "../../src/events/event.js";
import type { Db } from "../../src/store/db.js";
import { addJob } from "../../src/store/jobs.js";
import { addRun } from "../../src/store/runs.js";

export const NOW = new Date("2026-03-14T12:00:00Z");
export const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

export interface RunOverrides extends Partial<RunFacts> {
  seconds?: number;
  end: Date;
  repository?: string;
}

let next = 1;
/** A finished run, `seconds` long. */
export async function ran(
  db: Db,
  { seconds = 60, end, repository = "acme/web", ...facts }: RunOverrides,
): Promise<RunFacts> {
  const runId = next++;
  const run: RunFacts = {
    runId,
    attempt: 1,
    workflow: "CI",
    workflowPath: ".github/workflows/ci.yml",
    branch: "main",
    headSha: `sha-${runId}`,
    event: "push",
    conclusion: "success",
    actor: "lena",
    title: "a commit",
    fork: false,
    pullRequests: [],
    defaultBranch: "main",
    url: "https://github.com/acme/web/actions/runs/1",
    startedAt: new Date(end.getTime() - seconds * 1_000).toISOString(),
    finishedAt: end.toISOString(),
    ...facts,
  };
  await addRun(db, repository, run, end);
  return run;
}

/** A finished job of a run. */
export const worked = (
  db: Db,
  {
    repository = "acme/web",
    name,
    seconds,
    run,
    end,
  }: {
    repository?: string;
    name: string;
    seconds: number;
    run: RunFacts;
    end: Date;
  },
): Promise<number> =>
  addJob(
    db,
    repository,
    {
      jobId: next++,
      runId: run.runId,
      attempt: run.attempt,
      workflow: run.workflow,
      name,
      conclusion: "success",
      headSha: run.headSha,
      onDefaultBranch: run.branch === run.defaultBranch,
      queuedSeconds: 2,
      seconds,
    },
    end,
  );

/** A level with noise that is the same each time. */
export const around = (level: number, i: number): number => level * (1 + 0.05 * Math.sin(i * 12.9898));
