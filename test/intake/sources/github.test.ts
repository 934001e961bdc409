import { describe, expect, it } from "@jest/globals";
import { github } from "../../../src/intake/sources/github/index.js";
import { fixture, meaning } from "../read-fixture.js";

const run = (
  change: (body: Record<string, never> & { workflow_run: Record<string, unknown> }) => void = () => {},
) => {
  const body = JSON.parse(fixture("github-workflow-run-failure")) as never as Parameters<typeof change>[0];
  change(body);
  return meaning("github", JSON.stringify(body), { event: "workflow_run", action: "completed" });
};

const repository = { fullName: "acme/shop", id: 186853002, installationId: 957387 };

describe("a finished run", () => {
  it("is told with its facts, and as an error event when it failed", () => {
    const { signals } = run();
    const facts = {
      runId: 30433642,
      attempt: 2,
      workflow: "CI",
      workflowPath: ".github/workflows/ci.yml",
      branch: "main",
      headSha: "009b8a3a9ccbb128af87f9b1c0f4c62e8a304f6d",
      event: "push",
      conclusion: "failure",
      actor: "hubot",
      title: "Add a cart",
      fork: false,
      headRepositoryId: 186853002,
      pullRequests: [7],
      defaultBranch: "main",
      url: "https://github.com/acme/shop/actions/runs/30433642",
      startedAt: "2026-03-01T09:58:00Z",
      finishedAt: "2026-03-01T10:00:00Z",
    };
    const at = new Date("2026-03-01T10:00:00Z");
    expect(signals).toEqual([
      { kind: "run-finished", repository, run: facts, at },
      {
        kind: "event",
        event: expect.objectContaining({
          source: "github",
          kind: "ci",
          status: "firing",
          repository,
          key: "run:186853002:30433642",
          fingerprint: null,
          occurredAt: at,
          run: facts,
        }),
      },
    ]);
  });

  it.each([
    ["failure", 2],
    ["timed_out", 2],
    ["startup_failure", 2],
    ["success", 1],
    ["cancelled", 1],
    ["skipped", 1],
    ["action_required", 1],
    ["neutral", 1],
    ["stale", 1],
  ])("that ended as %s gives %d signals", (conclusion, count) => {
    expect(run((body) => (body.workflow_run.conclusion = conclusion)).signals).toHaveLength(count);
  });

  it.each([
    ["the same repository", { full_name: "ACME/shop" }, false],
    ["the same repository by its id", { id: 186853002, full_name: "acme/renamed" }, false],
    ["another repository that has its name", { id: 5, full_name: "acme/shop" }, true],
    ["another repository", { full_name: "mallory/shop" }, true],
    ["a repository that is gone", null, true],
  ])("of %s", (_name, head, fork) => {
    const [signal] = run((body) => (body.workflow_run.head_repository = head)).signals;
    expect(signal).toMatchObject({ kind: "run-finished", run: { fork } });
  });

  it("leaves out pull requests of other repositories, whose numbers are nothing here", () => {
    const pulls = [
      { number: 7, base: { repo: { id: 186853002 } } },
      { number: 9, base: { repo: { id: 5 } } },
    ];
    const [signal] = run((body) => (body.workflow_run.pull_requests = pulls)).signals;
    expect(signal).toMatchObject({ run: { pullRequests: [7] } });
  });

  it("without a conclusion, or not yet finished, is ignored", () => {
    expect(run((body) => (body.workflow_run.conclusion = null)).ignored).toMatch(/conclusion/);
    const body = fixture("github-workflow-run-failure");
    expect(meaning("github", body, { event: "workflow_run", action: "in_progress" }).ignored).toMatch(
      /not ended/,
    );
  });

  it("of another shape is ignored with the place", () => {
    expect(run((body) => (body.workflow_run.id = "x")).ignored).toMatch(/workflow_run\.id/);
  });
});

