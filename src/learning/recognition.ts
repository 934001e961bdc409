import type { Db } from "../store/db.js";
import { getPattern, readTrust } from "../store/patterns.js";
import type { Recognition } from "../decision/stored.js";
import { moves } from "../playbooks/moves.js";

/** What earlier incidents of the same failure tell; null when it was never met before. */
export async function recognise(
  db: Db,
  incident: { id: number; fingerprint: string; repository: string },
): Promise<Recognition | null> {
  const pattern = await getPattern(db, incident.fingerprint);
  if (!pattern || pattern.first_incident === incident.id) return null;
  const helped = [];
  for (const action of moves) {
    const seen = await readTrust(db, incident.fingerprint, action);
    if (seen)
      helped.push({
        action,
        successes: seen.successes,
        failures: seen.failures,
        incident: seen.last_incident,
      });
  }
  return {
    firstIncident: pattern.first_incident,
    incidents: pattern.incidents,
    repositories: pattern.repositories,
    helped,
  };
}
