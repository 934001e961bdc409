import { z } from "zod";

const text = z.string().nullish();

/** https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/ */
export const hook = z.looseObject({
  action: z.string(),
  alert: z.looseObject({
    alertId: z.string(),
    alias: text,
    message: text,
    description: text,
    entity: text,
    /** Who did it. */
    username: text,
    tags: z.array(z.string()).nullish(),
    details: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform((value) => value ?? {}),
    /** Milliseconds. */
    createdAt: z.union([z.string(), z.number()]).nullish(),
    /** Nanoseconds. */
    updatedAt: z.union([z.string(), z.number()]).nullish(),
    priority: z.union([z.string(), z.number()]).nullish(),
  }),
});
