import { z } from "zod";
import type { Plan } from "../decision/plan.js";
import { CHECK_NAME, CONFIG_CHECK_NAME } from "../events/check.js";
import type { CheckIdentity } from "../github/port.js";

/** `CheckText` of the GitHub port, as plans hold it; all that people read goes through `text`. */
export const checkText = (text: z.ZodType<string>) =>
  z.object({
    conclusion: z.enum(["success", "neutral", "failure"]),
    title: text,
    summary: text,
    annotations: z.array(
      z.object({ path: text, line: z.number(), column: z.number().optional(), title: text, message: text }),
    ),
    actions: z.array(z.object({ label: z.string(), description: z.string(), identifier: z.string() })),
    detailsUrl: z.string(),
  });

/** Which of heal's check runs of a commit. */
export const checkName = z.enum([CHECK_NAME, CONFIG_CHECK_NAME]).default(CHECK_NAME);

/** By the plan's key it is found again, whoever else makes check runs of that name. */
export const identityOf = (
  { key }: Plan,
  { headSha, name }: { headSha: string; name: string },
): CheckIdentity => ({
  name,
  headSha,
  externalId: key,
});

/** What making a check run and bringing it up to date have in common. */
export const ofCheckRuns = {
  risk: "low",
  reach: "speak",
  permission: "checks: write",
  flag: null,
  content: false,
  undo: "A check run cannot be deleted; the commit's next one replaces it.",
} as const;
