import assert from "node:assert/strict";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import { createPerformanceMonitor } from "../../src/performance/duration-monitor.js";
import { tellDurations } from "../../src/pipeline/durations.js";
import { detectionsOf } from "../../src/store/detections.js";
import { incidentByKey, type IncidentRow } from "../../src/store/incidents.js";
import type { Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { emitRun } from "../simulator/actions/run-state.js";
import type { Repo } from "../simulator/index.js";
import { RepoHandle } from "../simulator/repo-handle.js";
import { jobJson } from "../simulator/shape/run.js";
import { ownerOf, type Story } from "./story.js";

/** Commits, each run three times: at its push and twice by schedule. */
const [COMMITS, RUNS_EACH] = [13, 3];
/** From this commit on a run takes twice as long. */
const CULPRIT = 9;
const EVERY = 2 * HOUR;

/** Minutes that each job of a run takes, with the same small differences each time. */
const jobs: Readonly<Record<string, (commit: number, run: number) => number>> = {
  lint: () => 1,
  build: (commit, run) =>
    (commit < CULPRIT ? 4 : 8) * (1 + 0.04 * Math.sin((commit * RUNS_EACH + run) * 12.9898)),
};

/**
 * Three days of green runs. They cannot be waited for: the runs are made while GitHub is silent, get the times that they would
 * have had, and are then delivered as GitHub would have.
 */
async function history(stage: Stage, repo: Repo): Promise<string[]> {
  assert.ok(repo instanceof RepoHandle);
  const began = Date.now() - COMMITS * RUNS_EACH * EVERY;
  const commits: string[] = [];
  stage.github.setWebhookUrl(null);
  for (let commit = 0; commit < COMMITS; commit++) {
    const culprit = commit === CULPRIT;
    const message = culprit ? "Download every browser before the tests" : `Improve the shop, part ${commit}`;
    const sha = await repo.commit("main", { "shop.txt": `part ${commit}\n` }, { message, author: "gina" });
    commits.push(sha);
    for (let run = 0; run < RUNS_EACH; run++)
      await repo.scriptedRun({
        jobs: Object.keys(jobs).map((name) => ({ name, conclusion: "success" as const, log: "ok\n" })),
        sha,
        event: run === 0 ? "push" : "schedule",
      });
  }
  await stage.github.quiet();
  stage.github.setWebhookUrl(`${stage.heal.url}/api/github/webhooks`);
  for (const [i, run] of repo.record.runs.entries()) {
    const [commit, nth] = [Math.floor(i / RUNS_EACH), i % RUNS_EACH];
    const attempt = run.attempts[0];
    assert.ok(attempt);
    const started = new Date(began + i * EVERY);
    run.createdAt = started;
    const ends = attempt.jobs.map((job) => {
      const completedAt = new Date(started.getTime() + (jobs[job.name]?.(commit, nth) ?? 0) * MINUTE);
      Object.assign(job, { createdAt: started, startedAt: started, completedAt });
      return completedAt.getTime();
    });
    Object.assign(attempt, { startedAt: started, updatedAt: new Date(Math.max(...ends)) });
    for (const job of attempt.jobs)
      repo.world.webhooks.emit(repo.record, "workflow_job", "completed", run.actor, {
        workflow_job: jobJson(repo.world, run, job),
      });
    emitRun(repo.world, run, "completed");
  }
  await stage.github.quiet();
  return commits;
}

export const besides: Story = {
  title: "Nothing failed and no alert fired, but a job takes twice as long: heal finds it, with the commit",
  async play(stage, say) {
    const { db, clock, queue, publicUrl } = stage.heal.deps;
    const repo = await stage.github.repository(`${ownerOf("slower")}/shop`, { files: { "shop.txt": "\n" } });
    const commits = await history(stage, repo);
    const runs = COMMITS * RUNS_EACH;
    say(
      "CI",
      `has been green for three days, ${runs} runs of ${COMMITS} commits`,
      `${stage.github.url}/${repo.fullName}`,
    );
    await until("every run and job to be known", async () => {
      const { known } = await db.one<{ known: number }>`
        select (select count(*) from runs where repository = ${repo.fullName})
          + (select count(*) from jobs where repository = ${repo.fullName}) as known`;
      return known === runs * (1 + Object.keys(jobs).length);
    });

    // What the monitor does each minute. It is done twice, as by two processes.
    const look = (): Promise<unknown> =>
      createPerformanceMonitor(db, clock, tellDurations({ clock, queue, publicUrl }))();
    await Promise.all([look(), look()]);
    let last: IncidentRow | null = null;
    const incident = await until(
      "an escalated incident of the slower job",
      async () => {
        last = await incidentByKey(db, `alert:heal:duration:${repo.fullName}/CI/build`);
        return last?.state === "escalated" && last;
      },
      { tell: () => `it is ${last?.state ?? "not there"}` },
    );
    await look();
    const [found, ...more] = await detectionsOf(db, incident.id);
    assert.ok(found && more.length === 0, "one finding, however often it looks");
    const number = (name: string): number => found.numbers[name] ?? 0;
    const [before, after, p] = [number("before_seconds"), number("after_seconds"), number("p")];
    assert.ok(Math.abs(before - 240) < 15 && Math.abs(after - 480) < 30, `${before} s, then ${after} s`);
    assert.ok(p >= 0.95, `p ${p}`);
    const [good = "", bad = ""] = [commits[CULPRIT - 1], commits[CULPRIT]];
    const compare = found.about.evidence?.find(({ url }) => url?.includes("/compare/"))?.url ?? "";
    assert.ok(compare.endsWith(`/compare/${good}...${bad}`), compare);
    say("heal", `${found.reason} (p ${p.toFixed(3)})`, compare);
    say("heal", "says how it knows", `${publicUrl}/detections/${found.id}`);
    say("heal", "shows every duration, with what was usual", `${publicUrl}/performance?${series(repo)}`);
    const issue = repo.issues().find(({ number }) => number === incident.issue_number);
    assert.ok(issue && issue.body?.includes(bad.slice(0, 10)), "the issue names the commit");
    assert.equal(repo.issues().length, 1, "one issue");
    return `the doubled duration is an issue that names commit ${bad.slice(0, 10)} (${issue.htmlUrl}), and an incident (${stage.page(incident.id)})`;
  },
};

const series = (repo: Repo): string =>
  new URLSearchParams({ repository: repo.fullName, workflow: "CI", job: "build" }).toString();
