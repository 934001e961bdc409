import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { define } from "../action.js";

const params = z.object({ prompt: z.string(), githubId: z.number().nullable() });

export const startAgentRun = define<z.output<typeof params>>({
  name: "start-agent-run",
  says: "Starts a coding agent's run at its vendor.",
  risk: "medium",
  reach: "act",
  permission: "pull_requests: read",
  content: false,
  params,
  undo: "Stop the run at the vendor, close its pull request.",
  observe: async (plan, _params, { agent }) => {
    const run = await agent?.find(plan.key);
    return run ? { id: run.id, url: run.url } : null;
  },
  apply: async (plan, { prompt, githubId }, { agent }) => {
    if (!agent) throw new HealError("HEAL_AGENT_REFUSED", "no coding agent is configured");
    const run = await agent.start(plan.key, { repository: plan.repository.fullName, githubId, prompt });
    return { id: run.id, url: run.url };
  },
});
