import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createMarks } from "../../src/core/marks.js";
import type { EffectResult, Plan } from "../../src/decision/plan.js";
import type { GitHub, Pull, RunNow } from "../../src/github/port.js";
import type { FixContext } from "../../src/pipeline/fix/context.js";
import { checkPull } from "../../src/pipeline/fix/pull.js";
import { prove } from "../../src/pipeline/fix/prove.js";
import { notAsked, runMark } from "../../src/pipeline/fix/run.js";
import { commitFixerPatch, produceByWorkflow } from "../../src/pipeline/fix/workflow.js";
import { defaultConfig } from "../../src/playbooks/repository-config.js";
import { timelineOf } from "../../src/store/timeline.js";
import type { Tools } from "../../src/recovery/action.js";
import { actionNamed } from "../../src/recovery/actions/index.js";
import { fixesOf, openFix, updateFix, type FixRow } from "../../src/store/fixes.js";
import { getIncident, joinOrOpen } from "../../src/store/incidents.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const [BASE, CHECKED, PUSHED] = ["a", "b", "c"].map((one) => one.repeat(40)) as [string, string, string];
const repository = { fullName: "acme/shop", id: 1, installationId: 2 };
const url = "https://github.example/acme/shop/pull/9";
const source = { by: "job" as const, workflowPath: ".github/workflows/ci.yml", event: "push", runId: 7 };
const check = (conclusion: string) => [{ name: "build", conclusion, url, source }];
const seen = (conclusion: string) => ({
  ...{ checks: check(conclusion), unfinished: [], lastEnd: null, unseen: null },
});

let base: TestDatabase;
let fix: FixRow;
let plans: Plan[];
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());

/** A pull request of heal's that was checked at `CHECKED`. */
beforeEach(async () => {
  await base.clear("incidents");
  plans = [];
  const { id } = await joinOrOpen(base.db, {
    ...{ key: "run:1:7", kind: "ci", repository, severity: "error", title: "failure" },
    ...{ service: null, fingerprint: null, run: runOf(), at: NOW, now: NOW },
  });
  const { id: made } = await openFix(base.db, {
    ...{ incidentId: id, repository: repository.fullName, producer: "formatter", baseSha: BASE },
    ...{ baseBranch: "main", branch: "heal/fix-1", before: check("failure"), now: NOW, deadline: NOW },
  });
  fix = await updateFix(base.db, made, { state: "proving", headSha: CHECKED, pullRequest: 9, url });
});

const pull = (change: Partial<Pull> = {}): Pull => ({
  ...{ number: 9, nodeId: "PR_9", url, title: "t", body: "b", author: "heal[bot]", byBot: true, own: true },
  ...{ state: "open", draft: true, merged: false, headSha: CHECKED, headRef: "heal/fix-1" },
  ...{ headRepositoryId: 1, baseRef: "main", baseSha: BASE, baseRepositoryId: 1, changedFiles: 1 },
  ...change,
});

async function contextOf(
  now: Pull,
  refuses: readonly string[] = [],
  ci = "success",
  code = "HEAL_HEAD_MOVED",
): Promise<FixContext> {
  const run = async (plan: Plan): Promise<EffectResult> => {
    plans.push(plan);
    return refuses.includes(plan.action)
      ? { state: "refused", code, reason: "it moved" }
      : { state: "done", effect: {}, fresh: true };
  };
  const deps = {
    ...{ db: base.db, clock: { now: () => NOW }, marks: createMarks(Buffer.alloc(32)), effects: { run } },
    github: { pull: async () => now, checks: async () => seen(ci) },
  };
  const row = { ...(await getIncident(base.db, fix.incident_id)), run: { ...source, pullRequests: [] } };
  const record = { category: "lint", confidence: 0.9, jobs: [{ name: "build", evidence: [] }] };
  const chosen = { asked: null };
  return { deps, row, record, chosen, rules: { config: defaultConfig } } as unknown as FixContext;
}
const stateNow = async () => (await fixesOf(base.db, fix.incident_id))[0]?.state;
const actions = () => plans.map(({ action, params }) => [action, params["headSha"]]);

