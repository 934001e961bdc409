import { refOfRow, type RepositoryRef } from "../events/event.js";
import type { Db } from "./db.js";
import { ClaimLost } from "./lease.js";

/** The look at the configuration that a pull request has at one of its heads. */
export interface ConfigCheck {
  id: number;
  repository: string;
  repository_id: number | null;
  installation_id: number | null;
  pull_request: number;
  head_sha: string;
  seen_at: Date;
  /** How often the check run was asked for. */
  wanted: number;
  checked_at: Date | null;
  /** null: none was made, as nothing of the configuration is edited. */
  check_run_id: number | null;
  url: string | null;
  /** Why it could not be looked at or told; null: it could. */
  trouble: string | null;
  claims: number;
  attempts: number;
}

/** A head of a pull request was seen; null: it was looked at already. Called in the delivery's transaction. */
export const wantConfigCheck = async (
  tx: Db,
  head: { repository: RepositoryRef; pullRequest: number; sha: string; now: Date },
): Promise<number | null> => {
  const { repository, pullRequest, sha, now } = head;
  const row = await tx.maybe<{ id: number }>`
    insert into config_checks as c
      (repository, repository_id, installation_id, pull_request, head_sha, seen_at, next_step_at)
    values (${repository.fullName}, ${repository.id}, ${repository.installationId}, ${pullRequest}, ${sha}, ${now}, ${now})
    on conflict (repository, pull_request, head_sha) do update set
      installation_id = excluded.installation_id, seen_at = excluded.seen_at, attempts = 0, next_step_at = excluded.next_step_at
    where c.checked_at is null
    returning id`;
  return row?.id ?? null;
};

/** GitHub was asked to run this check run again; null: it is none of these. */
export const rerunConfigCheck = async (
  tx: Db,
  repository: Pick<RepositoryRef, "fullName">,
  checkRunId: number,
  now: Date,
): Promise<number | null> => {
  const row = await tx.maybe<{ id: number }>`
    update config_checks set wanted = wanted + 1, checked_at = null, attempts = 0, seen_at = ${now}, next_step_at = ${now}
    where repository = ${repository.fullName} and check_run_id = ${checkRunId} returning id`;
  return row?.id ?? null;
};

export const dueConfigChecks = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many`
    select id from config_checks where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    order by next_step_at limit ${limit}`;

export const claimConfigCheck = (
  db: Db,
  id: number,
  now: Date,
  leaseMs: number,
): Promise<ConfigCheck | null> =>
  db.maybe<ConfigCheck>`
    update config_checks set claimed_until = ${new Date(now.getTime() + leaseMs)}, claims = claims + 1, attempts = attempts + 1
    where id = ${id} and next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    returning *`;

type Claimed = Pick<ConfigCheck, "id" | "claims">;

export const renewConfigCheck = (db: Db, { id, claims }: Claimed, until: Date): Promise<number> =>
  db.run`
    update config_checks set claimed_until = ${until} where id =
      (select id from config_checks where id = ${id} and claims = ${claims} and claimed_until is not null for update skip locked)`;

/** What came of a look. `checked`: it is done with. `again`: when it is tried again; null: not by itself. */
export interface ConfigCheckEnd {
  checked: boolean;
  checkRun?: { id: number; url: string };
  trouble: string | null;
  again: Date | null;
}

/** Gives it back; asked for anew meanwhile, it is due at once. Throws `ClaimLost` when another worker has claimed it since. */
export async function endConfigCheck(
  db: Db,
  claimed: ConfigCheck,
  end: ConfigCheckEnd,
  now: Date,
): Promise<Date | null> {
  const { checkRun } = end;
  const ended = await db.maybe<{ next_step_at: Date | null }>`
    update config_checks set
      check_run_id = coalesce(${checkRun?.id ?? null}, check_run_id), url = coalesce(${checkRun?.url ?? null}, url),
      trouble = ${end.trouble}, claimed_until = null,
      checked_at = case when ${end.checked} and wanted = ${claimed.wanted} then ${now}::timestamptz else checked_at end,
      next_step_at = case when wanted <> ${claimed.wanted} then ${now}::timestamptz else ${end.again}::timestamptz end
    where id = ${claimed.id} and claims = ${claimed.claims}
    returning next_step_at`;
  if (!ended) throw new ClaimLost(`configuration of commit ${claimed.head_sha}`);
  return ended.next_step_at;
}

export const expireConfigChecks = (db: Db, before: Date, limit: number): Promise<number> =>
  db.run`
    delete from config_checks where id in (select id from config_checks where seen_at < ${before} limit ${limit})`;

export const refOfConfigCheck = (check: ConfigCheck): RepositoryRef => refOfRow(check);
