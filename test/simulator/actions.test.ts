import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { asInstallation, Receiver } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
let receiver: Receiver;
const name = { owner: "acme", repo: "shop" };

const workflow = `name: CI
on:
  push: { branches: [main, "fix/**"], paths-ignore: ["docs/**"] }
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: test -f ok.txt || { echo "ok.txt is missing"; exit 1; }
`;
const dispatched = `name: Restart
on:
  workflow_dispatch:
    inputs:
      service: { required: true }
      mode: { default: soft }
jobs:
  go:
    runs-on: ubuntu-latest
    steps:
      - run: echo "restarting $SERVICE"
        env: { SERVICE: "\${{ inputs.service }} \${{ inputs.mode }}" }
`;

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await new Receiver().start();
  simulator.setWebhookUrl(receiver.url);
  repo = await simulator.repository("acme/shop", {
    files: {
      "README.md": "# shop\n",
      ".github/workflows/ci.yml": workflow,
      ".github/workflows/restart.yml": dispatched,
    },
  });
});
afterAll(async () => {
  await simulator.close();
  await receiver.stop();
});

describe("scripted runs", () => {
  it("play, keep their logs, and play the next attempt on rerun", async () => {
    const { rest } = asInstallation(simulator, repo.installationId);
    const run = await repo.scriptedRun({
      workflow: "Nightly",
      path: ".github/workflows/nightly.yml",
      jobs: [
        { name: "lint", conclusion: "success", log: "fine\n" },
        { name: "test", conclusion: "failure", log: "2024-01-01T00:00:00.0000000Z ##[error]boom\n" },
        { name: "lost", conclusion: "failure", log: null },
      ],
      attempts: [
        [
          { name: "test", conclusion: "success", log: "passed\n" },
          { name: "lost", conclusion: "success", log: "x\n" },
        ],
      ],
    });
    expect(run).toMatchObject({ conclusion: "failure", attempt: 1, branch: "main" });
    const at = { ...name, run_id: run.id };
    const jobs = await rest.actions.listJobsForWorkflowRun(at);
    expect(jobs.data.jobs.map((job) => [job.name, job.conclusion])).toEqual([
      ["lint", "success"],
      ["test", "failure"],
      ["lost", "failure"],
    ]);
    const [lint, test, lost] = jobs.data.jobs;
    const log = await rest.actions.downloadJobLogsForWorkflowRun({ ...name, job_id: test?.id ?? 0 });
    expect(log.data).toContain("boom");
    await expect(
      rest.actions.downloadJobLogsForWorkflowRun({ ...name, job_id: lost?.id ?? 0 }),
    ).rejects.toMatchObject({ status: 404 });
    const zip = await rest.actions.downloadWorkflowRunAttemptLogs({ ...at, attempt_number: 1 });
    const names = Buffer.from(zip.data as ArrayBuffer).toString("latin1");
    for (const part of ["0_lint.txt", "1_test.txt", "test/2_Run tests.txt"]) expect(names).toContain(part);

    await rest.actions.reRunWorkflowFailedJobs(at);
    await simulator.quiet();
    const again = (await rest.actions.getWorkflowRun(at)).data;
    expect(again).toMatchObject({ run_attempt: 2, conclusion: "success" });
    const second = await rest.actions.listJobsForWorkflowRunAttempt({ ...at, attempt_number: 2 });
    expect(second.data.jobs.map((job) => job.conclusion)).toEqual(["success", "success", "success"]);
    const carried = second.data.jobs.find((job) => job.name === "lint");
    expect(carried?.id).not.toBe(lint?.id);
    expect(carried?.started_at).toBe(lint?.started_at);
    expect((await rest.actions.getWorkflowRunAttempt({ ...at, attempt_number: 1 })).data.conclusion).toBe(
      "failure",
    );
    await expect(rest.actions.reRunWorkflowFailedJobs(at)).rejects.toMatchObject({ status: 403 });
    const all = await rest.actions.listJobsForWorkflowRun({ ...at, filter: "all" });
    expect(all.data.total_count).toBe(6);
    expect(simulator.effects).toMatchObject([
      { kind: "rerun", actor: "heal[bot]", detail: { run: run.id, jobs: "failed" } },
    ]);
    expect(receiver.names()).toEqual(
      expect.arrayContaining([
        "workflow_run.requested",
        "workflow_job.queued",
        "workflow_job.completed",
        "workflow_run.completed",
      ]),
    );
    expect(simulator.violations).toEqual([]);
  });

  it("past their retention answer 410 for logs", async () => {
    const { rest } = asInstallation(simulator, repo.installationId);
    const jobs = [{ name: "t", conclusion: "failure" as const, log: "x" }];
    const run = await repo.scriptedRun({ path: ".github/workflows/old.yml", jobs, logsGone: true });
    const at = { ...name, run_id: run.id };
    await expect(rest.actions.downloadWorkflowRunLogs(at)).rejects.toMatchObject({ status: 410 });
    const job_id = run.jobs[0]?.id ?? 0;
    await expect(rest.actions.downloadJobLogsForWorkflowRun({ ...name, job_id })).rejects.toMatchObject({
      status: 410,
    });
  });

  it("of a fork name no pull request and another head repository", async () => {
    const { number } = await repo.pullRequest({
      head: "patch",
      title: "from afar",
      fork: true,
      files: { "docs/a": "1" },
    });
    const run = await repo.scriptedRun({
      path: ".github/workflows/x.yml",
      pullRequest: number,
      jobs: [{ name: "t", conclusion: "timed_out", log: "" }],
    });
    const { data } = await asInstallation(simulator, repo.installationId).rest.actions.getWorkflowRun({
      ...name,
      run_id: run.id,
    });
    expect(data.pull_requests).toEqual([]);
    expect(data.head_repository.full_name).toBe("contributor/shop");
    expect(data.event).toBe("pull_request");
    await simulator.quiet();
    expect(simulator.violations).toEqual([]);
  });
});

