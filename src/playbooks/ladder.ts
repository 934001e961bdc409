import { z } from "zod";
import { DAY, HOUR } from "../core/clock.js";
import { days } from "../detection/maintenance.js";
import { categories, type Category } from "../diagnosis/category.js";
import { severities } from "../events/event.js";
import { timezone, oclock } from "./place-time.js";
import { time, timeUpTo } from "./time.js";

const hours = z.strictObject({
  days: z.array(z.enum(days)).min(1),
  from: oclock,
  to: oclock,
  timezone,
});

const rung = z.strictObject({
  after: timeUpTo(7 * DAY).describe("How long after the incident was handed to people, such as `30m`."),
  notify: z.array(z.string().min(1).max(50)).min(1).max(10).describe("The operator's notifiers."),
  severity: z.array(z.enum(severities)).min(1).optional(),
  category: z
    .array(z.enum(categories as [Category, ...Category[]]))
    .min(1)
    .optional(),
  service: z.array(z.string().min(1).max(100)).min(1).optional(),
  hours: hours.optional().describe("Told at these hours only; what is due at others waits for them."),
});

export type Rung = z.output<typeof rung>;

/** Whom to call later while nobody takes an incident up. What is left out of a rung matches all. */
export const ladder = z
  .array(rung)
  .max(10)
  .default([])
  .describe("Who is told later, while nobody has taken the incident up. Default: nobody.");

export const remind = time
  .refine((ms) => ms >= HOUR && ms <= 30 * DAY, "from 1h to 30d")
  .optional()
  .describe("Reminds whoever was told, at most three times, while nobody has taken the incident up.");
