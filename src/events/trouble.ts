import { z } from "zod";

/** What blocks an incident; stored with it until it is resolved. */
export const trouble = z.object({
  /** The error's code, or `told` while the trouble is that nobody was told. */
  code: z.string(),
  /** For people. */
  reason: z.string(),
  /** ISO: when it began, by our clock. */
  since: z.string(),
  /** Steps that ended like this, one after another. */
  tries: z.number(),
  /** How often telling people failed, whatever else happened between. */
  untold: z.number(),
});
export type Trouble = z.output<typeof trouble>;

/** One more step that ended with this code; another code is another trouble. */
export function troubleAfter(
  before: Trouble | null,
  { code, reason }: Pick<Trouble, "code" | "reason">,
  now: Date,
): Trouble {
  const same = before?.code === code;
  return {
    code,
    reason,
    since: same ? before.since : now.toISOString(),
    tries: same ? before.tries + 1 : 1,
    untold: before?.untold ?? 0,
  };
}

export const lasted = (trouble: Trouble, now: Date): number => now.getTime() - Date.parse(trouble.since);
