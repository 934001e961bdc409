import { SECOND } from "../core/clock.js";

/** A name, and of what moment it is by GitHub's clock. */
export interface HeldName {
  fullName: string;
  namedAt: Date;
}

/** What one authentic delivery says of a repository's name. */
export interface NameReport {
  fullName: string;
  /** The delivery was built at this moment or later; null: nothing in it tells. */
  asOf: Date | null;
  /** The name that it gave up, where the delivery says so. */
  from: string | null;
}

/** Cannot be a name at GitHub: the repository's own went to another one, and its new one is not known yet. */
export const isPlaceholderName = (fullName: string): boolean => fullName.includes("#");
export const placeholderName = (fullName: string, id: number): string => `${fullName.split("#")[0]}#${id}`;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** GitHub's times are whole seconds. */
export const reaches = (at: Date, than: Date): boolean =>
  at.getTime() >= Math.floor(than.getTime() / SECOND) * SECOND;

/**
 * Does a repository have another name from now on? Deliveries get lost, are sent again days later and come in any order, so a
 * name that the repository had before comes back only by a delivery that was built later than what the present name is known
 * from; and a name is taken from another repository only by a delivery that is not older than that one's.
 */
export function mayTakeName(
  known: HeldName,
  seen: NameReport,
  { former, holder }: { former: boolean; holder: HeldName | null },
): boolean {
  if (seen.fullName === known.fullName) return false;
  // From its present name on: this is the next one, unless it is the way back of long ago.
  if (seen.from !== null && same(seen.from, known.fullName))
    return !former || seen.asOf === null || reaches(seen.asOf, known.namedAt);
  if (holder && seen.asOf && !reaches(seen.asOf, holder.namedAt)) return false;
  if (former) return seen.asOf !== null && seen.asOf > known.namedAt;
  return isPlaceholderName(known.fullName) || seen.asOf === null || reaches(seen.asOf, known.namedAt);
}
