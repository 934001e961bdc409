import { z } from "zod";
import { categories, type Category } from "./category.js";

const category = z.enum(categories as [Category, ...Category[]]);
const evidence = z.object({ line: z.number(), text: z.string(), path: z.string().optional() });

/** What is kept of one failed job's diagnosis. Text in it is redacted and clipped. */
const jobDiagnosis = z.object({
  name: z.string(),
  url: z.string(),
  category,
  confidence: z.number(),
  summary: z.string(),
  evidence: z.array(evidence),
  chunk: z.object({ start_line: z.number(), end_line: z.number(), path: z.string().optional() }).nullable(),
  step: z.string().nullable(),
  /** GitHub's number of the step, for links into the log; older rows have none. */
  stepNumber: z.number().optional(),
  command: z.string().nullable(),
});
export type JobDiagnosis = z.output<typeof jobDiagnosis>;

/** A failing test, from an uploaded report or else from the log. */
const namedTest = z.object({
  suite: z.string(),
  name: z.string(),
  message: z.string(),
  file: z.string().optional(),
  line: z.number().optional(),
});

/** The diagnosis of an incident, as its row holds it. */
export const diagnosisRecord = z.object({
  /** The attempt it is about; 0 for alerts. */
  attempt: z.number(),
  category,
  confidence: z.number(),
  summary: z.string(),
  reason: z.string().nullable(),
  alternatives: z.array(z.object({ category, confidence: z.number() })),
  jobs: z.array(jobDiagnosis),
  tests: z.array(namedTest),
  /** The label set of an alert, for playbooks. */
  labels: z.record(z.string(), z.string()),
});
export type DiagnosisRecord = z.output<typeof diagnosisRecord>;

/** The lines to show first, of the job that says most. */
export const leadingEvidence = (record: DiagnosisRecord): JobDiagnosis | null =>
  record.jobs.find((job) => job.category === record.category && job.evidence.length > 0) ??
  record.jobs[0] ??
  null;
