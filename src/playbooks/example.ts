import { z } from "zod";
import { categories, type Category } from "../diagnosis/category.js";
import { kinds, severities } from "../events/event.js";
import type { Subject } from "./match.js";

const category = z.enum(categories as [Category, ...Category[]]);
const confidence = z.number().min(0).max(1);

/** The event of a playbook's example: what `match` looks at, and what a short example may leave out. */
export const exampleSchema = z.strictObject({
  kind: z.enum(kinds),
  category,
  confidence,
  failedJobs: z.array(z.strictObject({ name: z.string(), category, confidence })).default([]),
  attempt: z.number().int().min(1).default(1),
  fork: z.boolean().default(false),
  event: z.string().nullable().default(null),
  redRuns: z.number().int().min(0).default(1),
  repository: z.string().default(""),
  workflow: z.string().nullable().default(null),
  branch: z.string().nullable().default(null),
  severity: z.enum(severities).default("error"),
  service: z.string().nullable().default(null),
  labels: z.record(z.string(), z.string()).default({}),
}) satisfies z.ZodType<Subject>;
