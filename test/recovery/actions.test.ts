import { describe, expect, it } from "@jest/globals";
import type { Effect, Plan } from "../../src/decision/plan.js";
import type { GitHub } from "../../src/github/port.js";
import { HealError } from "../../src/core/errors.js";
import { createMarks } from "../../src/core/marks.js";
import { actionNamed } from "../../src/recovery/actions/index.js";

const key = "issue:7";
const repository = { fullName: "acme/web", id: 1, installationId: 2 };
const url = "https://github.example/x";
const marks = createMarks(Buffer.alloc(32, 7));
const sha = "a".repeat(40);
const mark = (kind: string, of: string = key) => ({ kind, repository, key: of });

/** A GitHub that answers what it is given and keeps what it was told. */
function fake(answers: Record<string, unknown>): { github: GitHub; told: unknown[][] } {
  const told: unknown[][] = [];
  const github = new Proxy({} as GitHub, {
    get:
      (_target, name: string) =>
      (...given: unknown[]) => {
        told.push([name, ...given.slice(1)]);
        return Promise.resolve(answers[name] ?? null);
      },
  });
  return { github, told };
}

async function look(
  action: string,
  params: Record<string, unknown>,
  answers: Record<string, unknown>,
  way: "observe" | "apply",
  others: Effect[] = [],
) {
  const one = actionNamed(action);
  if (!one) throw new Error(`no action ${action}`);
  const plan: Plan = { key, action, repository, incidentId: 7, params, since: "2026-03-01T12:00:00Z" };
  const { github, told } = fake(answers);
  const effect = await one[way](plan, one.params.parse(params), {
    github,
    agent: null,
    marks,
    made: { others: async () => others },
  });
  return { effect, told };
}

const rerun = { runId: 5, attempt: 1, url };
const dispatch = { workflow: "r.yml", ref: "main", inputs: {} };
const issue = { title: "t", body: "b", labels: ["heal"], assignees: [] };
const patch = { branch: "heal/fix-1", base: "abc", message: "m", files: [{ path: "a.txt", content: "a" }] };
const pull = { head: "heal/fix-1", base: "main", title: "t", body: "b" };

const text = {
  ...{ conclusion: "neutral", title: "t", summary: "s", detailsUrl: url },
  ...{ annotations: [], actions: [{ label: "Retry", description: "d", identifier: "retry" }] },
};
const check = { headSha: sha, text };
const ready = { number: 4, nodeId: "PR_4", url, headSha: sha };

describe("an effect that is there already is seen", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown]>([
    ["rerun-failed-jobs", rerun, { run: { attempt: 2 } }, { id: 5, url, detail: "attempt 2" }],
    ["rerun-failed-jobs", rerun, { run: { attempt: 1 } }, null],
    ["rerun-failed-jobs", rerun, { run: null }, null],
    [
      "dispatch-workflow",
      dispatch,
      { dispatchedRuns: [{ runId: 9, url, title: "Restart" }] },
      { id: 9, url, detail: "r.yml" },
    ],
    ["dispatch-workflow", dispatch, { dispatchedRuns: [] }, "empty"],
    [
      "create-issue",
      issue,
      {
        ownIssues: [
          { number: 1, url, own: true, body: marks.line(mark("create-issue", "issue:77")) },
          { number: 3, url, own: true, body: `x\r\n\r\n${marks.line(mark("create-issue"))}\n` },
        ],
      },
      { number: 3, url },
    ],
    ["create-issue", issue, { ownIssues: [{ number: 1, url, own: true, body: key }] }, "unseen"],
    [
      "create-issue",
      issue,
      { ownIssues: [{ number: 1, url, own: false, body: marks.line(mark("create-issue")) }] },
      "unseen",
    ],
    ["create-issue", issue, { ownIssues: [] }, "empty"],
    [
      "comment",
      { number: 3, body: "b" },
      { comments: [{ id: 8, url, own: true, body: marks.line(mark("comment")) }] },
      { id: 8, url },
    ],
    ["reply", { number: 3, body: "b" }, { comments: [{ id: 8, url, own: true, body: "b" }] }, "unseen"],
    [
      "reply",
      { number: 3, body: "b" },
      { comments: [{ id: 8, url, own: false, body: marks.line(mark("reply")) }] },
      "unseen",
    ],
    ["reply", { number: 3, body: "b" }, { comments: [] }, "empty"],
    ["commit-patch", patch, { committed: "def" }, { sha: "def" }],
    ["commit-patch", patch, { committed: null, branchHead: "def" }, null],
    [
      "open-pull-request",
      pull,
      { pullOf: { number: 4, url, own: true, body: `b\n${marks.line(mark("open-pull-request"))}` } },
      { number: 4, url },
    ],
    ["open-pull-request", pull, { pullOf: { number: 4, url, own: true, body: "b" } }, null],
    [
      "open-pull-request",
      pull,
      { pullOf: { number: 4, url, own: false, body: marks.line(mark("open-pull-request")) } },
      null,
    ],
    ["open-pull-request", pull, { pullOf: null }, null],
    ["mark-ready", ready, { pull: { draft: false, headSha: sha } }, { number: 4, url }],
    ["mark-ready", ready, { pull: { draft: false, headSha: "b".repeat(40) } }, null],
    ["create-check-run", check, { ownCheckRun: { id: 6, url } }, { id: 6, url }],
    ["create-check-run", check, { ownCheckRun: null }, "unseen"],
    ["convert-to-draft", ready, { pull: { draft: true, headSha: sha } }, { number: 4, url }],
  ])("%s %#", async (action, params, answers, expected) => {
    expect((await look(action, params, answers, "observe")).effect).toEqual(expected);
  });
});

