import { z } from "zod";

/**
 * The parts of Codegen's "Developer API" 1.0.0 that are used (codegen-sh/codegen, docs/api-reference/openapi3.json,
 * 2025-10-07). Unknown keys pass; whatever the contract leaves optional may be null or absent.
 */
const optionalText = z.string().nullish();

export const pullRequest = z.object({
  id: z.number().nullish(),
  title: optionalText,
  url: optionalText,
  created_at: optionalText,
  head_branch_name: optionalText,
});

export const agentRun = z.object({
  id: z.number().int(),
  organization_id: z.number().int(),
  /** A free string; see `states.ts`. */
  status: optionalText,
  created_at: optionalText,
  web_url: optionalText,
  result: optionalText,
  summary: optionalText,
  source_type: optionalText,
  github_pull_requests: z.array(pullRequest).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
});
export type AgentRun = z.infer<typeof agentRun>;

export const repository = z.object({
  id: z.number().int(),
  full_name: z.string(),
  /** GitHub's id, as text in the contract. */
  github_id: z.union([z.string(), z.number()]).nullish(),
  archived: z.boolean().nullish(),
});

export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().nullish() });

export const user = z.object({ id: z.union([z.number(), z.string()]) });
/** Of `ban`, `unban` and `remove-from-pr`: `{}`, untyped. */
export const anything = z.unknown();

/** `{message, status_code}`, or FastAPI's `{detail: [{loc, msg, type}]}` or `{detail: "..."}`. */
export const failure = z.object({
  message: optionalText,
  detail: z.union([z.string(), z.array(z.object({ msg: optionalText }))]).nullish(),
});
