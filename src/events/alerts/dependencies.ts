import { MINUTE } from "../../core/clock.js";

/** What follows from another's trouble ends some minutes after it. */
export const FOLLOWS_FOR_MS = 5 * MINUTE;

/** All services that this one needs, directly or through others, nearest first; itself is none of them. */
export function dependenciesOf(
  service: string,
  services: readonly { name: string; depends_on: readonly string[] }[],
): string[] {
  const of = new Map(services.map(({ name, depends_on: needs }) => [name, needs]));
  const found = new Set([service]);
  for (const name of found) for (const needed of of.get(name) ?? []) found.add(needed);
  return [...found].slice(1);
}