describe("a dispatch of a workflow whose runs' names say nothing", () => {
  const two = { dispatchedRuns: [9, 10].map((runId) => ({ runId, url, title: "Restart" })) };
  it.each<[string, Record<string, unknown>, Effect[], unknown]>([
    ["of two, the one that no other plan has", two, [{ id: 10 }], { id: 9, url, detail: "r.yml" }],
    ["of two, nobody knows which", two, [], { detail: "r.yml" }],
    ["all are other plans'", two, [{ id: 9 }, { id: 10 }], "unseen"],
  ])("%s", async (_name, answers, others, expected) => {
    const { effect } = await look("dispatch-workflow", dispatch, answers, "observe", others);
    expect(effect).toEqual(expected);
  });

  it("where the name shows the mark, only the mark counts", async () => {
    const shown = { ...dispatch, markInput: "key" };
    const word = marks.word(mark("dispatch-workflow"));
    const titles = (...all: string[]) => ({
      dispatchedRuns: all.map((title, i) => ({ runId: i, url, title })),
    });
    const seen = async (...all: string[]) =>
      (await look("dispatch-workflow", shown, titles(...all), "observe")).effect;
    expect(await seen("heal fix", `heal fix ${word}`)).toEqual({ id: 1, url });
    expect(await seen("heal fix", `heal fix ${word}0`, `heal fix ${key}`)).toBe("unseen");
    expect(await seen(`heal fix ${marks.word(mark("dispatch-workflow", "issue:71"))}`)).toBe("unseen");
  });
});

describe("a list that lacks what heal knows to be there is old", () => {
  const known = (answers: Record<string, unknown>) =>
    look("create-issue", issue, { ownIssues: [], ...answers }, "observe", [{ number: 5 }]);
  it.each([
    ["the known issue is there and not in the list", { issue: { number: 5 } }, "stale"],
    ["people deleted it", { issue: null }, "empty"],
    ["it is in the list", { ownIssues: [{ number: 5, url, own: true, body: "" }] }, "unseen"],
  ])("%s", async (_name, answers, expected) => {
    expect((await known(answers)).effect).toBe(expected);
  });
});

describe("a write to a pull request", () => {
  const moved = { pull: { headSha: "b".repeat(40), draft: true } };
  it.each([
    ["mark-ready", ready, "markReady"],
    ["convert-to-draft", ready, "convertToDraft"],
    ["close-pull-request", ready, "updatePull"],
    ["update-pull-request", { ...ready, body: "b" }, "updatePull"],
  ])("%s is made at the commit that was checked, and at no other", async (action, params, call) => {
    const made = await look(action, params, { pull: { headSha: sha } }, "apply");
    expect(made.told.map(([name]) => name)).toEqual(["pull", call]);
    await expect(look(action, params, moved, "apply")).rejects.toMatchObject({ code: "HEAL_HEAD_MOVED" });
    await expect(look(action, params, { pull: null }, "apply")).rejects.toMatchObject({
      code: "HEAL_HEAD_MOVED",
    });
  });
});

describe("an issue's title", () => {
  const named = {
    number: 3,
    url,
    body: "b",
    title: "fails (10+ times)",
    titles: ["fails", "fails (10+ times)"],
  };
  it.each<[string, string, string | undefined]>([
    ["heal's own is renamed", "fails", "fails (10+ times)"],
    ["a person's stays", "Checkout is broken", undefined],
    ["one that is right stays", "fails (10+ times)", undefined],
  ])("%s", async (_name, before, title) => {
    const { told } = await look("update-issue", named, { issue: { title: before, body: "" } }, "apply");
    expect(told[1]).toEqual(["updateIssue", 3, { body: "b", ...(title === undefined ? {} : { title }) }]);
  });
});

