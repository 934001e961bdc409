import type { RepositoryRef } from "../events/event.js";
import type { Db } from "./db.js";

/** People want to hear nothing of a failure for a while; it is looked at, acted on and counted all the same. */
export interface Mute {
  reason: string;
  by: string;
  at: Date;
  until: Date;
}

/** Of what a mute and a rejection are: one failure in one repository. */
export interface OfFailure {
  repository: RepositoryRef;
  fingerprint: string;
}

/** The newest one holds. */
export const setMute = (db: Db, { repository, fingerprint }: OfFailure, mute: Mute): Promise<number> =>
  db.run`
    insert into mutes (repository, repository_id, fingerprint, reason, by, at, until)
    values (${repository.fullName}, ${repository.id}, ${fingerprint}, ${mute.reason}, ${mute.by}, ${mute.at}, ${mute.until})
    on conflict (repository, fingerprint) do update set repository_id = excluded.repository_id, reason = excluded.reason,
      by = excluded.by, at = excluded.at, until = excluded.until`;

/** False: it was not muted. */
export const liftMute = async (db: Db, { repository, fingerprint }: OfFailure, now: Date): Promise<boolean> =>
  (await db.run`
    delete from mutes where repository = ${repository.fullName} and fingerprint = ${fingerprint} and until > ${now}`) >
  0;

/** The mute that holds for an incident; null: none. */
export const muteOf = (
  db: Db,
  { repository, fingerprint }: { repository: string | null; fingerprint: string | null },
  now: Date,
): Promise<Mute | null> =>
  db.maybe<Mute>`
    select reason, by, at, until from mutes
    where repository = ${repository} and fingerprint = ${fingerprint} and until > ${now}`;

export const expireMutes = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`delete from mutes where ctid in (select ctid from mutes where until < ${before} limit ${limit})`;