describe("executed workflows", () => {
  const ours = () =>
    repo.runs().filter((run) => run.path === ".github/workflows/ci.yml" && run.event === "push");

  it("run on a push that matches, and not on one that does not", async () => {
    await repo.commit("main", { "docs/only.md": "x" });
    await simulator.quiet();
    expect(ours()).toEqual([]);
    await repo.commit("main", { "a.txt": "x" });
    await simulator.quiet();
    const [run] = ours();
    expect(run).toMatchObject({ conclusion: "failure", event: "push", branch: "main" });
    expect(run?.jobs[0]?.log).toContain("ok.txt is missing");
    expect(run?.jobs[0]?.steps.find((step) => step.name === "Test")?.conclusion).toBe("failure");
    expect(simulator.violations).toEqual([]);
  });

  it("run for a pull request on the merge of both branches", async () => {
    await repo.pullRequest({ head: "feature/ok", title: "add ok", files: { "ok.txt": "1" } });
    await simulator.quiet();
    const run = repo.runs().find((one) => one.event === "pull_request" && one.branch === "feature/ok");
    expect(run).toMatchObject({ conclusion: "success", event: "pull_request", branch: "feature/ok" });
    expect(simulator.violations).toEqual([]);
  });

  it("are dispatched with their inputs, and refuse wrong ones", async () => {
    const { rest, request } = asInstallation(simulator, repo.installationId);
    const at = { ...name, workflow_id: "restart.yml", ref: "main" };
    await expect(rest.actions.createWorkflowDispatch({ ...at, inputs: {} })).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      rest.actions.createWorkflowDispatch({ ...at, inputs: { service: "a", colour: "red" } }),
    ).rejects.toMatchObject({ status: 422 });
    expect(
      (await rest.actions.createWorkflowDispatch({ ...at, inputs: { service: "checkout" } })).status,
    ).toBe(204);
    const detailed = await request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...at,
      inputs: { service: "cart", mode: "hard" },
      return_run_details: true,
    });
    expect(detailed.status).toBe(200);
    await simulator.quiet();
    const runs = repo.runs().filter((run) => run.event === "workflow_dispatch");
    expect(runs.map((run) => run.inputs)).toEqual([
      { service: "checkout", mode: "soft" },
      { service: "cart", mode: "hard" },
    ]);
    expect(runs[1]?.jobs[0]?.log).toContain("restarting cart hard");
    const listed = await rest.actions.listWorkflowRuns({
      ...name,
      workflow_id: "restart.yml",
      status: "completed",
    });
    expect(listed.data.total_count).toBe(2);
    await rest.actions.listRepoWorkflows(name);
    await rest.actions.listWorkflowRunsForRepo({ ...name, event: "push", created: ">=2020-01-01" });
    expect(simulator.violations).toEqual([]);
  });
});

describe("pages for people", () => {
  it("answer for every link of a run, its jobs, an issue and a commit", async () => {
    const number = await repo.issue({
      title: "<b>bold</b>",
      body: "</pre><script>x</script>",
      author: "mia",
    });
    const run = repo.runs()[0];
    const { rest } = asInstallation(simulator, repo.installationId);
    const { data } = await rest.actions.listJobsForWorkflowRun({ ...name, run_id: run?.id ?? 0 });
    const links = [
      run?.htmlUrl,
      data.jobs[0]?.html_url,
      `${simulator.url}/acme/shop/issues/${number}`,
      `${simulator.url}/acme/shop/commit/${run?.sha}`,
      `${simulator.url}/acme/shop`,
      repo.pulls()[0]?.htmlUrl,
    ];
    for (const link of links) {
      const answer = await fetch(link ?? "");
      expect([link, answer.status]).toEqual([link, 200]);
      expect(await answer.text()).not.toContain("<script>");
    }
  });
});
