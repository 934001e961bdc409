import { describe, expect, it } from "@jest/globals";
import { onStage } from "../harness/on-stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";
import { commandOf, network, passing, riddle } from "./scenes.js";

/** What heal would do in mode `suggest`, and who may let it. */
describe("an approval", () => {
  const scene = onStage();

  const make = (name: string): Promise<Repo> =>
    scene.on.github.repository(`${name}/web`, {
      files: { "README.md": `${name}\n`, ".github/heal.yml": "mode: suggest\n" },
    });
  const reruns = (repo: Repo): number =>
    scene.on.github.effects.filter((one) => one.repository === repo.fullName && one.kind === "rerun").length;
  /** A transient failure of the default branch, with heal's offer in its issue. */
  const suggested = async (repo: Repo) => {
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    const { issue_number: issue } = await scene.on.reach(repo.fullName, run.id, "escalated");
    const body = () => repo.issues().find((one) => one.number === issue)?.body ?? "";
    const offer = /`\/heal approve ([0-9a-f]{8})`/.exec(body())?.[1] ?? "none";
    return { run, issue: issue ?? 0, offer };
  };
  const answered = async (repo: Repo, issue: number, by: string, line: string): Promise<string> => {
    const id = await repo.comment(issue, by, line);
    return until(`an answer to ${line}`, async () => {
      const command = await commandOf(scene.base.db, repo.fullName, id);
      return command && command.state !== "waiting" ? (command.answer ?? command.state) : null;
    });
  };

  it("of just that plan lets heal do it, once", async () => {
    const repo = await make("approved");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { run, issue, offer } = await suggested(repo);
    expect(reruns(repo)).toBe(0);
    expect(await answered(repo, issue, "mia", "/heal approve")).toContain(`/heal approve ${offer}`);
    expect(await answered(repo, issue, "mia", "/heal approve 00000000")).toContain("the plan has changed");
    expect(reruns(repo)).toBe(0);
    await repo.comment(issue, "mia", `/heal approve ${offer}`);
    await scene.on.reach(repo.fullName, run.id, "recovered");
    expect(reruns(repo)).toBe(1);
  });

  it("of somebody without the right is refused, and so is what mode suggest forbids without one", async () => {
    const repo = await make("refused");
    scene.on.github.setPermission(repo.fullName, "eve", "read");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { issue, offer } = await suggested(repo);
    expect(await answered(repo, issue, "eve", `/heal approve ${offer}`)).toContain("needs write access");
    expect(await answered(repo, issue, "mia", "/heal retry")).toContain("mode is suggest");
    expect(reruns(repo)).toBe(0);
  });

  it("does not outlive a day", async () => {
    const repo = await make("late");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { issue, offer } = await suggested(repo);
    await scene.base.db.run`update decisions set at = at - interval '25 hours'
      where incident_id in (select id from incidents where repository = ${repo.fullName})`;
    expect(await answered(repo, issue, "mia", `/heal approve ${offer}`)).toContain("older than a day");
    expect(reruns(repo)).toBe(0);
  });

  it("is void when the branch moved on", async () => {
    const repo = await make("moved");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { issue, offer } = await suggested(repo);
    await repo.commit("main", { "a.txt": "1\n" });
    expect(await answered(repo, issue, "mia", `/heal approve ${offer}`)).toContain("suggests nothing here");
    expect(reruns(repo)).toBe(0);
  });

  it("is a button of the check run too", async () => {
    const repo = await make("pressed");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { number, headSha: sha } = await repo.pullRequest({
      head: "topic",
      title: "A change",
      files: { "a.txt": "1\n" },
    });
    const run = await repo.scriptedRun({
      ...{ jobs: [network()], attempts: [[passing()]], branch: "topic", sha },
      ...{ event: "pull_request", pullRequest: number },
    });
    const check = await until("the offer", () =>
      repo.checks(sha).find(({ actions }) => actions.some(({ label }) => label === "Approve")),
    );
    const offer = check.actions.find(({ label }) => label === "Approve")?.identifier ?? "";
    await repo.press(check.id, offer, "mia");
    await scene.on.reach(repo.fullName, run.id, "recovered");
    expect(reruns(repo)).toBe(1);
  });

  it("of one run of a commit is none of another one's", async () => {
    const repo = await make("two");
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    const { number, headSha: sha } = await repo.pullRequest({
      ...{ head: "topic", title: "A change", files: { "a.txt": "1\n" } },
    });
    const of = { branch: "topic", sha, event: "pull_request", pullRequest: number };
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]], ...of });
    const other = await repo.scriptedRun({ ...riddle("other"), ...of, path: ".github/workflows/other.yml" });
    await scene.on.reach(repo.fullName, other.id, "escalated");
    const check = await until("the offer", () =>
      repo.checks(sha).find(({ actions }) => actions.some(({ label }) => label === "Approve")),
    );
    await repo.press(
      check.id,
      check.actions.find(({ label }) => label === "Approve")?.identifier ?? "",
      "mia",
    );
    await scene.on.reach(repo.fullName, run.id, "recovered");
    const pressed = await scene.base.db
      .many`select incident_id from commands where repository = ${repo.fullName}`;
    expect(pressed).toHaveLength(1);
  });
});