describe("a fix whose pull request moves between its proof and what follows from it", () => {
  it("is ready at the commit that was checked, if it did not move", async () => {
    expect(await prove(fix, await contextOf(pull()))).toMatchObject({ to: "wait", state: "verifying" });
    expect([await stateNow(), actions().at(-1)]).toEqual(["proven", ["mark-ready", CHECKED]]);
  });

  it.each([
    ["mark-ready", "success"],
    ["close-pull-request", "failure"],
  ])("is looked at again when `%s` finds that it moved", async (action, ci) => {
    const step = await prove(fix, await contextOf(pull(), [action], ci));
    expect(step).toMatchObject({ to: "wait", state: "verifying" });
    expect([await stateNow(), actions().at(-1)]).toEqual(["proving", [action, CHECKED]]);
  });

  it.each([
    ["before it was proven", "proving", true],
    ["before heal wrote down that it was", "proving", false],
    ["after it was ready", "proven", false],
  ] as const)("starts over when it was pushed to %s", async (_name, state, draft) => {
    fix = await updateFix(base.db, fix.id, { state });
    await prove(fix, await contextOf(pull({ headSha: PUSHED, draft })));
    expect(await stateNow()).toBe("checking");
    const drafted = draft ? [] : [["convert-to-draft", PUSHED]];
    expect(actions()).toEqual([...drafted, ["update-pull-request", PUSHED]]);
    expect(plans.at(-1)?.params["body"]).toContain(PUSHED.slice(0, 7));
  });
});

describe("a fix whose pull request is turned to another branch after the checks", () => {
  it.each([
    ["proving", true, []],
    ["proven", false, [["convert-to-draft", CHECKED]]],
  ] as const)("starts over when it is %s, as it is another change now", async (state, draft, drafted) => {
    fix = await updateFix(base.db, fix.id, { state });
    await prove(fix, await contextOf(pull({ baseRef: "release", draft })));
    expect(await stateNow()).toBe("checking");
    expect(actions()).toEqual([...drafted, ["update-pull-request", CHECKED]]);
    expect(plans.at(-1)?.params).toMatchObject({ baseRef: "release" });
    expect(plans.at(-1)?.params["body"]).toContain("turned to the branch `release`");
    // What was done at this commit against the branch that was asked for is no such write.
    expect(plans.at(-1)?.key).toMatch(/release$/);
  });

  it.each(["proving", "proven", "checking"] as const)(
    "ends nothing when it is merged there: %s",
    async (state) => {
      fix = await updateFix(base.db, fix.id, { state });
      const look = state === "checking" ? checkPull : prove;
      const elsewhere = { state: "closed", merged: true, baseRef: "sandbox" } as const;
      expect(await look(fix, await contextOf(pull(elsewhere)))).toMatchObject({
        to: "closed",
        reason: "pull request 9 was merged into sandbox, not main",
      });
      expect(await look(fix, await contextOf(pull({ ...elsewhere, baseRef: "main" })))).toMatchObject({
        to: "merged",
      });
    },
  );

  it("is refused when it is checked anew", async () => {
    fix = await updateFix(base.db, fix.id, { state: "checking" });
    const context = await contextOf(pull({ baseRef: "release" }));
    expect(await checkPull(fix, context)).toMatchObject({
      to: "rejected",
      reason: expect.stringMatching(/against release/),
    });
  });

  it.each(["mark-ready", "close-pull-request", "convert-to-draft", "update-pull-request"])(
    "`%s` finds it out right before it writes",
    async (name) => {
      const action = actionNamed(name);
      const params = { number: 9, nodeId: "PR_9", url, body: "b", headSha: CHECKED, baseRef: "main" };
      const plan = { action: name, key: "k", repository, incidentId: null, since: NOW.toISOString(), params };
      const github = { pull: async () => pull({ baseRef: "release" }) } as unknown as GitHub;
      await expect(
        action?.apply(plan, params, { github, marks: createMarks(Buffer.alloc(32)) } as Tools),
      ).rejects.toThrow(/is against release, not against main at bbbbbbb/);
    },
  );
});

describe("a fix that was pushed to and cannot be made a draft", () => {
  const moved = () => pull({ headSha: PUSHED, draft: false });
  const said = async () => (await timelineOf(base.db, fix.incident_id)).at(-1)?.text;
  beforeEach(async () => void (fix = await updateFix(base.db, fix.id, { state: "proven" })));

  it.each(["HEAL_STOPPED", "HEAL_MODE", "HEAL_FLAG"])("waits while that passes: %s", async (code) => {
    const step = await prove(fix, await contextOf(moved(), ["convert-to-draft"], "success", code));
    expect(step).toMatchObject({ to: "wait", state: "verifying" });
    expect([await stateNow(), actions()]).toEqual(["proven", [["convert-to-draft", PUSHED]]]);
  });

  it("says that it is none, and is checked anew", async () => {
    await prove(fix, await contextOf(moved(), ["convert-to-draft"], "success", "HEAL_GITHUB_REFUSED"));
    expect(await stateNow()).toBe("checking");
    expect(await said()).toMatch(/it stays ready, as it could not be made a draft \(it moved\)/);
  });

  it("says that it is one when it is", async () => {
    await prove(fix, await contextOf(moved()));
    expect(await said()).toMatch(/a draft again, and checked anew/);
  });
});

