import { setTimeout as pause } from "node:timers/promises";

/**
 * Looks again until there is a value; a wait, never a guess at how long something takes. The limit is for what never comes, so it
 * leaves a busy machine all the time it may need.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { ms = 60_000, every = 40, tell }: { ms?: number; every?: number; tell?: () => string } = {},
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}${tell ? `; ${tell()}` : ""}`);
    await pause(every);
  }
}
