import { flagsSet } from "../store/flags.js";
import { waitingLanes } from "../store/lanes.js";
import type { PipelineDeps } from "./deps.js";

const COLLECTION = "self_healing.error_collection";

/**
 * Lanes whose deliveries are processed while collection is off somewhere; null: all. What waits stays `received`, in its order, and is
 * taken up by the sweep when it is on again.
 */
export async function collectedLanes({
  db,
  flags,
}: Pick<PipelineDeps, "db" | "flags">): Promise<string[] | null> {
  if ((await flagsSet(db, [COLLECTION])).length === 0) return null;
  const collected: string[] = [];
  for (const lane of await waitingLanes(db))
    if (await flags.enabled(COLLECTION, lane.includes("/") ? { repository: lane } : {})) collected.push(lane);
  return collected;
}
