import { z } from "zod";
import { duration, formatDuration } from "../core/clock.js";

/** A length of time as people write it -> milliseconds. */
export const time = z.union([z.string(), z.number()]).transform((text, context) => {
  const ms = duration(text);
  if (ms === null)
    context.addIssue({
      code: "custom",
      message: `${JSON.stringify(text)} is no duration; write 30s, 20m, 2h or 3d`,
    });
  return ms ?? 0;
});

export const timeUpTo = (most: number) => time.refine((ms) => ms <= most, `at most ${formatDuration(most)}`);
