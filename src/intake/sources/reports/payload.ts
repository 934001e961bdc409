import { z } from "zod";

/** What the Action posts. Run, attempt and commit are taken from the token; here they only must agree with it. */
export const upload = z.looseObject({
  schema: z.literal(1),
  job: z.string().min(1).max(300),
  run_id: z.coerce.number().int().positive(),
  run_attempt: z.coerce.number().int().positive().default(1),
  repository: z.string(),
  sha: z.string().nullish(),
  workflow: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  conclusion: z.string().nullish(),
  reports: z.array(z.looseObject({ path: z.string().max(1_000), content: z.string() })).max(1_000),
});
export type Upload = z.infer<typeof upload>;
