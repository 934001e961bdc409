import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { formatFiles } from "../demo/stories/formatting.js";
import { agentFiles } from "../demo/stories/agent.js";
import { fixFile } from "../harness/codegen-scripts.js";
import type { TestDatabase } from "../harness/database.js";
import { hurrying, type Hurry } from "../harness/hurry.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo, SimPull } from "../simulator/index.js";
import { database } from "../acceptance/scenes.js";

const evil = {
  "src/backdoor.js": "export const open = true;\n",
  ".github/workflows/evil.yml": "on: push\njobs: {}\n",
};

describe("a push to a fix's branch after the checks", () => {
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

  interface Scene {
    repo: Repo;
    run: number;
    fix: SimPull;
  }
  const failedRun = async (repo: Repo, branch: string): Promise<number> => {
    const run = await until(
      "a failed run",
      () => repo.runs().find((one) => one.branch === branch && one.conclusion === "failure"),
      { ms: 120_000 },
    );
    return run.id;
  };
  const pullOf = async (repo: Repo, run: number, what: string, fits: (pull: SimPull) => boolean) => {
    const fix = await hurry.until(on, repo.fullName, run, what, () => repo.pulls().find(fits));
    return { repo, run, fix };
  };
  /** A fixer's pull request, as soon as it is there, or once it is ready. */
  const fixersPull = async (name: string, ready: boolean): Promise<Scene> => {
    const repo = await on.github.repository(`${name}/shop`, { files: await formatFiles() });
    await repo.pullRequest({
      head: "discount",
      title: "Add a discount",
      author: "ben",
      files: { "src/discount.js": "export const discount = 1;   \n" },
    });
    return pullOf(
      repo,
      await failedRun(repo, "discount"),
      "heal's pull request",
      (one) => one.author === on.github.app.login && (!ready || !one.draft),
    );
  };
  const now = ({ repo, fix }: Scene): SimPull => {
    const pull = repo.pulls().find((one) => one.number === fix.number);
    if (!pull) throw new Error(`pull request ${fix.number} is gone`);
    return pull;
  };
  /** What heal did to the draft state, in order. */
  const drafts = ({ repo }: Scene): unknown[] =>
    on.github.effects
      .filter((one) => one.repository === repo.fullName && one.kind === "pr-edited" && "draft" in one.detail)
      .map((one) => one.detail["draft"]);

  it.each([
    ["before it is proven", false],
    ["after it was marked ready", true],
  ])(
    "%s: is not vouched for, and people are told why",
    async (_name, ready) => {
      const scene = await fixersPull(ready ? "late" : "early", ready);
      const { repo, run, fix } = scene;
      await repo.commit(fix.head.ref, evil, { author: "mallory" });
      await hurry.reach(on, repo.fullName, run, "escalated");
      const { state, draft, body } = now(scene);
      expect([state, draft]).toEqual(["open", true]);
      expect(body).toMatch(/vouches for nothing/);
      expect(body).not.toMatch(/checks of the patch passed/);
      expect(
        repo
          .comments(fix.number)
          .map((one) => one.body)
          .join(),
      ).toMatch(/pushed[\s\S]*\.github/);
      // The early one may be ready for a moment before the push is heard of; it is a draft in the end.
      expect(drafts(scene).at(-1) ?? true).toBe(true);
    },
    240_000,
  );

  it("with a harmless change: is checked anew, and only its own commit is vouched for", async () => {
    const scene = await fixersPull("harmless", true);
    const { repo, run, fix } = scene;
    const files = { "src/discount.js": "export const discount = 2;\n" };
    const sha = await repo.commit(fix.head.ref, files, { author: "ben" });
    const pull = await hurry.until(on, repo.fullName, run, "the new commit to be proven", () => {
      const one = now(scene);
      return !one.draft && one.body?.includes(`passed at \`${sha.slice(0, 12)}\``) ? one : null;
    });
    expect(pull.body).toMatch(/\| format \| failure \| success \| fixed \|/);
    expect(drafts(scene)).toEqual([false, true, false]);
    const row = await until(
      "the row",
      () =>
        base.db.maybe<{ head_sha: string }>`
        select head_sha from fixes where repository = ${repo.fullName} and state = 'proven'`,
    );
    expect(row.head_sha).toBe(sha);
  }, 240_000);

  it("of an agent's proven pull request: a draft again, and not closed, as people's work is in it", async () => {
    const repo = await on.github.repository("agentpush/maths", {
      files: { "README.md": "# maths\n", ".github/heal.yml": "fix: { producers: [codegen] }\n" },
    });
    on.codegen.onboard([{ id: repo.id - 500, fullName: repo.fullName }]);
    on.codegen.script(fixFile("sum.mjs", (old) => old.replace("a - b", "a + b")));
    await repo.commit("main", agentFiles, { message: "Add sum", author: "cleo" });
    const run = await failedRun(repo, "main");
    const scene = await pullOf(repo, run, "the agent's results", (one) =>
      /\| test \| failure \| success \| fixed \|/.test(one.body ?? ""),
    );
    expect(scene.fix.body).toMatch(/\b([1-9]\d*) of \1 checks of the patch passed/);
    const workflow = { ".github/workflows/evil.yml": evil[".github/workflows/evil.yml"] };
    await repo.commit(scene.fix.head.ref, workflow, { author: "mallory" });
    await hurry.reach(on, repo.fullName, run, "escalated");
    const { state, draft, body } = now(scene);
    expect([state, draft]).toEqual(["open", true]);
    expect(body).toMatch(/vouches for nothing/);
  }, 240_000);
});
