import type { Db } from "../store/db.js";
import { formatDuration } from "../core/clock.js";
import { addOutcome, withdrawOutcome, type OutcomeRow } from "../store/timeline.js";
import { addTrust, withdrawTrust } from "../store/patterns.js";

const subjectsOf = ({
  fingerprint,
  category,
}: {
  fingerprint: string | null;
  category: string | null;
}): string[] =>
  [fingerprint, category === null ? null : `category:${category}`].filter((one) => one !== null);

/** What verification said becomes trust: of this very failure, and of its category. Inconclusive outcomes teach nothing. */
export async function learnOutcome(
  db: Db,
  incident: { id: number; fingerprint: string | null; category: string | null },
  outcome: OutcomeRow,
): Promise<void> {
  await addOutcome(db, incident.id, outcome);
  if (outcome.verdict !== "successful" && outcome.verdict !== "failed") return;
  const success = outcome.verdict === "successful";
  for (const subject of subjectsOf(incident))
    await addTrust(db, { subject, action: outcome.action, success, incident: incident.id, at: outcome.at });
}

/** What was taken for a success did not last: the same trouble came back. Nothing was proven, and nothing is learned. */
export async function withdrawSuccess(
  db: Db,
  incident: { id: number; fingerprint: string | null; category: string | null; closed_at: Date | null },
  at: Date,
): Promise<void> {
  const lasted = formatDuration(at.getTime() - (incident.closed_at ?? at).getTime());
  for (const action of await withdrawOutcome(db, incident.id, `; it came back after ${lasted}`))
    for (const subject of subjectsOf(incident)) await withdrawTrust(db, { subject, action, at });
}
