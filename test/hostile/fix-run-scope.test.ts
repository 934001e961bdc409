import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { formatFiles } from "../demo/stories/formatting.js";
import type { TestDatabase } from "../harness/database.js";
import { hurrying, type Hurry } from "../harness/hurry.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";
import { database } from "../acceptance/scenes.js";

const WORKFLOW = ".github/workflows/heal-fix.yml";
const unformatted = { "src/discount.js": "export const discount = 1;   \n" };

describe("the fix workflow runs a commit's code on that commit's own branch", () => {
  let base: TestDatabase;
  let on: Stage;
  let hurry: Hurry;
  // One for each: what heal learns from a fix that came to nothing keeps it from trying the next.
  beforeEach(async () => {
    hurry = hurrying();
    base = await database();
    on = await stage({ database: base, clock: hurry.clock });
  });
  afterEach(async () => {
    expect(on.github.violations).toEqual([]);
    await on.close();
    await base.drop();
  });

  const failedOn = async (repo: Repo, branch: string): Promise<number> => {
    const run = await until(
      "a failed run",
      () => repo.runs().find((one) => one.branch === branch && one.conclusion === "failure"),
      { ms: 120_000 },
    );
    return run.id;
  };
  const fixRuns = (repo: Repo) => repo.runs().filter((one) => one.path === WORKFLOW);

  it("and not on the default branch, whose caches its releases restore", async () => {
    const repo = await on.github.repository("scoped/shop", { files: await formatFiles() });
    const pull = { head: "discount", title: "Add a discount", author: "ben", files: unformatted };
    const { headSha } = await repo.pullRequest(pull);
    const run = await failedOn(repo, "discount");
    await hurry.until(on, repo.fullName, run, "heal's pull request", () =>
      repo.pulls().find((one) => one.author === on.github.app.login),
    );
    expect(fixRuns(repo).map(({ branch, sha, attempt }) => ({ branch, sha, attempt }))).toEqual([
      { branch: "discount", sha: headSha, attempt: 1 },
    ]);
  }, 240_000);

  it.each<[string, Record<string, string | null>, RegExp]>([
    ["lacks", { [WORKFLOW]: null }, /lacks .*heal-fix\.yml/],
    [
      "changed",
      { [WORKFLOW]: "name: mine\non: workflow_dispatch\njobs: {}\n" },
      /has another .*heal-fix\.yml/,
    ],
  ])(
    "not when the branch %s the workflow file",
    async (name, change, reason) => {
      const repo = await on.github.repository(`${name}/shop`, { files: await formatFiles() });
      const pull = {
        head: "discount",
        title: "Add a discount",
        author: "ben",
        files: { ...unformatted, ...change },
      };
      await repo.pullRequest(pull);
      const run = await failedOn(repo, "discount");
      const incident = await hurry.reach(on, repo.fullName, run, "escalated");
      expect(fixRuns(repo)).toEqual([]);
      const { reason: why } = await base.db.one<{ reason: string }>`
      select reason from fixes where incident_id = ${incident.id} order by id limit 1`;
      expect(why.replaceAll("`", "")).toMatch(reason);
    },
    240_000,
  );

  it("not when somebody ran it again, or its branch moved meanwhile", async () => {
    const repo = await on.github.repository("moved/shop", { files: await formatFiles() });
    const mend = on.github.setFault(
      { method: "POST", path: /moved\/shop\/actions\/workflows\/heal-fix/ },
      { status: 502 },
    );
    const pull = { head: "discount", title: "Add a discount", author: "ben", files: unformatted };
    await repo.pullRequest(pull);
    const run = await failedOn(repo, "discount");
    await until(
      "the dispatch to be tried",
      async () =>
        base.db.maybe`
          select 1 from intents where repository = ${repo.fullName} and action = 'dispatch-workflow' and reason is not null`,
      { ms: 120_000 },
    );
    await repo.commit("discount", { "src/other.js": "export const other = 1;\n" }, { author: "eve" });
    mend();
    await hurry.until(on, repo.fullName, run, "the run to be judged", () => fixRuns(repo)[0]?.conclusion);
    // The later commit has runs of its own.
    const incident = await hurry.reach(on, repo.fullName, run, "closed");
    const [fix] = await base.db.many<{ reason: string; state: string }>`
      select reason, state from fixes where incident_id = ${incident.id} order by id`;
    expect(fix).toMatchObject({ state: "rejected", reason: expect.stringMatching(/it ran at [0-9a-f]{7}/) });
    // The new commit may have failed as well: that is another incident, with a fix of its own.
    const ofThis = new RegExp(`/incidents/${incident.id}\\b`);
    expect(repo.pulls().filter(({ body }) => ofThis.test(body ?? ""))).toEqual([]);
  }, 240_000);
});
