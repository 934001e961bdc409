import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { agentFiles } from "../demo/stories/agent.js";
import { fixFile } from "../harness/codegen-scripts.js";
import type { TestDatabase } from "../harness/database.js";
import { hurrying, type Hurry } from "../harness/hurry.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo, SimPull } from "../simulator/index.js";
import { database } from "../acceptance/scenes.js";

const AGENT = "codegen-sh[bot]";

/** A workflow whose job runs one line. */
const workflow = (name: string, job: string, line: string, on = "[push, pull_request]"): string =>
  `name: ${name}\non: ${on}\njobs:\n  ${job}:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${JSON.stringify(line)}\n`;

describe("checks that somebody else answers for", () => {
  let base: TestDatabase;
  let on: Stage;
  let hurry: Hurry;
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
    pull: () => SimPull | undefined;
  }
  /** A failing test on main, beside other workflows; the agent changes the source so. */
  const play = async (
    owner: string,
    files: Record<string, string>,
    change: (old: string) => string,
    before?: (repo: Repo, sha: string) => Promise<void>,
  ): Promise<Scene> => {
    const repo = await on.github.repository(`${owner}/maths`, {
      files: { "README.md": "# maths\n", ".github/heal.yml": "fix: { producers: [codegen] }\n" },
    });
    on.codegen.onboard([{ id: repo.id - 500, fullName: repo.fullName }]);
    let ready = (): void => undefined;
    const told = new Promise<void>((resolve) => (ready = resolve));
    const script = fixFile("sum.mjs", change);
    on.codegen.script({
      agent: async (work) => {
        await told;
        await script.agent?.(work);
      },
    });
    const sha = await repo.commit("main", { ...agentFiles, ...files }, { author: "cleo" });
    await before?.(repo, sha);
    await until("the base's runs to end", () =>
      repo.runs().length > 0 && repo.runs().every((one) => one.status === "completed") ? true : null,
    );
    ready();
    const failed = repo.runs().find((one) => one.name === "CI" && one.conclusion === "failure");
    return {
      repo,
      run: failed?.id ?? 0,
      pull: () => repo.pulls().find((one) => one.author === AGENT),
    };
  };
  const fixed = (old: string): string => old.replace("a - b", "a + b");
  const useless = (old: string): string => `${old}// looked at\n`;
  /** Whether heal ever vouched for it, or took it out of draft. */
  const wasProven = async ({ repo }: Scene): Promise<boolean> => {
    const rows = await base.db.many`
      select 1 from timeline where text like 'CI is green on fix%'
        and incident_id in (select id from incidents where repository = ${repo.fullName})`;
    return (
      rows.length > 0 ||
      on.github.effects.some(
        (one) =>
          one.repository === repo.fullName && one.detail["draft"] === false && one.kind === "pr-edited",
      )
    );
  };
  const post = async (repo: Repo, login: string, path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${on.github.apiUrl}/repos/${repo.fullName}/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${on.github.token(login, "bot")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(201);
  };
  const over = (scene: Scene) => hurry.reach(on, scene.repo.fullName, scene.run, "escalated");
  const ended = (scene: Scene, what: string, fits: (pull: SimPull) => boolean) =>
    hurry.until(on, scene.repo.fullName, scene.run, what, () => {
      const pull = scene.pull();
      return pull && fits(pull) ? pull : null;
    });

  it("another workflow's job of the same name proves nothing", async () => {
    const files = { ".github/workflows/zdocs.yml": workflow("Docs", "test", "true") };
    const scene = await play("twojobs", files, useless);
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
    expect(scene.pull()).toMatchObject({ state: "closed" });
    expect(scene.pull()?.body).toMatch(/still fails/);
  }, 240_000);

  it("another App's check of the same name proves nothing", async () => {
    const scene = await play("appcheck", {}, useless);
    const pull = await until("the pull request", scene.pull);
    const check = { name: "test", head_sha: pull.head.sha, status: "completed", conclusion: "success" };
    await post(scene.repo, "mallory[bot]", "check-runs", check);
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
  }, 240_000);

  it("a run that only one of the events makes green proves nothing", async () => {
    const line = `if [ "$GITHUB_EVENT_NAME" = pull_request ]; then true; else node --test sum.test.mjs; fi`;
    const ci = agentFiles[".github/workflows/ci.yml"].replace("node --test sum.test.mjs", `'${line}'`);
    const scene = await play("oneevent", { ".github/workflows/ci.yml": ci }, useless);
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
  }, 240_000);

  it("a job that waits for the proven one, and fails, makes it red", async () => {
    const ci = `${agentFiles[".github/workflows/ci.yml"]}  integration:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - run: sleep 3 && false\n`;
    const scene = await play("needs", { ".github/workflows/ci.yml": ci }, fixed);
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
    expect(scene.pull()?.body).toMatch(/integration: fails now/);
  }, 240_000);

  it("a workflow that passed before and skips its job now leaves a draft that names it", async () => {
    const security = workflow("Security", "scan", "true").replace(
      "    runs-on",
      "    if: github.ref == 'refs/heads/main'\n    runs-on",
    );
    const scene = await play("skips", { ".github/workflows/security.yml": security }, fixed);
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
    expect(scene.pull()).toMatchObject({ state: "open", draft: true });
    expect(scene.pull()?.body).toMatch(/scan passed before/);
    expect(scene.pull()?.body).not.toMatch(/nothing else got worse/);
  }, 240_000);

  it("what runs only on main is said not to have run, and holds nothing up", async () => {
    const deploy = workflow("Deploy", "deploy", "true", "{ push: { branches: [main] } }");
    const scene = await play("deploys", { ".github/workflows/deploy.yml": deploy }, fixed);
    const pull = await ended(scene, "it to be proven", (one) => /got worse/.test(one.body ?? ""));
    expect(pull.body).toMatch(/not run here: deploy/);
  }, 240_000);

  it("an external CI's status that the base had is waited for", async () => {
    const status = { state: "success", context: "ci/jenkins" };
    const scene = await play("external", {}, fixed, (repo, sha) =>
      post(repo, "jenkins[bot]", `statuses/${sha}`, status),
    );
    const pull = await until("the pull request", scene.pull);
    await until("its runs to end", () =>
      scene.repo.runs().filter((one) => one.sha === pull.head.sha && one.status === "completed").length === 2
        ? true
        : null,
    );
    // Somebody else's word under that name is not the external CI's.
    await post(scene.repo, "mallory[bot]", `statuses/${pull.head.sha}`, status);
    await post(scene.repo, "jenkins[bot]", `statuses/${pull.head.sha}`, { ...status, state: "failure" });
    await over(scene);
    expect(await wasProven(scene)).toBe(false);
    expect(scene.pull()?.body).toMatch(/ci\/jenkins[^:]*: fails now/);
  }, 240_000);

  it("a check of a proven fix that fails later turns it back into a draft, and says so", async () => {
    const scene = await play("later", {}, fixed);
    const pull = await ended(scene, "it to be proven", (one) => /got worse/.test(one.body ?? ""));
    await post(scene.repo, "jenkins[bot]", `statuses/${pull.head.sha}`, {
      state: "failure",
      context: "ci/late",
    });
    await over(scene);
    const { draft, state, body } = scene.pull() ?? {};
    expect([draft, state]).toEqual([true, "open"]);
    expect(body).toMatch(/draft again/);
    expect(body).not.toMatch(/nothing else got worse/);
    expect(
      scene.repo
        .comments(pull.number)
        .map((one) => one.body)
        .join(),
    ).toMatch(/ci\/late/);
  }, 240_000);
});
