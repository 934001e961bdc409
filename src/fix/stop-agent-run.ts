import type { FixRow } from "../store/fixes.js";
import type { CodingAgent } from "./agents/port.js";

type RunOfFix = Pick<FixRow, "producer" | "external_id" | "repository" | "url" | "deadline">;

/** Whether a producer is a coding agent, and no workflow of the repository. */
export const isAgents = (producer: string): boolean => producer === "codegen";

/** A coding agent's run that may still be under way, or null. */
const runOf = (fix: RunOfFix, agent: CodingAgent) =>
  fix.producer !== agent.name || fix.external_id === null
    ? null
    : {
        id: fix.external_id,
        repository: fix.repository,
        url: fix.url,
        deadline: fix.deadline.toISOString(),
      };

/**
 * Asks the vendor to stop a fix's run. `untracked`: it cannot be stopped, and what it delivers is not used; null: there is none. Throws
 * as the agent does.
 */
export async function stopAgentRun(
  fix: RunOfFix,
  agent: CodingAgent | null,
): Promise<"cancelled" | "untracked" | null> {
  const ref = agent && runOf(fix, agent);
  if (!agent || !ref) return null;
  return agent.cancel ? agent.cancel(ref) : "untracked";
}
