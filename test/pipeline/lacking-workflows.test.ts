import { expect, it } from "@jest/globals";
import { lackingWorkflows } from "../../src/pipeline/lacking-workflows.js";
import { playbook, subject } from "../decision/support.js";

const repository = { fullName: "acme/web", id: 1, installationId: 1 };
const naming = (workflow: string, change: Parameters<typeof playbook>[0] = {}) =>
  playbook({ steps: [{ action: "dispatch-workflow", workflow }], ...change });

it("looks only for workflows that fitting playbooks name, each once, and says which are not there", async () => {
  const asked: string[] = [];
  const states: Record<string, string> = {
    "there.yml": "active",
    "gone.yml": "deleted",
    "off.yml": "disabled_manually",
  };
  const github = {
    workflowState: async (_repository: unknown, workflow: string) => {
      asked.push(workflow);
      return states[workflow] ?? null;
    },
  };
  const other = { ...playbook().when, category: ["lint" as const] };
  const playbooks = [
    ...["there.yml", "gone.yml", "off.yml", "none.yml", "none.yml"].map((name) => naming(name)),
    naming("unasked.yml", { when: other }),
    playbook(),
  ];
  expect(await lackingWorkflows(subject(), { playbooks }, repository, github)).toEqual([
    "gone.yml",
    "none.yml",
  ]);
  expect(asked).toEqual(["there.yml", "gone.yml", "off.yml", "none.yml"]);
});
