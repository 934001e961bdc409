import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import { sweep } from "../../src/pipeline/sweep.js";
import { incidentByKey } from "../../src/store/incidents.js";
import { database, riddle } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

/** People are told of every failure, once, whatever GitHub or somebody does to the issue. */
describe("telling people", () => {
  let base: TestDatabase;
  let on: Stage;
  let second: App;
  let ahead = 0;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, clock: { now: () => new Date(Date.now() + ahead) } });
    second = await on.another();
  });
  afterAll(async () => {
    await second.stop();
    await on.close();
    await base.drop();
  });
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const make = (name: string, files: Record<string, string> = {}): Promise<Repo> =>
    on.github.repository(`${name}/web`, { files: { "README.md": `${name}\n`, ...files } });
  const config = (yaml: string) => ({ ".github/heal.yml": yaml });
  const issuesMade = (repo: Repo) =>
    on.github.effects.filter((one) => one.repository === repo.fullName && one.kind === "issue").length;
  const rowOf = (repo: Repo, run: { id: number }) => incidentByKey(base.db, `run:${repo.id}:${run.id}`);
  /** Escalated with an issue that is known. */
  const told = (repo: Repo, run: { id: number }) =>
    until(
      `run ${run.id} to be told`,
      async () => {
        const row = await rowOf(repo, run);
        return row?.state === "escalated" && row.issue_number !== null && row.trouble === null ? row : null;
      },
      { ms: 90_000 },
    );
  const wait = async (ms: number) => {
    ahead += ms;
    await sweep(on.heal.deps, null);
  };

  it("an assignee who left is left out, and that is said", async () => {
    const repo = await make("left", {
      ...config("escalate: { labels: [heal], assignees: [ada, gone, bob] }\n"),
    });
    on.github.setPermission(repo.fullName, "gone", "none");
    for (const name of ["ada", "bob"]) on.github.setPermission(repo.fullName, name, "write");
    const run = await repo.scriptedRun(riddle("left"));
    const row = await told(repo, run);
    expect(repo.issues().map(({ assignees, labels }) => [assignees, labels])).toEqual([
      [["ada", "bob"], ["heal"]],
    ]);
    expect(issuesMade(repo)).toBe(1);
    const lines = await base.db.many<{
      text: string;
    }>`select text from timeline where incident_id = ${row.id}`;
    expect(lines.map(({ text }) => text).join("\n")).toMatch(/refused: .*assignee gone/);
  });

  it("a code owner who cannot be assigned does not cost the issue", async () => {
    const repo = await make("owned", {
      ...config("escalate: { assignees: codeowners }\n"),
      ".github/CODEOWNERS": "* @left-us\n",
    });
    on.github.setPermission(repo.fullName, "left-us", "none");
    await told(repo, await repo.scriptedRun(riddle("owned")));
    expect(repo.issues().map(({ assignees }) => assignees)).toEqual([[]]);
  });

  it.each([
    ["issues are disabled", { status: 410, body: { message: "Issues are disabled for this repo" } }],
    ["it may not", { status: 403, body: { message: "Repository was archived so is read-only." } }],
  ])(
    "%s: shown on the front page, tried again with pauses, told once at last",
    async (_name, fault) => {
      const repo = await make(`untold-${fault.status}`);
      const mend = on.github.setFault(
        { method: "POST", path: new RegExp(`${repo.fullName}/issues$`) },
        fault,
      );
      const run = await repo.scriptedRun(riddle(`untold ${fault.status}`));
      const row = await until(
        "it is known that nobody was told",
        async () => {
          const row = await rowOf(repo, run);
          return row?.state === "escalated" && (row.trouble?.untold ?? 0) > 0 ? row : null;
        },
        { ms: 60_000 },
      );
      expect([row.issue_number, row.trouble?.untold]).toEqual([null, 1]);
      const page = await (await fetch(`${on.heal.url}/`)).text();
      expect(page).toContain("Nobody was told yet");
      expect(page).toContain(fault.body.message);
      await wait(MINUTE);
      await until("a second try", async () => (await rowOf(repo, run))?.trouble?.untold === 2, {
        ms: 60_000,
      });
      mend();
      await wait(5 * MINUTE);
      await told(repo, run);
      expect(issuesMade(repo)).toBe(1);
      expect(await (await fetch(`${on.heal.url}/`)).text()).not.toContain(fault.body.message);
    },
    180_000,
  );

  it("a step that cannot be made is handed over in an issue that says why", async () => {
    const repo = await make("unread");
    on.github.setFault(
      { path: new RegExp(`${repo.fullName}/actions/runs/\\d+/attempts`) },
      { status: 403, body: { message: "Resource protected by organization SAML enforcement." } },
    );
    const row = await told(repo, await repo.scriptedRun(riddle("unread")));
    expect([row.category, issuesMade(repo)]).toEqual([null, 1]);
    expect(repo.issues()[0]?.body).toContain("SAML enforcement");
  });

  it.each(["with", "without"])(
    "somebody deletes the issue (%s a webhook): a new one, once",
    async (how) => {
      const repo = await make(`deleted-${how}`);
      const first = await told(repo, await repo.scriptedRun(riddle(`deleted ${how}`)));
      if (how === "without") on.github.setWebhookUrl(null);
      repo.deleteIssue(first.issue_number ?? 0, "mia");
      await on.github.quiet();
      on.github.setWebhookUrl(`${on.heal.url}/api/github/webhooks`);
      for (const expected of [2, 2]) {
        await repo.scriptedRun(riddle(`deleted ${how}`));
        await until("the failure to be told anew", () => issuesMade(repo) === expected);
        await until(
          "all is done",
          async () => {
            const { open } = await base.db.one<{ open: number }>`
          select count(*) as open from incidents where repository = ${repo.fullName} and next_step_at is not null`;
            return open === 0;
          },
          { ms: 60_000 },
        );
      }
      expect(repo.issues().map(({ number }) => number)).toEqual([(first.issue_number ?? 0) + 1]);
    },
    180_000,
  );

  it("an issue that was moved to another repository stays there, and the next failure gets its own", async () => {
    const [repo, other] = [await make("moved"), await make("elsewhere")];
    const first = await told(repo, await repo.scriptedRun(riddle("moved")));
    repo.transferIssue(first.issue_number ?? 0, other, "mia");
    await repo.scriptedRun(riddle("moved"));
    await until("a second issue", () => issuesMade(repo) === 2);
    await on.github.quiet();
    expect([repo.issues().length, other.issues().length]).toEqual([1, 1]);
  });

  it.each([
    ["failure", "You have an error in your yaml syntax on line 3"],
    ["startup_failure", undefined],
  ] as const)(
    "a broken workflow file (%s) is one incident, however often it is pushed",
    async (conclusion, message) => {
      const path = ".github/workflows/broken.yml";
      const repo = await make(`broken-${conclusion.replace("_", "-")}`, {
        [path]: "on: push\njobs:\n  a: [\n",
      });
      const runs: { id: number }[] = [];
      for (let i = 0; i < 3; i++)
        runs.push(
          await repo.scriptedRun({ path, jobs: [], broken: { conclusion, ...(message ? { message } : {}) } }),
        );
      await until(
        "one to have the others",
        async () => {
          const rows = await Promise.all(runs.map((run) => rowOf(repo, run)));
          return rows.filter((row) => row?.merged_into != null).length === 2;
        },
        { ms: 90_000 },
      );
      await until("the issue", () => repo.issues().length === 1);
      expect(issuesMade(repo)).toBe(1);
      const rows = await Promise.all(runs.map((run) => rowOf(repo, run)));
      expect(new Set(rows.map((row) => row?.category))).toEqual(new Set(["workflow_config"]));
      expect(repo.issues()[0]?.body).toMatch(
        message ? /error in your yaml syntax on line 3/ : /line \d+, column \d+/,
      );
    },
    180_000,
  );

  it("thirty failures at once, two workers, also across a full hour: each is told once, in one summary", async () => {
    const repo = await make("storm", config("limits: { issues_per_hour: 3 }\n"));
    const toHour = HOUR - ((Date.now() + ahead) % HOUR);
    ahead += toHour - 4_000;
    on.github.setWebhookUrl(`${second.url}/api/github/webhooks`);
    const words = Array.from(
      { length: 30 },
      (_, i) => `w${String.fromCharCode(97 + (i % 26))}${"xyz"[i % 3]}q`,
    );
    const runs = [];
    for (const [i, word] of words.entries()) {
      if (i === 15) on.github.setWebhookUrl(`${on.heal.url}/api/github/webhooks`);
      runs.push(await repo.scriptedRun(riddle(word)));
    }
    const rows = await Promise.all(runs.map((run) => told(repo, run)));
    await on.github.quiet();
    const summaries = repo.issues().filter(({ title }) => title.startsWith("Many failures"));
    expect([repo.issues().length, summaries.length]).toEqual([4, 1]);
    const listed = (summaries[0]?.body ?? "").match(/\/incidents\/\d+\)/g) ?? [];
    const rest = rows.filter((row) => row.issue_number === summaries[0]?.number);
    expect(rest).toHaveLength(27);
    expect(listed.sort()).toEqual(rest.map((row) => `/incidents/${row.id})`).sort());
  }, 300_000);
});
