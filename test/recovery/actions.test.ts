import { describe, expect, it } from "@jest/globals";
import type { Plan } from "../../src/decision/plan.js";
import type { GitHub } from "../../src/github/port.js";
import { marker } from "../../src/recovery/action.js";
import { actionNamed } from "../../src/recovery/actions/index.js";

const key = "issue:7";
const repository = { fullName: "acme/web", id: 1, installationId: 2 };
const url = "https://github.example/x";

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
) {
  const one = actionNamed(action);
  if (!one) throw new Error(`no action ${action}`);
  const plan: Plan = { key, action, repository, incidentId: 7, params, since: "2026-03-01T12:00:00Z" };
  const { github, told } = fake(answers);
  const effect = await one[way](plan, one.params.parse(params), { github, agent: null });
  return { effect, told };
}

const rerun = { runId: 5, attempt: 1, url };
const dispatch = { workflow: "r.yml", ref: "main", inputs: {} };
const issue = { title: "t", body: "b", labels: ["heal"], assignees: [] };
const patch = { branch: "heal/fix-1", base: "abc", message: "m", files: [{ path: "a.txt", content: "a" }] };
const pull = { head: "heal/fix-1", base: "main", title: "t", body: "b" };

describe("an effect that is there already is seen", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, unknown]>([
    ["rerun-failed-jobs", rerun, { run: { attempt: 2 } }, { id: 5, url, detail: "attempt 2" }],
    ["rerun-failed-jobs", rerun, { run: { attempt: 1 } }, null],
    ["rerun-failed-jobs", rerun, { run: null }, null],
    [
      "dispatch-workflow",
      dispatch,
      { dispatchedRuns: [{ runId: 9, url, title: "Restart", actor: "heal[bot]" }] },
      { id: 9, url },
    ],
    ["dispatch-workflow", dispatch, { dispatchedRuns: [] }, null],
    [
      "create-issue",
      issue,
      {
        ownIssues: [
          { number: 1, url, body: marker("issue:77") },
          { number: 3, url, body: `x ${marker(key)}` },
        ],
      },
      { number: 3, url },
    ],
    ["create-issue", issue, { ownIssues: [{ number: 1, url, body: key }] }, null],
    ["comment", { number: 3, body: "b" }, { comments: [{ id: 8, url, body: marker(key) }] }, { id: 8, url }],
    ["reply", { number: 3, body: "b" }, { comments: [{ id: 8, url, body: "b" }] }, null],
    ["commit-patch", patch, { branchHead: "def" }, { sha: "def" }],
    ["commit-patch", patch, { branchHead: null }, null],
    ["open-pull-request", pull, { pullOf: { number: 4, url } }, { number: 4, url }],
    ["open-pull-request", pull, { pullOf: null }, null],
  ])("%s %#", async (action, params, answers, expected) => {
    expect((await look(action, params, answers, "observe")).effect).toEqual(expected);
  });
});

describe("what is told to GitHub", () => {
  const marked = `b\n\n${marker(key)}`;
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
      ["createIssue", { ...issue, body: marked }],
      { number: 3, url },
    ],
    [
      "comment",
      { number: 3, body: "b" },
      { comment: { id: 8, url } },
      ["comment", 3, marked],
      { id: 8, url },
    ],
    ["react", { commentId: 8, reaction: "+1" }, {}, ["react", 8, "+1"], { id: 8 }],
    ["commit-patch", patch, { commit: "def" }, ["commit", patch], { sha: "def" }],
    [
      "open-pull-request",
      pull,
      { openPull: { number: 4, url } },
      ["openPull", { ...pull, body: marked, draft: true }],
      { number: 4, url },
    ],
  ])("%s %#", async (action, params, answers, told, effect) => {
    const made = await look(action, params, answers, "apply");
    expect(made.told).toEqual([told]);
    expect(made.effect).toEqual(effect);
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
