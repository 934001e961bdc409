import { z } from "zod";
import { defineAction } from "../action.js";

const params = z.object({ runId: z.number(), attempt: z.number(), url: z.string() });

export const rerunFailedJobs = defineAction<z.output<typeof params>>({
  name: "rerun-failed-jobs",
  says: "Runs the failed jobs of a workflow run again.",
  risk: "low",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "Cancel the new attempt.",
  observe: async (plan, { runId, attempt, url }, { github }) => {
    const run = await github.run({ repository: plan.repository, runId });
    return run && run.attempt > attempt ? { id: runId, url, detail: `attempt ${run.attempt}` } : null;
  },
  apply: async (plan, { runId, attempt, url }, { github }) => {
    await github.rerunFailedJobs({ repository: plan.repository, runId });
    return { id: runId, url, detail: `attempt ${attempt + 1}` };
  },
});
