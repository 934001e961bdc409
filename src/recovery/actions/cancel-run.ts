import { z } from "zod";
import { statusOf } from "../../github/errors.js";
import { defineAction } from "../action.js";

const params = z.object({ runId: z.number(), attempt: z.number(), url: z.string() });

export const cancelRun = defineAction<z.output<typeof params>>({
  name: "cancel-run",
  says: "Cancels a workflow run that hangs or that a later commit has superseded.",
  risk: "medium",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "Run it again.",
  // Whoever ended it meanwhile: there is nothing left to cancel.
  observe: async (plan, { runId, attempt, url }, { github }) => {
    const run = await github.run({ repository: plan.repository, runId });
    return run === null || run.attempt > attempt || run.status === "completed" ? { id: runId, url } : null;
  },
  apply: async (plan, { runId, url }, { github }) => {
    try {
      await github.cancelRun({ repository: plan.repository, runId });
    } catch (error) {
      // 409: it has ended meanwhile (docs: REST, "Cancel a workflow run").
      if (statusOf(error) !== 409) throw error;
    }
    return { id: runId, url };
  },
});
