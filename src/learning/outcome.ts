import type { Db } from "../store/db.js";
import { addOutcome, type OutcomeRow } from "../store/timeline.js";
import { addTrust } from "../store/patterns.js";

/** What verification said becomes trust: of this very failure, and of its category. Inconclusive outcomes teach nothing. */
export async function learnOutcome(
  db: Db,
  incident: { id: number; fingerprint: string | null; category: string | null },
  outcome: OutcomeRow,
): Promise<void> {
  await addOutcome(db, incident.id, outcome);
  if (outcome.verdict !== "successful" && outcome.verdict !== "failed") return;
  const success = outcome.verdict === "successful";
  for (const subject of [
    incident.fingerprint,
    incident.category === null ? null : `category:${incident.category}`,
  ])
    if (subject !== null)
      await addTrust(db, { subject, action: outcome.action, success, incident: incident.id, at: outcome.at });
}
