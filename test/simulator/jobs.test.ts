/** What a job may do from inside a run. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { asInstallation } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
const name = { owner: "acme", repo: "shop" };

const commits = `
const answer = await fetch(process.env.GITHUB_API_URL + "/repos/acme/shop/contents/made.txt", {
  method: "PUT",
  headers: { authorization: "Bearer " + process.env.TOKEN },
  body: JSON.stringify({ message: "made by a job", content: "eA==" }),
});
console.log("commit answered", answer.status);
`;
const identity = `
const answer = await fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + "&audience=heal", {
  headers: { authorization: "Bearer " + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN },
});
console.log("jwt", (await answer.json()).value);
`;
const indent = (text: string): string => text.trim().replaceAll("\n", "\n          ");
const workflow = `name: Jobs
on: [push, workflow_dispatch]
permissions: { contents: write, id-token: write }
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - env: { TOKEN: "\${{ github.token }}" }
        run: |
          cat > commit.mjs <<'END'
          ${indent(commits)}
          END
          node commit.mjs
      - run: |
          cat > identity.mjs <<'END'
          ${indent(identity)}
          END
          node identity.mjs
      - run: echo content > result.txt
      - uses: actions/upload-artifact@v4
        with: { name: result, path: result.txt }
`;
const waits = `name: Waits
on: workflow_dispatch
jobs:
  wait:
    runs-on: ubuntu-latest
    steps: [{ run: sleep 100 }]
`;

beforeAll(async () => {
  simulator = await startSimulator();
  const files = { ".github/workflows/jobs.yml": workflow, ".github/workflows/waits.yml": waits };
  repo = await simulator.repository("acme/shop", { files });
});
afterAll(async () => {
  await simulator.close();
});

it("commits without starting workflows, proves who it is, uploads artifacts", async () => {
  const { rest } = asInstallation(simulator, repo.installationId);
  await rest.actions.createWorkflowDispatch({ ...name, workflow_id: "jobs.yml", ref: "main" });
  await simulator.quiet();
  const runs = repo.runs();
  expect(runs.map((run) => [run.event, run.conclusion])).toEqual([["workflow_dispatch", "success"]]);
  const run = runs[0];
  const log = run?.jobs[0]?.log ?? "";
  expect(log).toContain("commit answered 201");
  expect(await repo.file("main", "made.txt")).toBe("x");
  expect(simulator.effects).toMatchObject([
    { kind: "dispatch" },
    { kind: "commit", actor: "github-actions[bot]" },
  ]);

  const jwt = /jwt (\S+)/.exec(log)?.[1] ?? "";
  const issuer = `${simulator.url}/_oidc`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`));
  const { payload } = await jwtVerify(jwt, keys, { issuer, audience: "heal" });
  expect(payload).toMatchObject({
    repository: "acme/shop",
    repository_id: String(repo.id),
    run_id: String(run?.id),
    run_attempt: "1",
    event_name: "workflow_dispatch",
    ref: "refs/heads/main",
    sha: run?.sha,
    sub: "repo:acme/shop:ref:refs/heads/main",
    job_workflow_ref: "acme/shop/.github/workflows/jobs.yml@refs/heads/main",
  });

  const { data } = await rest.actions.listWorkflowRunArtifacts({ ...name, run_id: run?.id ?? 0 });
  expect(data.artifacts.map((artifact) => artifact.name)).toEqual(["result"]);
  const zip = await rest.actions.downloadArtifact({
    ...name,
    artifact_id: data.artifacts[0]?.id ?? 0,
    archive_format: "zip",
  });
  expect(Buffer.from(zip.data as ArrayBuffer).toString("latin1")).toContain("result.txt");
  expect(simulator.violations).toEqual([]);
});

it("is cancelled", async () => {
  const { rest } = asInstallation(simulator, repo.installationId);
  await rest.actions.createWorkflowDispatch({ ...name, workflow_id: "waits.yml", ref: "main" });
  const run = repo.runs().find((one) => one.name === "Waits");
  const at = { ...name, run_id: run?.id ?? 0 };
  await expect(rest.actions.reRunWorkflow(at)).rejects.toMatchObject({ status: 403 });
  expect((await rest.actions.cancelWorkflowRun(at)).status).toBe(202);
  await simulator.quiet();
  expect((await rest.actions.getWorkflowRun(at)).data).toMatchObject({
    status: "completed",
    conclusion: "cancelled",
  });
  await expect(rest.actions.cancelWorkflowRun(at)).rejects.toMatchObject({ status: 409 });
  expect(simulator.violations).toEqual([]);
});
