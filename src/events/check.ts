import { z } from "zod";

/** What heal calls its own check run. */
export const CHECK_NAME = "heal";

/** The one that tells on a pull request whether heal's own configuration in it is valid. */
export const CONFIG_CHECK_NAME = "heal config";

/** What its buttons stand for, by the identifier that GitHub sends back. */
export const checkButtons = {
  retry: "/heal retry",
  fix: "/heal fix",
  "not-mine": "/heal not-mine",
} as const;
export type CheckButton = keyof typeof checkButtons | `approve-${string}`;

/** How a plan is named, as issues and check runs show it. */
export const isOffer = (name: string): boolean => /^[0-9a-f]{8}$/.test(name);

/** The plan that an approval names; null: the line is none. */
export const planOfApproval = (line: string): string | null =>
  /^\/heal approve ([0-9a-f]{8})$/.exec(line)?.[1] ?? null;

/** GitHub shows at most three (docs: REST, "Create a check run", `actions`). */
export const BUTTONS_MAX = 3;

/** The command of a button; null: heal has no such button. An approval names its plan. */
export function commandOfButton(identifier: string): string | null {
  const plan = /^approve-([0-9a-f]{8})$/.exec(identifier)?.[1];
  if (plan !== undefined) return `/heal approve ${plan}`;
  return Object.entries(checkButtons).find(([name]) => name === identifier)?.[1] ?? null;
}

/** Who answers for a check. Its name is anybody's to take, so a name alone proves nothing. */
const checkSource = z.discriminatedUnion("by", [
  /** `run`: a run that has no job, under the workflow's name. */
  z.object({
    by: z.enum(["job", "run"]),
    workflowPath: z.string(),
    event: z.string(),
    runId: z.number(),
  }),
  z.object({ by: z.literal("app"), app: z.number().nullable(), slug: z.string() }),
  /** A commit status, and who set it. */
  z.object({ by: z.literal("status"), creator: z.number().nullable() }),
]);

/** A job, another App's check or a commit status. */
const checkRun = z.object({
  name: z.string(),
  /** GitHub's; null while it runs. Of a status `success` or `failure`. */
  conclusion: z.string().nullable(),
  url: z.string(),
  source: checkSource,
});
export type CheckRun = z.output<typeof checkRun>;

/** As rows hold it; older versions kept no source. */
export const keptCheck = checkRun.extend({ source: checkSource.optional() });
export type KeptCheck = z.output<typeof keptCheck>;
