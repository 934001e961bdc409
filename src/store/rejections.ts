import { DAY } from "../core/clock.js";
import type { Move } from "../playbooks/moves.js";
import type { Db } from "./db.js";
import type { OfFailure } from "./mutes.js";

/** A person does not want this done about this failure here. */
export interface Rejection {
  move: Move;
  reason: string;
  by: string;
  until: Date;
}

/** How long nothing of the kind is suggested, or done unasked. */
const HOLDS_MS = 30 * DAY;

export async function reject(
  db: Db,
  { repository, fingerprint }: OfFailure,
  { move, reason, by, at }: { move: Move; reason: string; by: string; at: Date },
): Promise<Date> {
  const until = new Date(at.getTime() + HOLDS_MS);
  await db.run`
    insert into rejections (repository, repository_id, fingerprint, move, reason, by, at, until)
    values (${repository.fullName}, ${repository.id}, ${fingerprint}, ${move}, ${reason}, ${by}, ${at}, ${until})
    on conflict (repository, fingerprint, move) do update set repository_id = excluded.repository_id,
      reason = excluded.reason, by = excluded.by, at = excluded.at, until = excluded.until`;
  return until;
}

export const rejectionsOf = (
  db: Db,
  { repository, fingerprint }: { repository: string | null; fingerprint: string | null },
  now: Date,
): Promise<Rejection[]> =>
  db.many<Rejection>`
    select move, reason, by, until from rejections
    where repository = ${repository} and fingerprint = ${fingerprint} and until > ${now} order by move`;

export const expireRejections = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from rejections where ctid in (select ctid from rejections where until < ${before} limit ${limit})`;
