import { describe, expect, it } from "@jest/globals";
import { onStage } from "../harness/on-stage.js";
import { network, passing } from "./scenes.js";
import { withPlaybook } from "./playbook-scene.js";

/** Fails in the first attempts, passes in the next one. What fails again needs a code of its own: heal learns from it. */
const passesIn = (attempt: number, code = "ECONNRESET") => ({
  jobs: [network(code)],
  attempts: [...Array.from({ length: attempt - 2 }, () => [network(code)]), [passing()]],
});
const NEXT = "[{ action: rerun-failed-jobs }, { action: rerun-with-debug-logging }]";

describe("moves of a playbook", () => {
  const scene = onStage();

  it.each([
    ["rerun-workflow", { jobs: "all", debug: false }],
    ["rerun-with-debug-logging", { jobs: "failed", debug: true }],
  ])("%s runs once and is judged by the run's end", async (action, how) => {
    const on = await withPlaybook(scene, `moves-${action}`, `[{ action: ${action} }]`);
    const run = await on.fail(passesIn(2));
    const incident = await on.reach(run, "recovered");
    expect(on.detail("rerun")).toEqual([{ run: run.id, attempt: 2, ...how }]);
    expect(await on.story(incident)).toContain(`${action}: successful, attempt 2 passed`);
  });

  it("the next step follows when the one before was judged as failed, and people see which it is", async () => {
    const on = await withPlaybook(scene, "moves-steps", NEXT);
    const run = await on.fail(passesIn(3, "ETIMEDOUT"));
    const incident = await on.reach(run, "recovered");
    expect(on.detail("rerun").map(({ debug }) => debug)).toEqual([false, true]);
    const story = await on.story(incident);
    expect(story).toContain("rerun-failed-jobs, step 1 of 2: failed, attempt 2 ended with failure");
    expect(story).toContain("rerun-with-debug-logging by playbook own, step 2 of 2");
    expect(incident.action).toBe("rerun-with-debug-logging");
  });

  it("after the last step people get it, and nothing begins anew", async () => {
    const on = await withPlaybook(scene, "moves-last", NEXT);
    const run = await on.fail(passesIn(9, "ECONNREFUSED"));
    const incident = await on.reach(run, "escalated");
    expect(on.detail("rerun")).toHaveLength(2);
    const issue = on.repo.issues().find(({ number }) => number === incident.issue_number);
    expect(issue?.body).toContain("all of its 2 steps were taken for this incident already");
    expect(issue?.body).toContain("step 2 of 2");
  });

  it("what cannot be judged is neither repeated nor followed by another step", async () => {
    const on = await withPlaybook(scene, "moves-unproven", NEXT);
    const run = await on.fail({
      jobs: [network()],
      attempts: [[{ name: "build", conclusion: "cancelled", log: "" }]],
    });
    const incident = await on.reach(run, "escalated");
    expect(on.detail("rerun")).toHaveLength(1);
    expect(await on.story(incident)).toContain("inconclusive, attempt 2 was cancelled");
  });

  it("caches whose keys begin so are deleted, no others, and the next step runs the jobs again", async () => {
    const steps = "[{ action: clear-actions-cache, key: npm-Linux }, { action: rerun-failed-jobs }]";
    const on = await withPlaybook(scene, "moves-cache", steps, { leave: "clear-actions-cache: act" });
    for (const key of ["npm-Linux-1", "npm-Linux-2", "npm-macOS-1", "cargo"]) on.repo.cache(key);
    const run = await on.fail(passesIn(2));
    await on.reach(run, "recovered");
    expect(on.done()).toEqual(["cache-deleted", "cache-deleted", "rerun"]);
    expect(on.repo.caches()).toEqual(["npm-macOS-1", "cargo"]);
  });

  it("nothing to clear is no trouble: the next step has its turn", async () => {
    const steps = "[{ action: clear-actions-cache, key: npm-Linux }, { action: rerun-failed-jobs }]";
    const on = await withPlaybook(scene, "moves-no-cache", steps, { leave: "clear-actions-cache: act" });
    const run = await on.fail(passesIn(2));
    const incident = await on.reach(run, "recovered");
    expect(on.done()).toEqual(["rerun"]);
    expect(await on.story(incident)).toContain("nothing to do, as no cache's key begins with npm-Linux");
  });

  it("without the owner's leave a medium risk is only offered", async () => {
    const on = await withPlaybook(scene, "moves-leave", "[{ action: clear-actions-cache, key: npm }]", {
      verify: "{ signal: made, within: 5m }",
    });
    on.repo.cache("npm-1");
    const incident = await on.reach(await on.fail(passesIn(2)), "escalated");
    expect(on.repo.caches()).toEqual(["npm-1"]);
    const issue = on.repo.issues().find(({ number }) => number === incident.issue_number);
    expect(issue?.body).toMatch(/heal would do `clear-actions-cache` here: `\/heal approve [0-9a-f]{8}`/);
  });

  it("a branch that is behind is updated once at the commit that failed, and judged by its new run", async () => {
    const on = await withPlaybook(scene, "moves-branch", "[{ action: update-branch }]", {
      leave: "update-branch: act",
      files: {
        ".github/workflows/ci.yml":
          "name: CI\non: pull_request\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: test -f base.txt\n",
      },
    });
    const { number, headSha } = await on.repo.pullRequest({
      ...{ head: "topic", title: "A change", files: { "a.txt": "1\n" } },
    });
    await scene.on.github.quiet();
    await on.repo.commit("main", { "base.txt": "1\n" });
    const [run] = on.repo.runs();
    if (!run) throw new Error("no run");
    await on.reach(run, "recovered");
    expect(on.detail("branch-updated")).toEqual([
      { number, from: headSha, to: on.repo.pulls()[0]?.head.sha },
    ]);
  });

  it("a run that a later commit superseded is cancelled, the newest never", async () => {
    const steps = "[{ action: cancel-run, which: superseded }, { action: rerun-failed-jobs }]";
    const on = await withPlaybook(scene, "moves-cancel", steps, { leave: "cancel-run: act" });
    const old = await on.repo.scriptedRun({ jobs: [], hangs: true });
    const sha = await on.repo.commit("main", { "a.txt": "1\n" });
    const newest = await on.repo.scriptedRun({ jobs: [], hangs: true, sha });
    await on.reach(await on.fail({ ...passesIn(2), sha }), "recovered");
    expect(on.detail("cancel")).toEqual([{ run: old.id }]);
    expect(on.repo.runs().find(({ id }) => id === newest.id)?.status).toBe("in_progress");
    expect(on.done()).toEqual(["cancel", "rerun"]);
  });

  it("waits, tells people meanwhile, and goes on beside them", async () => {
    const steps =
      '[{ action: open-issue }, { action: comment, text: "The registry is down." }, { action: wait, for: 10m }, { action: rerun-failed-jobs }]';
    const on = await withPlaybook(scene, "moves-wait", steps);
    const run = await on.fail(passesIn(2));
    const incident = await on.reach(run, "recovered");
    expect(on.done().filter((kind) => kind !== "issue-edited")).toEqual(
      expect.arrayContaining(["issue", "comment", "rerun"]),
    );
    expect(on.detail("rerun")).toHaveLength(1);
    const said = on.repo.comments(incident.issue_number ?? 0).map(({ body }) => body);
    expect(said.filter((body) => body.startsWith("The registry is down."))).toHaveLength(1);
    expect(await on.story(incident)).toContain("heal waits for 10m (playbook own, step 3 of 4)");
    expect(on.repo.issues().map(({ state }) => state)).toEqual(["closed"]);
  });
});
