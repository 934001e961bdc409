import { describe, expect, it } from "@jest/globals";
import { sweep } from "../../src/pipeline/sweep.js";
import type { ConfigCheck } from "../../src/store/config-checks.js";
import { onStage } from "../harness/on-stage.js";
import { until } from "../harness/until.js";
import type { Repo, SimCheck } from "../simulator/index.js";

const FILE = ".github/heal.yml";
const OWN = ".github/heal/playbooks/own.yml";
const VALID = "mode: suggest\nservices:\n  - { name: shop, match: { service: shop } }\n";
const playbook = (category: string): string => `name: own
description: Rerun what failed on the network.
when: { category: ${category} }
risk: low
steps: [{ action: rerun-failed-jobs }]
verify: { signal: workflow_run, within: 60m }
`;
/** Each name stands for ten of the one before. */
const BOMB = [
  "a: &a [x, x]",
  ..."bcdefgh"
    .split("")
    .map((c, i) => `${c}: &${c} [${Array.from({ length: 10 }, () => `*${"abcdefg"[i] ?? ""}`).join(", ")}]`),
].join("\n");

type Files = Record<string, string | null>;

describe("the check run heal config", () => {
  const scene = onStage();

  const make = (name: string, files: Record<string, string> = {}): Promise<Repo> =>
    scene.on.github.repository(`${name}/web`, { files: { "README.md": `${name}\n`, ...files } });
  const pull = (repo: Repo, files: Files, fork = false) =>
    repo.pullRequest({ head: "topic", title: "A change", files, fork });
  const own = (repo: Repo, sha: string): SimCheck[] =>
    repo.checks(sha).filter(({ name, app }) => name === "heal config" && app === scene.on.github.app.slug);
  const rowOf = (repo: Repo, sha: string): Promise<ConfigCheck | null> =>
    scene.base.db.maybe<ConfigCheck>`
      select * from config_checks where repository = ${repo.fullName} and head_sha = ${sha}`;
  /** Looked at to the end, with pauses left out. */
  const looked = (repo: Repo, sha: string): Promise<ConfigCheck> =>
    until(
      `${sha.slice(0, 7)} of ${repo.fullName} to be looked at`,
      async () => {
        const row = await rowOf(repo, sha);
        if (row?.checked_at) return row;
        scene.hurry.pass(2_000);
        await sweep(scene.on.heal.deps, null);
        return null;
      },
      { every: 100 },
    );
  const said = async (repo: Repo, sha: string): Promise<SimCheck> => {
    await looked(repo, sha);
    const [check, ...more] = own(repo, sha);
    expect(more).toEqual([]);
    if (!check)
      throw new Error(`no check run on ${sha}: ${(await rowOf(repo, sha))?.trouble ?? "nothing said"}`);
    return check;
  };
  const effects = (repo: Repo) =>
    scene.on.github.effects.filter((one) => one.repository === repo.fullName).map(({ kind }) => kind);

  it("annotates what is wrong with its place and what may stand there; the next push is judged by itself", async () => {
    const repo = await make("mends");
    const at = await pull(repo, { [FILE]: "mode: acting\nfix:\n  forbiden: [infra]\n" });
    const check = await said(repo, at.headSha);
    expect(check).toMatchObject({ conclusion: "failure", title: "2 problems", actions: [] });
    expect(check.annotations).toMatchObject([
      {
        ...{ path: FILE, start_line: 1, start_column: 7, title: "mode" },
        message: expect.stringContaining('"off"|"observe"|"suggest"|"act"'),
      },
      {
        ...{ path: FILE, start_line: 3, start_column: 3, title: "fix.forbiden" },
        message: expect.stringContaining("did you mean forbidden?"),
      },
    ]);
    const next = await repo.commit("topic", { [FILE]: VALID });
    expect(await said(repo, next)).toMatchObject({
      conclusion: "success",
      title: "Valid: mode suggest at most, 1 service, 0 own playbooks",
      annotations: [],
    });
    expect(own(repo, at.headSha)).toEqual([check]);
    expect(effects(repo)).toEqual(["check", "check"]);
  });

  it("is green from the start where all is valid, and asks for the files once a head", async () => {
    const repo = await make("valid");
    const at = await pull(repo, { [FILE]: VALID, [OWN]: playbook("network") });
    expect((await said(repo, at.headSha)).summary).toBe("mode `suggest` at most, 1 service, 1 own playbook.");
    const asked = scene.on.github.requests.filter(({ path }) =>
      path.includes(`/${repo.fullName}/pulls/${at.number}/files`),
    );
    expect(asked).toHaveLength(1);
  });

  it("says nothing where none of its files is edited", async () => {
    const repo = await make("untouched", { [FILE]: VALID });
    const at = await pull(repo, {
      "src/a.js": "x\n",
      ".github/workflows/ci.yml": "name: ci\n",
      "docs/heal.yml": "x",
    });
    expect((await looked(repo, at.headSha)).trouble).toBeNull();
    expect(effects(repo)).toEqual([]);
  });

  it("reads a fork's head, as text alone", async () => {
    const repo = await make("forked");
    const at = await pull(
      repo,
      { [FILE]: "mode: '@everyone <b>'\nghp_abcdefghijklmnopqrstuvwxyz0123456789: 1\n" },
      true,
    );
    const check = await said(repo, at.headSha);
    expect(check.conclusion).toBe("failure");
    expect(check.annotations).toHaveLength(2);
    expect(JSON.stringify(check)).not.toContain("ghp_abcdefghij");
    const { fullName, id, installationId } = repo;
    const rules = await scene.on.heal.deps.rules.of({ fullName, id, installationId });
    expect(rules).toMatchObject({ mode: "act", problem: null });
  });

  it("judges playbooks, and the whole configuration with them", async () => {
    const repo = await make("played", { [FILE]: VALID });
    const at = await pull(repo, { [OWN]: playbook("netwrok") });
    expect(await said(repo, at.headSha)).toMatchObject({
      conclusion: "failure",
      annotations: [
        { path: OWN, start_line: 3, start_column: 19, message: expect.stringContaining('"network"') },
      ],
    });
  });

  it("looks into the folder that heal.yml names", async () => {
    const repo = await make("foldered", { [FILE]: "playbooks: .github/ops\n" });
    const at = await pull(repo, { ".github/ops/own.yml": "name: own\n" });
    expect((await said(repo, at.headSha)).annotations[0]).toMatchObject({ path: ".github/ops/own.yml" });
  });

  it("says what holds when the file is deleted", async () => {
    const repo = await make("deleted", { [FILE]: VALID });
    const at = await pull(repo, { [FILE]: null });
    expect(await said(repo, at.headSha)).toMatchObject({
      conclusion: "success",
      summary: expect.stringMatching(
        /^no `heal\.yml` here, so its organisation's or the defaults, mode as the operator/,
      ),
    });
  });

  it("sees a file that is moved into the place, and one that is moved away", async () => {
    const text = `mode: act\n${"# why it is so\n".repeat(20)}nothing: 1\n`;
    const repo = await make("moved", { "heal.yml": text });
    const at = await pull(repo, { "heal.yml": null, [FILE]: text });
    expect((await said(repo, at.headSha)).annotations).toMatchObject([{ path: FILE, start_line: 22 }]);
    const other = await make("away", { [FILE]: VALID });
    const gone = await pull(other, { [FILE]: null, "heal.yml": VALID });
    expect((await said(other, gone.headSha)).conclusion).toBe("success");
  });

  it.each([
    ["a file of 1.5 MB", "large", `# ${"x".repeat(1_500_000)}\n`, /1500003 bytes; at most/],
    ["a YAML bomb", "bomb", `${BOMB}\n`, /alias/i],
    ["no YAML", "broken", "mode: [act\n", /./],
  ])("survives %s", async (_what, name, text, message) => {
    const repo = await make(name);
    const at = await pull(repo, { [FILE]: text });
    const check = await said(repo, at.headSha);
    expect(check).toMatchObject({ conclusion: "failure", annotations: [{ path: FILE }] });
    expect(check.annotations[0]?.message).toMatch(message);
  });

  it("guesses nothing where GitHub refuses the files, and looks again where it only stumbles", async () => {
    const repo = await make("refused");
    const mend = scene.on.github.setFault(
      { path: /\/refused\/web\/pulls\/\d+\/files/ },
      { status: 403, body: { message: "Resource not accessible by integration" } },
    );
    const at = await pull(repo, { [FILE]: "mode: acting\n" });
    expect((await looked(repo, at.headSha)).trouble).toContain("pull_requests: read");
    mend();
    expect(effects(repo)).toEqual([]);
    const stop = scene.on.github.setFault(
      { path: /\/refused\/web\/contents\/.*heal\.yml\?ref=[0-9a-f]{40}/ },
      { status: 502 },
    );
    const next = await repo.commit("topic", { [FILE]: "mode: acting\nx: 1\n" });
    await until("the trouble", async () => (await rowOf(repo, next))?.trouble?.includes("502"));
    expect(own(repo, next)).toEqual([]);
    stop();
    expect((await said(repo, next)).annotations).toHaveLength(2);
  });

  it("leaves the head of before alone when two pushes come quickly", async () => {
    const repo = await make("quick");
    const at = await pull(repo, { [FILE]: "mode: acting\n" });
    const first = await said(repo, at.headSha);
    const [second, third] = [
      await repo.commit("topic", { [FILE]: "mode: act\n" }),
      await repo.commit("topic", { [FILE]: "mode: suggest\n" }),
    ];
    expect((await said(repo, third)).title).toMatch(/^Valid: mode suggest/);
    for (const check of own(repo, second)) expect(check.title).toMatch(/^Valid: mode act/);
    expect(own(repo, at.headSha)).toEqual([first]);
  });

  it("tells it again when somebody has the check run again", async () => {
    const repo = await make("again");
    const at = await pull(repo, { [FILE]: "mode: acting\n" });
    const { id } = await said(repo, at.headSha);
    scene.on.github.setPermission(repo.fullName, "mia", "write");
    await repo.press(id, null, "mia");
    await until("it to be told again", () => effects(repo).includes("check-edited"));
    expect((await said(repo, at.headSha)).annotations).toHaveLength(1);
  });

  it("keeps the default branch's last valid configuration in force while a newer one is wrong, and says so", async () => {
    const repo = await make("kept", { [FILE]: "mode: suggest\nlimits: { open_fix_prs: 1 }\n" });
    const { fullName, id, installationId } = repo;
    const rules = () => scene.on.heal.deps.rules.of({ fullName, id, installationId });
    expect(await rules()).toMatchObject({ mode: "suggest", problem: null });
    await repo.commit("main", { [FILE]: "mode: act\nlimits: { open_fix_prs: many }\n" });
    const wrong = await until("the push to be read", async () => {
      const read = await rules();
      return read.problem === null ? null : read;
    });
    expect(wrong).toMatchObject({ mode: "suggest", config: { limits: { open_fix_prs: 1 } } });
    expect(wrong.problem).toMatch(
      /^\.github\/heal\.yml:2:\d+: limits\.open_fix_prs: .*; the last valid configuration, in force since \d/,
    );
    const page = await (await fetch(`${scene.on.heal.url}/repositories`)).text();
    expect(page).toContain("the last valid configuration, in force since");
    const at = await pull(repo, { [FILE]: "mode: suggest\n" });
    expect((await said(repo, at.headSha)).conclusion).toBe("success");
  });

  it("does nothing in a stopped repository, and in one that only observes", async () => {
    const repo = await make("halted");
    await scene.on.heal.deps.killSwitch.stop(repo.fullName, "freeze", "mia");
    const at = await pull(repo, { [FILE]: "mode: acting\n" });
    expect((await looked(repo, at.headSha)).trouble).toBe("stopped by mia: freeze");
    const silent = await make("silent", { [FILE]: "mode: observe\n" });
    const there = await pull(silent, { [FILE]: "mode: acting\n" });
    expect((await looked(silent, there.headSha)).trouble).toBe("mode is observe");
    expect([...effects(repo), ...effects(silent)]).toEqual([]);
  });
});
