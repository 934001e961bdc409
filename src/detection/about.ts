import { z } from "zod";

/** `detections.about`: what a detection's page needs besides its numbers, where its subject's recent values are. */
export const about = z.object({
  workflow: z.string().optional(),
  job: z.string().optional(),
  test: z.string().optional(),
  run: z.object({ id: z.number(), attempt: z.number(), url: z.string() }).optional(),
  /** A metric's series. */
  series: z
    .object({ component: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) })
    .optional(),
  evidence: z.array(z.object({ text: z.string(), url: z.string().optional() })).optional(),
});
export type DetectionAbout = z.output<typeof about>;

/** `detections.numbers`; JSON has no number that is not finite, so such a one is null in a row. */
export const numbers = z.record(z.string(), z.number().nullable());
