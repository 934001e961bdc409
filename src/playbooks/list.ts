import { z } from "zod";

/** One, or several in a list -> a list. */
export const list = <T extends z.ZodType>(of: T) =>
  z.union([of, z.array(of)]).transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[]);
