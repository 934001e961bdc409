import type { Clock } from "../core/clock.js";
import type { Settings } from "../core/settings.js";
import { codegen } from "../fix/agents/codegen.js";
import type { CodingAgent } from "../fix/agents/port.js";

type AgentSettings = Pick<Settings, "HEAL_CODEGEN_URL" | "HEAL_CODEGEN_TOKEN" | "HEAL_CODEGEN_ORG_ID">;

/** The coding agent that the settings name; null: none. */
export function agentOf(
  { HEAL_CODEGEN_URL: baseUrl, HEAL_CODEGEN_TOKEN: token, HEAL_CODEGEN_ORG_ID: orgId }: AgentSettings,
  clock: Clock,
  call: typeof fetch,
): CodingAgent | null {
  if (token === undefined || orgId === undefined) return null;
  return codegen({ baseUrl, token, orgId, now: () => clock.now().getTime(), fetch: call });
}
