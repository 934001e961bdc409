import { describe, expect, it } from "@jest/globals";
import { onStage } from "../harness/on-stage.js";
import { until } from "../harness/until.js";
import type { Repo, SimCheck } from "../simulator/index.js";
import { failingTest, network, passing, riddle } from "./scenes.js";

/** What the author of a pull request sees of a red check, and can do about it. */
describe("the check run of a commit", () => {
  const scene = onStage();

  const make = (name: string, heal = ""): Promise<Repo> =>
    scene.on.github.repository(`${name}/web`, {
      files: { "README.md": `${name}\n`, ".github/heal.yml": heal },
    });
  const pull = (repo: Repo, head = "topic", fork = false) =>
    repo.pullRequest({ head, title: "A change", files: { [`${head}.txt`]: "x\n" }, fork });
  const own = (repo: Repo, sha: string): SimCheck | undefined =>
    repo.checks(sha).find(({ name, app }) => name === "heal" && app === scene.on.github.app.slug);
  const said = (repo: Repo, sha: string, title: string): Promise<SimCheck> =>
    until(
      `the check run of ${sha.slice(0, 7)} to say ${title}`,
      () => (own(repo, sha)?.title === title ? own(repo, sha) : null),
      { tell: () => `it says ${own(repo, sha)?.title ?? "nothing"}` },
    );
  /** The default branch has run the workflow, and it passed. */
  const green = async (repo: Repo, job = "test"): Promise<void> => {
    const run = await repo.scriptedRun({ jobs: [{ name: job, conclusion: "success", log: "ok\n" }] });
    await until(
      "the green run to be known",
      () =>
        scene.base.db
          .maybe`select 1 as one from runs where repository = ${repo.fullName} and run_id = ${run.id}`,
    );
  };
  /** Each repository's own failure: trust and other repositories know failures by their fingerprint. */
  const wordOf = (repo: Repo): string => repo.fullName.split("/")[0] ?? "";
  const failing = (repo: Repo, at: { number: number; headSha: string }, word = wordOf(repo)) =>
    repo.scriptedRun({
      ...failingTest(word),
      ...{ branch: "topic", sha: at.headSha, event: "pull_request", pullRequest: at.number },
    });

  it("says that a failure is the change's: neutral, with the place, and no issue", async () => {
    const repo = await make("mine");
    await green(repo);
    const at = await pull(repo);
    const { id: run } = await failing(repo, at);
    const check = await said(repo, at.headSha, "1 failure looks yours");
    expect(check).toMatchObject({ status: "completed", conclusion: "neutral" });
    expect(check.summary).toContain("The same job passes on the default branch");
    expect(check.summary).toContain("'mine' !== 5");
    expect(check.annotations).toMatchObject([{ path: "mine.test.mjs", start_line: 4 }]);
    expect(check.actions.map(({ identifier }) => identifier)).toEqual(
      expect.arrayContaining(["retry", "not-mine"]),
    );
    expect(repo.issues()).toEqual([]);
    expect(repo.comments(at.number)).toEqual([]);
    const { id } = await scene.on.incidentOfRun(repo.fullName, run);
    expect(await (await fetch(scene.on.page(id))).text()).toContain(`/${repo.fullName}/runs/${check.id}"`);
  });

  it("is a failure where heal.yml says so", async () => {
    const repo = await make("strict", "check: { mine: failure }\n");
    await green(repo);
    const at = await pull(repo);
    await failing(repo, at);
    expect((await said(repo, at.headSha, "1 failure looks yours")).conclusion).toBe("failure");
  });

  it("blames nobody where the default branch has not run it", async () => {
    const repo = await make("first");
    const at = await pull(repo);
    await failing(repo, at);
    const check = await said(repo, at.headSha, "1 failure, unclear whose");
    expect(check.conclusion).toBe("neutral");
    expect(check.actions.map(({ identifier }) => identifier)).not.toContain("not-mine");
  });

  it("clears a failure that the default branch has too", async () => {
    const repo = await make("before");
    const broken = await repo.scriptedRun(failingTest(wordOf(repo)));
    const there = await scene.on.reach(repo.fullName, broken.id, "escalated");
    expect(there.issue_number).not.toBeNull();
    const at = await pull(repo);
    await failing(repo, at);
    const check = await said(repo, at.headSha, "1 failure, not yours");
    expect(check.conclusion).toBe("success");
    expect(check.summary).toMatch(/The default branch \[fails alike\]\(.*\/issues\/1\) since/);
    expect(repo.issues()).toHaveLength(1);
  });

  it("tells two runs of one commit in one check run", async () => {
    const repo = await make("both");
    await green(repo);
    const at = await pull(repo);
    await failing(repo, at);
    await repo.scriptedRun({
      ...riddle("weird"),
      ...{ branch: "topic", sha: at.headSha, event: "pull_request", pullRequest: at.number },
      ...{ path: ".github/workflows/nightly.yml" },
    });
    const check = await said(repo, at.headSha, "1 failure looks yours, 1 is unclear");
    expect(check.summary?.match(/^### /gm)).toHaveLength(2);
    expect(repo.checks(at.headSha)).toHaveLength(1);
  });

  it("says that it was run again and passed, in one comment that is edited the next time", async () => {
    const repo = await make("again");
    const at = await pull(repo);
    // A workflow's reruns are paced, so the second is another one's.
    const broken = (sha: string, path = ".github/workflows/ci.yml") =>
      repo.scriptedRun({
        path,
        ...{ jobs: [network()], attempts: [[passing()]] },
        ...{ branch: "topic", sha, event: "pull_request", pullRequest: at.number },
      });
    const first = await broken(at.headSha);
    await scene.on.reach(repo.fullName, first.id, "recovered");
    expect((await said(repo, at.headSha, "It passed when it ran again")).conclusion).toBe("success");
    const next = await repo.commit("topic", { "topic.txt": "y\n" });
    const second = await broken(next, ".github/workflows/other.yml");
    await scene.on.reach(repo.fullName, second.id, "recovered");
    await said(repo, next, "It passed when it ran again");
    expect(repo.comments(at.number)).toHaveLength(1);
    const edits = scene.on.github.effects.filter(
      (one) => one.repository === repo.fullName && one.kind === "comment-edited",
    );
    expect(edits).toHaveLength(1);
  });

  it("runs the failed jobs again when somebody who may presses Retry, and refuses others by name", async () => {
    const repo = await make("pressed");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    scene.on.github.setPermission(repo.fullName, "eve", "read");
    await green(repo);
    const at = await pull(repo);
    await repo.scriptedRun({
      ...{ ...failingTest(wordOf(repo)), attempts: [[{ name: "test", conclusion: "success", log: "ok\n" }]] },
      ...{ branch: "topic", sha: at.headSha, event: "pull_request", pullRequest: at.number },
    });
    const { id } = await said(repo, at.headSha, "1 failure looks yours");
    await repo.press(id, "retry", "eve");
    const refused = await until(
      "the refusal",
      () =>
        /`@eve` asked for `retry`: refused/.test(own(repo, at.headSha)?.summary ?? "") &&
        own(repo, at.headSha),
      { tell: () => own(repo, at.headSha)?.summary ?? "" },
    );
    expect(refused.summary).toContain("needs write access");
    expect(
      scene.on.github.effects.filter((one) => one.repository === repo.fullName && one.kind === "rerun"),
    ).toEqual([]);
    await repo.press(id, "retry", "mia");
    await said(repo, at.headSha, "It passed when it ran again");
  });

  it("hears that a failure is not the change's", async () => {
    const repo = await make("disowned");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    await green(repo);
    const at = await pull(repo);
    await failing(repo, at);
    const { id } = await said(repo, at.headSha, "1 failure looks yours");
    await repo.press(id, "not-mine", "mia");
    const check = await said(repo, at.headSha, "1 failure, unclear whose");
    expect(check.summary).toContain("`mia` says that the change did not cause it");
    // GitHub keeps those of the first time.
    expect(check.annotations).toHaveLength(1);
  });

  it("leaves an old commit for the next one, and offers nothing there any more", async () => {
    const repo = await make("moved");
    await green(repo);
    const at = await pull(repo);
    const run = await failing(repo, at);
    await said(repo, at.headSha, "1 failure looks yours");
    const next = await repo.commit("topic", { "topic.txt": "z\n" });
    await failing(repo, { ...at, headSha: next }, "basket");
    await scene.on.reach(repo.fullName, run.id, "closed");
    await said(repo, next, "1 failure looks yours");
    const old = await until("the old check run to say so", () =>
      own(repo, at.headSha)?.summary?.includes("A later commit was tried") ? own(repo, at.headSha) : null,
    );
    expect(old).toMatchObject({ title: "1 failure looks yours" });
    expect(old.actions.map(({ identifier }) => identifier)).not.toContain("retry");
  });

  it("stays as it was where a story ends without a proof, whatever its branch is called", async () => {
    const repo = await make("named");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    await green(repo);
    const head = "attempt-2-passed";
    const { number, headSha: sha } = await pull(repo, head);
    const run = await repo.scriptedRun({
      ...failingTest("named"),
      ...{ branch: head, sha, event: "pull_request", pullRequest: number },
    });
    await said(repo, sha, "1 failure looks yours");
    await repo.comment(number, "mia", "/heal close");
    await scene.on.reach(repo.fullName, run.id, "closed");
    const check = await until("the check run to say so", () =>
      own(repo, sha)?.summary?.includes("Closed by") ? own(repo, sha) : null,
    );
    expect(check).toMatchObject({ title: "1 failure looks yours", conclusion: "neutral" });
    expect(check.actions.map(({ identifier }) => identifier)).not.toContain("retry");
  });

  it("tells a commit of the default branch as everybody's, with its issue", async () => {
    const repo = await make("shared");
    await green(repo);
    const run = await repo.scriptedRun(failingTest("shared"));
    const check = await said(repo, run.sha, "1 failure on main, told in an issue");
    expect(check).toMatchObject({ conclusion: "neutral" });
    expect(check.summary).toMatch(/\[The issue\]\(.*\/issues\/1\) tells of it/);
    expect(check.summary).not.toMatch(/yours/);
    expect(check.actions.map(({ identifier }) => identifier)).not.toContain("not-mine");
  });

  it("tells a fork's author, and lets nothing be pressed there", async () => {
    const repo = await make("strangers");
    await green(repo);
    const at = await pull(repo, "patch", true);
    await repo.scriptedRun({
      ...failingTest(wordOf(repo)),
      ...{ branch: "patch", sha: at.headSha, event: "pull_request", fork: true },
    });
    const check = await said(repo, at.headSha, "1 failure looks yours");
    expect(check.actions.map(({ identifier }) => identifier)).not.toContain("retry");
  });
});
