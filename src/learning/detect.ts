import { closed, pattern, type Past } from "../detection/pattern.js";
import type { Db } from "../store/db.js";
import type { DetectionRow } from "../store/history.js";
import { keepPast, pastOf } from "../store/learned.js";

/** What is remarkable about a failure's coming: new, back after it was closed, a surge of one, in several repositories at once. */
export async function detectPattern(
  db: Db,
  seen: { fingerprint: string; repository: string; at: Date },
): Promise<DetectionRow[]> {
  const before = (await pastOf(db, seen.fingerprint)) as Past | null;
  const { past, findings } = pattern(before ?? undefined, { ...seen, at: seen.at.getTime() });
  await keepPast(db, seen.fingerprint, past);
  return findings.map((finding) => ({ ...finding, at: seen.at }));
}

/** The failure is over: coming again, it is back and not merely seen once more. */
export async function endPattern(db: Db, fingerprint: string, at: Date): Promise<void> {
  const past = (await pastOf(db, fingerprint)) as Past | null;
  if (past) await keepPast(db, fingerprint, closed(past, at.getTime()));
}
