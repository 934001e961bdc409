import { z } from "zod";
import type { Action } from "./action.js";
import { defineAction } from "./action.js";
import type { GitHub, RunRef } from "../github/port.js";

const params = z.object({ runId: z.number(), attempt: z.number(), url: z.string() });

/** Ways to run a run again are one thing to GitHub: another attempt, of which there is one whoever asked for it. */
export const rerunning = (
  name: string,
  says: string,
  ask: (github: Pick<GitHub, "rerunFailedJobs" | "rerunWorkflow">, run: RunRef) => Promise<void>,
): Action =>
  defineAction<z.output<typeof params>>({
    name,
    says,
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
      await ask(github, { repository: plan.repository, runId });
      return { id: runId, url, detail: `attempt ${attempt + 1}` };
    },
  });
