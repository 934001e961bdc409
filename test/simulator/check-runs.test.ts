/** Who a check run belongs to, and when it is there. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { asInstallation } from "./client.test-helper.js";
import { startSimulator } from "./index.js";
import type { Repo, Simulator } from "./index.js";

let simulator: Simulator;
let repo: Repo;
const name = { owner: "acme", repo: "shop" };
const job = (id: string, line: string, more = ""): string =>
  `  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps: [{ run: "${line}" }]\n`;
const head = (title: string): string => `name: ${title}\non: push\njobs:\n`;

beforeAll(async () => {
  simulator = await startSimulator();
  repo = await simulator.repository("acme/shop", { files: { "README.md": "# shop\n" } });
});
afterAll(async () => {
  expect(simulator.violations).toEqual([]);
  await simulator.close();
});

it("two workflows with a job of one name have a suite and a check run each", async () => {
  const sha = await repo.commit("two", {
    ".github/workflows/ci.yml": head("CI") + job("test", "false"),
    ".github/workflows/docs.yml": head("Docs") + job("test", "true"),
  });
  await simulator.quiet();
  const { rest } = asInstallation(simulator, repo.installationId);
  const { data } = await rest.checks.listForRef({ ...name, ref: sha });
  expect(data.check_runs.map((one) => [one.name, one.conclusion]).sort()).toEqual([
    ["test", "failure"],
    ["test", "success"],
  ]);
  const runs = await rest.actions.listWorkflowRunsForRepo({ ...name, head_sha: sha });
  const suites = data.check_runs.map((one) => one.check_suite?.id).sort();
  expect(runs.data.workflow_runs.map((one) => one.check_suite_id).sort()).toEqual(suites);
});

it("a job that needs another one is shown once its turn comes", async () => {
  const sha = await repo.commit("needs", {
    ".github/workflows/ci.yml":
      head("CI") + job("first", "sleep 2") + job("second", "true", "    needs: first\n"),
  });
  const { rest } = asInstallation(simulator, repo.installationId);
  const shown = async (): Promise<string[]> =>
    (await rest.checks.listForRef({ ...name, ref: sha })).data.check_runs.map((one) => one.name).sort();
  expect(await shown()).not.toContain("second");
  await simulator.quiet();
  expect(await shown()).toEqual(["first", "second"]);
});