describe("what is told to GitHub", () => {
  const marked = (kind: string) => `b\n\n${marks.line(mark(kind))}`;
  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[], unknown]>([
    ["rerun-failed-jobs", rerun, {}, ["rerunFailedJobs"], { id: 5, url, detail: "attempt 2" }],
    [
      "dispatch-workflow",
      dispatch,
      { dispatch: 9 },
      ["dispatch", "r.yml", "main", {}],
      { id: 9, detail: "r.yml" },
    ],
    ["dispatch-workflow", dispatch, {}, ["dispatch", "r.yml", "main", {}], { detail: "r.yml" }],
    [
      "create-issue",
      issue,
      { createIssue: { number: 3, url } },
      ["createIssue", { ...issue, body: marked("create-issue") }],
      { number: 3, url },
    ],
    [
      "comment",
      { number: 3, body: "b" },
      { comment: { id: 8, url } },
      ["comment", 3, marked("comment")],
      { id: 8, url },
    ],
    [
      "create-check-run",
      check,
      { createCheckRun: { id: 6, url } },
      ["createCheckRun", { name: "heal", headSha: sha, externalId: key }, text],
      { id: 6, url },
    ],
    ["update-check-run", { id: 6, url, text }, {}, ["updateCheckRun", 6, text], { id: 6, url }],
    [
      "update-comment",
      { id: 8, url, body: "b", madeBy: { action: "comment", key } },
      {},
      ["updateComment", 8, marked("comment")],
      { id: 8, url },
    ],
    ["react", { commentId: 8, reaction: "+1" }, {}, ["react", { id: 8, review: false }, "+1"], { id: 8 }],
    ["commit-patch", patch, { commit: "def" }, ["commit", patch], { sha: "def" }],
    [
      "open-pull-request",
      pull,
      { openPull: { number: 4, url } },
      ["openPull", { ...pull, body: marked("open-pull-request"), draft: true }],
      { number: 4, url },
    ],
  ])("%s %#", async (action, params, answers, told, effect) => {
    const made = await look(action, params, answers, "apply");
    expect(made.told).toEqual([told]);
    expect(made.effect).toEqual(effect);
  });

  it.each<[string, unknown, string]>([
    ["listed late: looked for again", null, "HEAL_GITHUB_UNAVAILABLE"],
    [
      "ours: found at the next look",
      { own: true, body: `b\n${marks.line(mark("open-pull-request"))}` },
      "HEAL_GITHUB_UNAVAILABLE",
    ],
    ["another's: refused", { own: false, body: "b" }, "HEAL_GITHUB_REFUSED"],
  ])("a pull request that exists already is %s", async (_name, there, code) => {
    const exists = Object.assign(
      new Error("Validation Failed: A pull request already exists for acme:heal/fix-1."),
      {
        status: 422,
      },
    );
    const refused = new HealError("HEAL_GITHUB_REFUSED", exists.message, { cause: exists });
    const github = {
      openPull: async () => Promise.reject(refused),
      pullOf: async () => there,
    } as unknown as GitHub;
    const plan: Plan = {
      key,
      action: "open-pull-request",
      repository,
      incidentId: 7,
      params: pull,
      since: "",
    };
    const made = actionNamed("open-pull-request")?.apply(plan, pull, {
      ...{ github, agent: null, marks, made: { others: async () => [] } },
    });
    await expect(made).rejects.toMatchObject({ code });
  });

  it("a fix never touches .github/, whoever planned it", async () => {
    const bad = { ...patch, files: [{ path: ".github/workflows/ci.yml", content: "" }] };
    await expect(look("commit-patch", bad, {}, "apply")).rejects.toMatchObject({
      code: "HEAL_GITHUB_REFUSED",
    });
  });

  it.each([
    ["commit-patch", { ...patch, branch: "main" }],
    ["commit-patch", { ...patch, files: [] }],
    ["open-pull-request", { ...pull, head: "main" }],
    ["react", { commentId: 8, reaction: "heart" }],
    ["rerun-failed-jobs", { runId: "5" }],
  ])("%s refuses other parameters %#", (action, params) => {
    expect(actionNamed(action)?.params.safeParse(params).success).toBe(false);
  });
});