describe("what people do", () => {
  it("a comment when it is written", () => {
    const body = fixture("github-issue-comment");
    expect(meaning("github", body, { event: "issue_comment", action: "created" }).signals).toEqual([
      {
        kind: "comment",
        repository,
        issue: 3,
        pullRequest: true,
        commentId: 492700400,
        author: "octocat",
        bot: false,
        body: "/heal retry",
        review: false,
        at: new Date("2026-03-01T10:00:00Z"),
      },
    ]);
    for (const action of ["edited", "deleted"])
      expect(meaning("github", body, { event: "issue_comment", action }).ignored).toMatch(/when written/);
  });

  it.each([
    ["a bot account", '"type": "User"', '"type": "Bot"'],
    ["a bot's name", '"octocat"', '"renovate[bot]"'],
    [
      "an App on behalf of a user",
      '"performed_via_github_app": null',
      '"performed_via_github_app": {"id": 1}',
    ],
  ])("a comment of %s is a bot's", (_name, from, to) => {
    const body = fixture("github-issue-comment").replace(from, to);
    const [signal] = meaning("github", body, { event: "issue_comment", action: "created" }).signals;
    expect(signal).toMatchObject({ bot: true });
  });

  it("a push with the files it touched, once each; tags are ignored", () => {
    const body = fixture("github-push");
    expect(meaning("github", body, { event: "push" }).signals).toMatchObject([
      {
        kind: "push",
        branch: "main",
        defaultBranch: "main",
        touched: ["a.ts", "b.ts"],
        at: new Date("2026-03-01T10:00:00Z"),
      },
    ]);
    expect(
      meaning("github", body.replace("refs/heads/main", "refs/tags/v1"), { event: "push" }).ignored,
    ).toMatch(/tag/);
    const deleted = body.replace('"deleted": false', '"deleted": true');
    expect(meaning("github", deleted, { event: "push" }).signals).toMatchObject([
      { kind: "branch-gone", repository, branch: "main" },
    ]);
  });

  describe("a job", () => {
    const job = (more: object = {}, action = "completed", repository: object = {}) =>
      meaning(
        "github",
        JSON.stringify({
          action,
          repository: { id: 1, full_name: "acme/web", default_branch: "main", ...repository },
          workflow_job: {
            id: 29679449526,
            run_id: 30433642,
            run_attempt: 2,
            workflow_name: "CI",
            head_branch: "main",
            head_sha: "f3a1",
            name: "test (20)",
            conclusion: "success",
            created_at: "2026-03-01T10:00:00Z",
            started_at: "2026-03-01T10:00:07Z",
            completed_at: "2026-03-01T10:02:07Z",
            ...more,
          },
        }),
        { event: "workflow_job", action },
      );

    it("that ended tells how long it waited and ran", () => {
      expect(job().signals).toEqual([
        {
          kind: "job-finished",
          repository: { fullName: "acme/web", id: 1, installationId: null },
          job: {
            jobId: 29679449526,
            runId: 30433642,
            attempt: 2,
            workflow: "CI",
            name: "test (20)",
            headSha: "f3a1",
            onDefaultBranch: true,
            conclusion: "success",
            queuedSeconds: 7,
            seconds: 120,
          },
          at: new Date("2026-03-01T10:02:07Z"),
        },
      ]);
    });

    it.each([
      [
        "times in the wrong order",
        { created_at: "2026-03-01T11:00:00Z", completed_at: "2026-03-01T09:00:00Z" },
        null,
        null,
      ],
      ["times that are none", { created_at: "soon", completed_at: null }, null, null],
      ["a time of another year", { created_at: "1970-01-01T00:00:00Z" }, null, 120],
    ])("with %s tells none", (_, more, queuedSeconds, seconds) => {
      expect(job(more).signals).toMatchObject([{ job: { queuedSeconds, seconds } }]);
    });

    it.each([
      [{ head_branch: "topic" }, {}],
      [{ head_branch: null }, { default_branch: "" }],
      [{}, { default_branch: null }],
    ])("of %j in %j is not on the default branch", (more, repository) => {
      expect(job(more, "completed", repository).signals).toMatchObject([{ job: { onDefaultBranch: false } }]);
    });

    it.each([
      ["queued", {}],
      ["in_progress", {}],
      ["completed", { conclusion: "skipped" }],
      ["completed", { conclusion: null }],
    ])("that is %s with %j is passed over", (action, more) => {
      const { signals, ignored } = job(more, action);
      expect([signals, (ignored ?? "").length > 10]).toEqual([[], true]);
    });
  });

  it.each(["ping", "check_run", "status", "deployment_status", "star"])("%s has no use yet", (event) => {
    const reading = meaning("github", "{}", { event });
    expect(reading.signals).toEqual([]);
    expect(reading.ignored?.length).toBeGreaterThan(10);
  });
});

describe("a delivery's identity", () => {
  const identify = (event: string, body: string) =>
    github.identify(
      {
        headers: { "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958", "x-github-event": event },
        body: Buffer.from(body),
        now: new Date(0),
      },
      JSON.parse(body),
      {},
    );

  it("is GitHub's delivery id, with where it came from", () => {
    expect(identify("workflow_run", fixture("github-workflow-run-failure"))).toEqual({
      key: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      event: "workflow_run",
      action: "completed",
      repository: "acme/shop",
      installationId: 957387,
      priority: 5,
      semanticKey: "workflow_run:30433642:2",
    });
  });

  it("puts commands first", () => {
    expect(identify("issue_comment", "{}").priority).toBe(0);
    expect(identify("push", "[]").priority).toBe(9);
  });
});
