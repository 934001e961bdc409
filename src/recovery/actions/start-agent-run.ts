import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { defineAction } from "../action.js";

const params = z.object({ prompt: z.string(), deadline: z.string() });

export const startAgentRun = defineAction<z.output<typeof params>>({
  name: "start-agent-run",
  says: "Starts a coding agent's run at its vendor.",
  risk: "medium",
  reach: "act",
  permission: "pull_requests: read",
  flag: "self_healing.codegen_integration",
  content: false,
  params,
  undo: "Stop the run at the vendor, close its pull request.",
  // `start` itself looks for a run of this key first.
  observe: async () => null,
  apply: async (plan, { prompt, deadline }, { agent }) => {
    if (!agent) throw new HealError("HEAL_AGENT_REFUSED", "no coding agent is configured");
    const repository = { fullName: plan.repository.fullName, id: plan.repository.id };
    const run = await agent.start({ repository, prompt, deadline: new Date(deadline) }, plan.key);
    return { ref: run.id, ...(run.url === null ? {} : { url: run.url }) };
  },
});
