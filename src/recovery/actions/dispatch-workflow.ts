import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { define } from "../action.js";

const params = z.object({ workflow: z.string(), ref: z.string(), inputs: z.record(z.string(), z.string()) });

export const dispatchWorkflow = define<z.output<typeof params>>({
  name: "dispatch-workflow",
  says: "Starts a workflow of the repository by workflow_dispatch.",
  risk: "medium",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.actions",
  content: false,
  params,
  undo: "Cancel the run; what it did is the workflow's own to take back.",
  observe: async (plan, { workflow }, { github }) => {
    // A run of ours carries the key where its workflow shows inputs in its name; else the time tells.
    const runs = await github.dispatchedRuns(plan.repository, workflow, new Date(plan.since));
    const named = runs.find((run) => run.title.includes(plan.key)) ?? runs.at(-1);
    return named ? { id: named.runId, url: named.url } : null;
  },
  apply: async (plan, { workflow, ref, inputs }, { github }) => {
    try {
      const id = await github.dispatch(plan.repository, workflow, ref, inputs);
      return id === null ? { detail: workflow } : { id, detail: workflow };
    } catch (error) {
      if (error instanceof HealError && error.code === "HEAL_GITHUB_GONE")
        throw new HealError("HEAL_GITHUB_REFUSED", `the repository has no workflow ${workflow}`, {
          cause: error,
        });
      throw error;
    }
  },
});
