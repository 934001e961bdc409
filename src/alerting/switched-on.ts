import type { Db } from "../store/db.js";
import { flagsSet, isFlagOn } from "../store/flags.js";

const DETECTION = "self_healing.error_detection";
const ADVANCED = "self_healing.advanced_patterns";

/** What detectors may do for one repository, or for what belongs to none. */
export interface Switches {
  detection: boolean;
  /** Findings that span several failures. */
  advanced: boolean;
}

/** By repository, read in the caller's transaction; one short look while nobody has set anything. */
export async function switchesOf(
  tx: Db,
  repositories: Iterable<string | null>,
): Promise<Map<string | null, Switches>> {
  const set = await flagsSet(tx, [DETECTION, ADVANCED]);
  const isOn = (name: string, repository: string | null): Promise<boolean> =>
    set.includes(name) ? isFlagOn(tx, name, { repository }) : Promise.resolve(true);
  const switches = new Map<string | null, Switches>();
  for (const repository of new Set(repositories))
    switches.set(repository, {
      detection: await isOn(DETECTION, repository),
      advanced: await isOn(ADVANCED, repository),
    });
  return switches;
}

/** Of a repository, whether incidents that belong together are looked for. */
export const findsAcross = async (tx: Db, repository: string | null): Promise<boolean> =>
  (await switchesOf(tx, [repository])).get(repository)?.advanced ?? true;

/** What one failure alone does not show. */
export const acrossFailures: ReadonlySet<string> = new Set([
  "pattern.surge",
  "pattern.spread",
  "pattern.sequence",
]);
