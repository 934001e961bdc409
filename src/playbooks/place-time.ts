import { z } from "zod";

export const oclock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a time of day, such as 22:00");

export const timezone = z
  .string()
  .refine(isTimeZone, "a time zone of the IANA database, such as Europe/Berlin")
  .default("UTC");

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
