import { describe, expect, it } from "@jest/globals";
import { SEEN } from "../../src/commands/parse.js";
import { sweep } from "../../src/pipeline/sweep.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import { commandOf, network, passing, riddle } from "./scenes.js";
import { onStage } from "../harness/on-stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

describe("what heal does and leaves", () => {
  const scene = onStage();

  const make = (name: string, files: Record<string, string> = {}): Promise<Repo> =>
    scene.on.github.repository(`${name}/web`, { files: { "README.md": `${name}\n`, ...files } });
  const config = (yaml: string) => ({ ".github/heal.yml": yaml });
  const done = (repo: Repo): string[] =>
    scene.on.github.effects
      .filter((one) => one.repository === repo.fullName && !one.kind.startsWith("check"))
      .map((one) => one.kind);
  const settled = (repo: Repo, comment: number, state: string) =>
    until(
      `command ${comment} to be ${state}`,
      async () => (await commandOf(scene.base.db, repo.fullName, comment))?.state === state,
    );
  const escalated = async (repo: Repo, options = riddle("odd")) => {
    const run = await repo.scriptedRun(options);
    return { run, incident: await scene.on.reach(repo.fullName, run.id, "escalated") };
  };
  const closedByMia = async (repo: Repo, issue: number | null): Promise<void> => {
    const answer = await fetch(`${scene.on.github.apiUrl}/repos/${repo.fullName}/issues/${issue ?? 0}`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${scene.on.github.token("mia")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ state: "closed" }),
    });
    expect(answer.status).toBe(200);
  };
  const bodyOf = (repo: Repo, number: number | null): string =>
    repo.issues().find((one) => one.number === number)?.body ?? "";

  const toldOfNoLog = (repo: Repo, { category, issue_number }: IncidentRow): void => {
    expect(category).toBe("no_log");
    expect(repo.runs()[0]?.attempt).toBe(1);
    expect(done(repo)).not.toContain("rerun");
    expect(bodyOf(repo, issue_number)).toMatch(/no\\?_log/);
  };

  it("stops a repository for a maintainer alone; what fails meanwhile is not acted on afterwards", async () => {
    const repo = await make("stopped");
    scene.on.github.setPermission(repo.fullName, "will", "write");
    scene.on.github.setPermission(repo.fullName, "mia", "maintain");
    const { incident } = await escalated(repo);
    const issue = incident.issue_number ?? 0;
    await settled(repo, await repo.comment(issue, "will", "/heal stop"), "refused");
    expect(repo.comments(issue).at(-1)?.body).toContain("needs maintain access");
    await settled(repo, await repo.comment(issue, "mia", "/heal stop release"), "silent");
    const before = done(repo);
    const meanwhile = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await scene.on.reach(repo.fullName, meanwhile.id, "ignored");
    expect(done(repo)).toEqual(before);
    await settled(repo, await repo.comment(issue, "mia", "/heal resume"), "silent");
    const later = await repo.scriptedRun({
      ...{ jobs: [network("ETIMEDOUT")], attempts: [[passing()]] },
      workflow: "Other",
      path: ".github/workflows/other.yml",
    });
    await scene.on.reach(repo.fullName, later.id, "recovered");
    expect(repo.runs().map((run) => [run.id === later.id, run.attempt])).toEqual(
      expect.arrayContaining([[true, 2]]),
    );
    expect(repo.runs().find((run) => run.id === meanwhile.id)?.attempt).toBe(1);
    expect(done(repo).filter((kind) => kind === "rerun")).toHaveLength(1);
  });

  it("hears no bots, quotations, code and edits, and answers a flood of refused commands once more only", async () => {
    const repo = await make("deaf");
    scene.on.github.setPermission(repo.fullName, "mia", "maintain");
    scene.on.github.setPermission(repo.fullName, "eve", "read");
    const { incident } = await escalated(repo);
    const issue = incident.issue_number ?? 0;
    await repo.comment(issue, "other[bot]", "/heal retry");
    for (const body of [
      "> /heal retry",
      "```\n/heal retry\n```",
      "    /heal retry",
      "say `/heal retry`",
      "~~~\n/heal retry",
    ])
      await repo.comment(issue, "mia", body);
    const plain = await repo.comment(issue, "mia", "nothing to see");
    const edited = await fetch(`${scene.on.github.apiUrl}/repos/${repo.fullName}/issues/comments/${plain}`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${scene.on.github.token("mia")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ body: "/heal retry" }),
    });
    expect(edited.status).toBe(200);
    await settled(repo, await repo.comment(issue, "mia", "/heal status\r\n"), "answered");
    await settled(repo, await repo.comment(issue, "eve", "/heal retry"), "refused");
    await settled(repo, await repo.comment(issue, "eve", "/heal fix"), "silent");
    const spoken = repo.comments(issue).filter((one) => one.author === scene.on.github.app.login);
    expect(spoken.map((one) => one.body.split(" ").slice(0, 1))).toEqual([["@mia"], ["@eve"]]);
    const rows = await scene.base.db.many<{ line: string }>`
      select line from commands where repository = ${repo.fullName} and line <> ${SEEN} order by id`;
    expect(rows.map((row) => row.line)).toEqual(["/heal status", "/heal retry", "/heal fix"]);
    expect(repo.runs().map((run) => run.attempt)).toEqual([1]);
  });

  it("a log that is gone is no evidence: no guess, no rerun, people are told", async () => {
    const repo = await make("log-gone");
    const { incident } = await escalated(repo, {
      jobs: [network()],
      attempts: [[passing()]],
      logsGone: true,
    });
    toldOfNoLog(repo, incident);
  });

  it("names the permission that is missing, after at most two refused attempts", async () => {
    const repo = await make("unpermitted");
    scene.on.github.setAppPermissions({ actions: "read" });
    const seen = scene.on.github.requests.length;
    const { incident } = await escalated(repo, { jobs: [network()], attempts: [[passing()]] });
    scene.on.github.setAppPermissions({ actions: "write" });
    expect(bodyOf(repo, incident.issue_number)).toContain("`actions: write`");
    const refused = scene.on.github.requests
      .slice(seen)
      .filter(({ status }) => status === 422 || status === 403);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(2);
    expect(done(repo)).not.toContain("rerun");
  });

  it("mode observe has no effects, mode suggest tells what would be done", async () => {
    const observed = await make("observed", config("mode: observe\n"));
    const suggested = await make("suggested", config("mode: suggest\n"));
    const run = await observed.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    await scene.on.reach(observed.fullName, run.id, "ignored");
    expect(done(observed)).toEqual([]);
    const { incident } = await escalated(suggested, { jobs: [network()], attempts: [[passing()]] });
    expect(suggested.runs()[0]?.attempt).toBe(1);
    expect(done(suggested)).not.toContain("rerun");
    expect(bodyOf(suggested, incident.issue_number)).toMatch(
      /`rerun-failed-jobs` .*: would be done, but mode is suggest/,
    );
  });

  it("does not rerun for forks, nor a commit that is no longer the head, nor a second time", async () => {
    const fork = await make("forked");
    const theirs = await fork.scriptedRun({
      jobs: [network()],
      attempts: [[passing()]],
      fork: true,
      branch: "theirs",
    });
    await scene.on.reach(fork.fullName, theirs.id, "ignored");
    expect(done(fork)).toEqual([]);

    const moved = await make("moved");
    const old = await moved.commit("main", { "a.txt": "1\n" });
    await moved.commit("main", { "a.txt": "2\n" });
    const stale = await escalated(moved, { jobs: [network()], attempts: [[passing()]], sha: old });
    expect(bodyOf(moved, stale.incident.issue_number)).toMatch(/the branch moved from/);
    expect(moved.runs()[0]?.attempt).toBe(1);

    const twice = await make("twice");
    const again = await escalated(twice, {
      jobs: [network("ECONNREFUSED")],
      attempts: [[network("ECONNREFUSED")]],
    });
    expect(twice.runs()[0]?.attempt).toBe(2);
    expect(done(twice).filter((kind) => kind === "rerun")).toHaveLength(1);
    expect(bodyOf(twice, again.incident.issue_number)).toMatch(/What was tried/);
    for (const repo of [moved]) expect(done(repo)).not.toContain("rerun");
  });

  it("many failures in an hour share one summary issue", async () => {
    const repo = await make("many", config("limits: { issues_per_hour: 2 }\n"));
    const incidents = [];
    for (const word of ["alpha", "bravo", "charlie", "delta"])
      incidents.push((await escalated(repo, riddle(word))).incident);
    expect(repo.issues().map((one) => one.title.startsWith("Many failures"))).toEqual([false, false, true]);
    const summary = bodyOf(repo, incidents[3]?.issue_number ?? null);
    for (const incident of incidents.slice(2)) expect(summary).toContain(`/incidents/${incident.id})`);
  });

  it("a failure that comes back goes on in its issue, unless a person closed it", async () => {
    const repo = await make("back");
    const green = {
      ...riddle("back"),
      jobs: [{ name: "nightly", conclusion: "success", log: "ok\n" } as const],
    };
    const first = await escalated(repo, riddle("back"));
    await repo.scriptedRun(green);
    await scene.on.reach(repo.fullName, first.run.id, "closed");
    expect(repo.issues().map(({ state }) => state)).toEqual(["closed"]);
    const second = await escalated(repo, riddle("back"));
    expect(second.incident.issue_number).toBe(first.incident.issue_number);
    expect(repo.issues().map(({ state }) => state)).toEqual(["open"]);
    expect(bodyOf(repo, second.incident.issue_number)).toContain("| Last green |");
    await closedByMia(repo, second.incident.issue_number);
    await scene.on.reach(repo.fullName, second.run.id, "closed");
    await escalated(repo, riddle("back"));
    expect(repo.issues().map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("a person who closes the issue closes the incident", async () => {
    const repo = await make("closed");
    const { run, incident } = await escalated(repo);
    await closedByMia(repo, incident.issue_number);
    await scene.on.reach(repo.fullName, run.id, "closed");
  });

  it("a secret of a log is nowhere: not on GitHub, not in a row, not on a page", async () => {
    const secret = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
    const repo = await make("secretive");
    const { incident } = await escalated(repo, riddle(`token=${secret} Authorization: Bearer ${secret}`));
    const page = await (await fetch(scene.on.page(incident.id))).text();
    expect(page).toContain("quietly sideways");
    const { rows } = await scene.base.pool.query<{ name: string }>(
      "select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'",
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const { name } of rows) {
      const found = await scene.base.pool.query(`select 1 from "${name}" t where t::text like $1 limit 1`, [
        `%${secret}%`,
      ]);
      expect([name, found.rowCount]).toEqual([name, 0]);
    }
    const texts = [
      page,
      ...repo
        .issues()
        .flatMap((one) => [one.title, one.body ?? "", ...repo.comments(one.number).map((c) => c.body)]),
    ];
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });

  it("a webhook that never came is made up for by asking", async () => {
    const repo = await make("unheard");
    scene.on.github.setFault({ method: "POST", path: /rerun-failed-jobs/ }, { delayMs: 300 }, 1);
    const run = await repo.scriptedRun({ jobs: [network("EAI_AGAIN")], attempts: [[passing()]] });
    await until(
      "the rerun's intent",
      async () =>
        scene.base.db
          .maybe`select 1 from intents where repository = ${repo.fullName} and action = 'rerun-failed-jobs'`,
    );
    scene.on.github.setWebhookUrl(null);
    await scene.on.reach(repo.fullName, run.id, "verifying");
    await until(
      "attempt 2 to pass",
      () => repo.runs()[0]?.attempt === 2 && repo.runs()[0]?.conclusion === "success",
    );
    await scene.on.github.quiet();
    scene.hurry.pass(61_000);
    await sweep(scene.on.heal.deps, null);
    const incident = await scene.on.reach(repo.fullName, run.id, "recovered");
    scene.on.github.setWebhookUrl(`${scene.on.heal.url}/api/github/webhooks`);
    expect(incident.category).toBe("network");
    expect(done(repo)).toEqual(["rerun"]);
  });

  // The last, as wake-ups go by the database's clock: whatever heal plans once its own is ahead of that comes late.
  it("a log that is cut is no evidence, read again after a while: no guess, no rerun, people are told", async () => {
    const repo = await make("log-cut");
    const mend = scene.on.github.setFault({ path: /_storage/ }, { kind: "cut-off" });
    const run = await repo.scriptedRun({ jobs: [network()], attempts: [[passing()]] });
    const incident = await scene.hurry.reach(scene.on, repo.fullName, run.id, "escalated");
    mend();
    toldOfNoLog(repo, incident);
  });
});
