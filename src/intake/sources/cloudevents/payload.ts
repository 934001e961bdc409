import { z } from "zod";

const text = z.string().nullish();

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes */
export const attributes = z.looseObject({
  specversion: z.string().regex(/^1\.\d{1,3}$/),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: text,
  time: text,
  data: z.unknown(),
});
