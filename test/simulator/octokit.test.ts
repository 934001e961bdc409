import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createHmac } from "node:crypto";
import { asApp, asInstallation, Receiver } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
let receiver: Receiver;
const owner = "acme";
const name = { owner, repo: "shop" };

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await new Receiver().start();
  simulator.setWebhookUrl(receiver.url);
  repo = await simulator.repository("acme/shop", { files: { "README.md": "# shop\n", "src/a.js": "1\n" } });
});
afterAll(async () => {
  await simulator.close();
  await receiver.stop();
});

describe("the App through octokit", () => {
  it("knows itself, its installations and its deliveries", async () => {
    const app = asApp(simulator);
    expect((await app.rest.apps.getAuthenticated()).data?.slug).toBe("heal");
    const installations = await app.paginate(app.rest.apps.listInstallations);
    expect(installations.map((one) => one.id)).toEqual([repo.installationId]);
    const { data } = await app.rest.apps.getRepoInstallation(name);
    expect(data.id).toBe(repo.installationId);
    const narrowed = await app.rest.apps.createInstallationAccessToken({
      installation_id: repo.installationId,
      repositories: ["shop"],
      permissions: { contents: "read" },
    });
    expect(narrowed.data.token).toMatch(/^ghs_[\w.-]{510,520}$/);
    expect(narrowed.data.permissions).toEqual({ contents: "read", metadata: "read" });
    await expect(
      app.rest.apps.createInstallationAccessToken({
        installation_id: repo.installationId,
        permissions: { secrets: "write" },
      }),
    ).rejects.toMatchObject({ status: 422 });
    const installation = asInstallation(simulator, repo.installationId);
    const listed = await installation.rest.apps.listReposAccessibleToInstallation();
    expect(listed.data.repositories.map((one) => one.full_name)).toEqual(["acme/shop"]);
    expect(simulator.violations).toEqual([]);
  });

  it("reads and writes files, refs, commits and comparisons", async () => {
    const { rest } = asInstallation(simulator, repo.installationId);
    const main = await rest.git.getRef({ ...name, ref: "heads/main" });
    await rest.git.createRef({ ...name, ref: "refs/heads/fix/one", sha: main.data.object.sha });
    const put = await rest.repos.createOrUpdateFileContents({
      ...name,
      path: "docs/new file.md",
      branch: "fix/one",
      message: "docs: add",
      content: Buffer.from("hello\n").toString("base64"),
    });
    expect(put.status).toBe(201);
    const got = await rest.repos.getContent({ ...name, path: "docs/new file.md", ref: "fix/one" });
    expect(got.data).toMatchObject({ type: "file", encoding: "base64", size: 6 });
    const folder = await rest.repos.getContent({ ...name, path: "docs", ref: "fix/one" });
    expect(folder.data).toMatchObject([{ path: "docs/new file.md", type: "file" }]);
    const raw = await rest.repos.getContent({ ...name, path: "README.md", mediaType: { format: "raw" } });
    expect(raw.data as unknown).toBe("# shop\n");
    const blob = await rest.git.createBlob({ ...name, content: "two\n", encoding: "utf-8" });
    const base = await rest.git.getCommit({ ...name, commit_sha: put.data.commit.sha ?? "" });
    const tree = await rest.git.createTree({
      ...name,
      base_tree: base.data.tree.sha,
      tree: [
        { path: "src/b.js", mode: "100644", type: "blob", sha: blob.data.sha },
        { path: "src/a.js", mode: "100644", type: "blob", sha: null },
      ],
    });
    const commit = await rest.git.createCommit({
      ...name,
      message: "feat: b",
      tree: tree.data.sha,
      parents: [base.data.sha],
    });
    await rest.git.updateRef({ ...name, ref: "heads/fix/one", sha: commit.data.sha });
    const compared = await rest.repos.compareCommitsWithBasehead({ ...name, basehead: "main...fix/one" });
    expect(compared.data).toMatchObject({ status: "ahead", ahead_by: 2 });
    expect(compared.data.files?.map((file) => [file.filename, file.status])).toEqual([
      ["docs/new file.md", "added"],
      ["src/a.js", "removed"],
      ["src/b.js", "added"],
    ]);
    const one = await rest.repos.getCommit({ ...name, ref: "fix/one" });
    expect(one.data.author?.login).toBe("heal[bot]");
    await rest.repos.listCommits({ ...name, sha: "fix/one", path: "src" });
    await rest.repos.getBranch({ ...name, branch: "fix/one" });
    await rest.repos.listBranches(name);
    await rest.git.getTree({ ...name, tree_sha: "main", recursive: "1" });
    await rest.git.getBlob({ ...name, file_sha: blob.data.sha });
    await rest.git.listMatchingRefs({ ...name, ref: "heads/fix/" });
    await expect(
      rest.git.createRef({ ...name, ref: "refs/heads/fix/one", sha: main.data.object.sha }),
    ).rejects.toMatchObject({ status: 422, response: { data: { message: "Reference already exists" } } });
    await expect(
      rest.git.updateRef({ ...name, ref: "heads/fix/one", sha: main.data.object.sha }),
    ).rejects.toMatchObject({ status: 422 });
    expect(simulator.violations).toEqual([]);
  });

  it("opens, reads, updates and merges a pull request", async () => {
    const { rest, graphql } = asInstallation(simulator, repo.installationId);
    const opened = await rest.pulls.create({
      ...name,
      title: "fix: one",
      head: "fix/one",
      base: "main",
      body: "because",
      draft: true,
    });
    const pull = { ...name, pull_number: opened.data.number };
    expect(opened.data).toMatchObject({ draft: true, changed_files: 3, mergeable: true });
    await expect(
      rest.pulls.create({ ...name, title: "again", head: "fix/one", base: "main" }),
    ).rejects.toMatchObject({ status: 422 });
    await graphql(
      `
        mutation ($id: ID!) {
          markPullRequestReadyForReview(input: { pullRequestId: $id }) {
            pullRequest {
              isDraft
            }
          }
        }
      `,
      {
        id: opened.data.node_id,
      },
    );
    const diff = await rest.pulls.get({ ...pull, mediaType: { format: "diff" } });
    expect(diff.data as unknown as string).toContain("+++ b/src/b.js");
    expect((await rest.pulls.listFiles(pull)).data).toHaveLength(3);
    expect((await rest.pulls.listCommits(pull)).data).toHaveLength(2);
    await rest.pulls.update({ ...pull, body: "edited" });
    await rest.pulls.createReview({ ...pull, event: "COMMENT", body: "seen" });
    await rest.pulls.listReviews(pull);
    await rest.pulls.requestReviewers({ ...pull, reviewers: ["dev"] });
    await rest.pulls.createReviewComment({
      ...pull,
      body: "line",
      path: "src/b.js",
      line: 1,
      commit_id: opened.data.head.sha,
    });
    await rest.pulls.listReviewComments(pull);
    await rest.repos.createCommitStatus({
      ...name,
      sha: opened.data.head.sha,
      state: "success",
      context: "heal",
    });
    expect(
      (await rest.repos.getCombinedStatusForRef({ ...name, ref: opened.data.head.sha })).data.state,
    ).toBe("success");
    const check = await rest.checks.create({
      ...name,
      name: "heal",
      head_sha: opened.data.head.sha,
      status: "completed",
      conclusion: "success",
      output: {
        title: "fine",
        summary: "all",
        annotations: [
          { path: "src/b.js", start_line: 1, end_line: 1, annotation_level: "notice", message: "look" },
        ],
      },
    });
    await rest.checks.update({ ...name, check_run_id: check.data.id, output: { title: "x", summary: "y" } });
    expect((await rest.checks.listAnnotations({ ...name, check_run_id: check.data.id })).data).toHaveLength(
      1,
    );
    await rest.checks.listForRef({ ...name, ref: opened.data.head.sha });
    await rest.checks.listSuitesForRef({ ...name, ref: opened.data.head.sha });
    expect(
      (await rest.repos.listPullRequestsAssociatedWithCommit({ ...name, commit_sha: opened.data.head.sha }))
        .data,
    ).toHaveLength(1);
    const merged = await rest.pulls.merge(pull);
    expect(merged.data.merged).toBe(true);
    expect(await repo.file("main", "src/b.js")).toBe("two\n");
    expect((await rest.pulls.list({ ...name, state: "closed", head: "acme:fix/one" })).data).toHaveLength(1);
    await rest.git.deleteRef({ ...name, ref: "heads/fix/one" });
    expect(simulator.violations).toEqual([]);
  });

  it("commits through GraphQL, once for each expected head", async () => {
    const { graphql } = asInstallation(simulator, repo.installationId);
    const main = await repo.commit("main", { "x.txt": "1\n" });
    const mutation = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } } }`;
    const input = {
      branch: { repositoryNameWithOwner: "acme/shop", branchName: "main" },
      expectedHeadOid: main,
      message: { headline: "fix: x", body: "why" },
      fileChanges: { additions: [{ path: "x.txt", contents: Buffer.from("2\n").toString("base64") }] },
    };
    await graphql(mutation, { input });
    expect(await repo.file("main", "x.txt")).toBe("2\n");
    await expect(graphql(mutation, { input })).rejects.toMatchObject({ errors: [{ type: "STALE_DATA" }] });
    expect(simulator.violations).toEqual([]);
  });

  it("writes issues, labels, comments and reactions, and finds them", async () => {
    const { rest } = asInstallation(simulator, repo.installationId);
    const issue = await rest.issues.create({
      ...name,
      title: "CI is red",
      body: "details",
      labels: ["heal"],
    });
    const at = { ...name, issue_number: issue.data.number };
    const comment = await rest.issues.createComment({ ...at, body: "one" });
    await rest.issues.updateComment({ ...name, comment_id: comment.data.id, body: "two" });
    await rest.reactions.createForIssueComment({ ...name, comment_id: comment.data.id, content: "eyes" });
    await rest.reactions.createForIssue({ ...at, content: "+1" });
    await rest.issues.addLabels({ ...at, labels: ["ci", "bug"] });
    await rest.issues.removeLabel({ ...at, name: "bug" });
    await rest.issues.addAssignees({ ...at, assignees: ["dev"] });
    await rest.issues.lock(at);
    await rest.issues.unlock(at);
    expect((await rest.issues.listComments(at)).data.map((one) => one.body)).toEqual(["two"]);
    expect((await rest.issues.listForRepo({ ...name, labels: "heal", state: "open" })).data).toHaveLength(1);
    const found = await rest.search.issuesAndPullRequests({
      q: 'repo:acme/shop is:issue label:heal "CI is red"',
    });
    expect(found.data.total_count).toBe(1);
    await rest.issues.update({ ...at, state: "closed", state_reason: "completed" });
    expect((await rest.issues.get(at)).data).toMatchObject({
      state: "closed",
      labels: [{ name: "heal" }, { name: "ci" }],
    });
    await rest.issues.deleteComment({ ...name, comment_id: comment.data.id });
    simulator.setPermission("acme/shop", "mia", "maintain");
    const permission = await rest.repos.getCollaboratorPermissionLevel({ ...name, username: "mia" });
    expect(permission.data).toMatchObject({ permission: "write", role_name: "maintain" });
    await rest.repos.get(name);
    await rest.rateLimit.get();
    await rest.users.getByUsername({ username: "mia" });
    expect(simulator.effects.map((effect) => effect.kind)).toEqual(
      expect.arrayContaining([
        "branch",
        "commit",
        "pr",
        "merge",
        "issue",
        "comment",
        "reaction",
        "label",
        "close",
      ]),
    );
    expect(simulator.violations).toEqual([]);
  });

  it("delivers every event signed, keeps the deliveries and sends one again", async () => {
    await simulator.quiet();
    await repo.comment(repo.issues()[0]?.number ?? 0, "mia", "/heal status");
    receiver.status = 500;
    await repo.issue({ title: "lost", author: "mia" });
    await simulator.quiet();
    receiver.status = 202;
    expect(receiver.names()).toEqual(
      expect.arrayContaining([
        "push",
        "pull_request.opened",
        "pull_request.closed",
        "issues.opened",
        "issue_comment.created",
      ]),
    );
    for (const one of receiver.received) {
      const wanted = createHmac("sha256", simulator.app.webhookSecret).update(one.body).digest("hex");
      expect(one.headers["x-hub-signature-256"]).toBe(`sha256=${wanted}`);
    }
    const app = asApp(simulator);
    const all = await app.paginate("GET /app/hook/deliveries", { per_page: 5 });
    expect(all).toHaveLength(receiver.received.length);
    const failed = all.find((one) => one.status_code === 500);
    expect(failed).toMatchObject({ event: "issues", action: "opened", redelivery: false });
    await app.rest.apps.getWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 });
    await simulator.quiet();
    const again = (await app.rest.apps.listWebhookDeliveries()).data[0];
    expect(again).toMatchObject({ guid: failed?.guid, redelivery: true, status_code: 202 });
    await app.rest.apps.getWebhookConfigForApp();
    expect(simulator.violations).toEqual([]);
  });
});