describe("a fix whose pull request is pushed to while it is read", () => {
  const file = { filename: "src/a.js", status: "modified", additions: 1, deletions: 1 };
  /** The head is asked for before the files are read, and after. */
  const judged = async (...heads: string[]) => {
    fix = await updateFix(base.db, fix.id, { state: "checking" });
    const context = await contextOf(pull());
    Object.assign(context.deps.github, {
      pull: async () => pull({ headSha: heads.shift() ?? "" }),
      changes: async () => [{ ...file, patch: "@@ -1 +1 @@\n-1 \n+1" }],
      modes: async () => new Map([[file.filename, "100644"]]),
      file: async () => "1\n",
    });
    context.record.tests = [];
    return checkPull(fix, context);
  };

  it("is read anew, and nothing is said of what was read", async () => {
    expect(await judged(CHECKED, PUSHED)).toEqual({ to: "wait", at: NOW });
    expect([await stateNow(), plans]).toEqual(["checking", []]);
  });

  it("is judged if it stayed as it was", async () => {
    await judged(CHECKED, CHECKED);
    expect(plans).not.toEqual([]);
  });
});

describe("a run of the fix workflow", () => {
  const runFor = (context: FixContext, change: Partial<RunNow> = {}) =>
    ({
      ...{ runId: 5, own: true, actor: "heal[bot]", event: "workflow_dispatch", attempt: 1, headSha: BASE },
      ...{ workflowPath: ".github/workflows/heal-fix.yml", title: `heal ${runMark(fix, context)}` },
      ...{ status: "completed", conclusion: "success", url: "https://github.example/r" },
      ...change,
    }) as RunNow;

  it.each<[string, Partial<RunNow>, RegExp | null]>([
    ["as it was asked for", {}, null],
    ["with GitHub's ref behind the path", { workflowPath: ".github/workflows/heal-fix.yml@main" }, null],
    ["at another commit", { headSha: CHECKED }, /it ran at bbbbbbb/],
    ["at no commit", { headSha: "" }, /it ran at/],
    ["that was run again", { attempt: 2 }, /ran it again/],
    ["that somebody else started", { own: false, actor: "eve" }, /eve started it/],
    ["of another event", { event: "push" }, /started by push/],
    ["of another file", { workflowPath: ".github/workflows/heal-fix.yml.yml" }, /a run of/],
    ["without the key", { title: "heal fix" }, /lacks heal's key/],
    ["with the key of another fix", { title: "heal fix-run:99:0" }, /lacks heal's key/],
  ])("%s", async (_name, change, why) => {
    const context = await contextOf(pull());
    const run = runFor(context, change);
    const said = notAsked(run, fix, context);
    if (why === null) expect(said).toBeNull();
    else expect(said).toMatch(why);
  });

  it("whose artifact was downloaded is asked for once more before it is used", async () => {
    fix = await updateFix(base.db, fix.id, { state: "checking", externalId: "5" });
    fix = { ...fix, pull_request: null };
    const context = await contextOf(pull());
    const looks: string[] = [];
    Object.assign(context.deps.github, {
      artifact: async () => (looks.push("artifact"), Buffer.alloc(0)),
      run: async () => (looks.push("run"), runFor(context, { attempt: 2 })),
    });
    expect(await commitFixerPatch(fix, context)).toMatchObject({
      to: "rejected",
      reason: expect.stringMatching(/somebody ran it again/),
    });
    expect([looks, plans]).toEqual([["artifact", "run"], []]);
  });

  it.each<[string, Partial<RunNow>, object, string]>([
    ["as it was asked for: its artifact is read", {}, { to: "wait" }, "checking"],
    ["at another commit: its artifact is not", { headSha: CHECKED }, { to: "rejected" }, "producing"],
  ])("%s", async (_name, change, step, state) => {
    fix = await updateFix(base.db, fix.id, { state: "producing", externalId: "5" });
    const context = await contextOf(pull());
    Object.assign(context.deps.github, {
      branchHead: async () => BASE,
      defaultBranch: async () => "main",
      blob: async () => ({ sha: "d", bytes: Buffer.alloc(0) }),
      run: async () => runFor(context, change),
    });
    expect(await produceByWorkflow(fix, context)).toMatchObject(step);
    expect(await stateNow()).toBe(state);
  });
});
