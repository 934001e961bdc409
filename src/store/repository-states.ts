import type { AuditEntry } from "./audit.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import type { RepositoryState } from "./repositories.js";

/** What GitHub says happened. */
export type Standing =
  | "archived"
  | "unarchived"
  | "suspended"
  | "unsuspended"
  | "removed"
  | "deleted"
  | "installed";

export interface Changed {
  changes: AuditEntry[];
  /** Incidents that have to look at it. */
  incidents: number[];
}

export interface StandingChange {
  standing: Standing;
  /** null: all of the installation. */
  ids: readonly number[] | null;
  /** Who says so; what an installation gives up says nothing of a repository that another one has by now. */
  installationId: number | null;
  at: Date;
  actor: string;
}

/** Changes follow each other as heal heard of them: what came earlier and is read later changes nothing. */
export async function setStanding(tx: Db, change: StandingChange): Promise<Changed> {
  const { standing, installationId: installation, at, actor } = change;
  const ids = change.ids === null ? null : [...change.ids];
  const rows = await tx.many<{
    repository_id: number;
    full_name: string;
    was: RepositoryState;
    state: RepositoryState;
  }>`
    with before as (
      select repository_id, full_name, state as was,
        case ${standing}::text when 'archived' then true when 'unarchived' then false else archived end as archived
      from repositories
      where repository_id is not null and state_at <= ${at}
        and (${ids}::bigint[] is null or repository_id = any(${ids}::bigint[]))
        and (${standing}::text in ('installed', 'deleted', 'archived', 'unarchived')
          or installation_id = ${installation} or installation_id is null and ${ids}::bigint[] is not null)
      order by repository_id for update)
    update repositories r set archived = before.archived, state_at = ${at},
      installation_id = case ${standing}::text when 'installed' then coalesce(${installation}, installation_id)
        else installation_id end,
      state = case
        when ${standing}::text in ('removed', 'deleted') then ${standing}::text
        when ${standing}::text = 'suspended' and was in ('active', 'archived') then 'suspended'
        when ${standing}::text = 'installed' or was in ('active', 'archived')
            or ${standing}::text = 'unsuspended' and was = 'suspended'
          then case when before.archived then 'archived' else 'active' end
        else was end
    from before where r.repository_id = before.repository_id
    returning r.repository_id, r.full_name, was, r.state`;
  const changed = rows.filter(({ was, state }) => was !== state);
  const shut = changed.filter(({ state }) => state !== "active").map((row) => row.repository_id);
  const incidents = await tx.many<{ id: number }>`
    update incidents set pings = pings + 1, next_step_at = ${at}
    where repository_id = any(${shut}::bigint[]) and state not in ${FINAL} returning id`;
  return {
    changes: changed.map((row) => ({
      ...{ at, actor, kind: "repository", subject: row.full_name },
      detail: { id: row.repository_id, state: row.state, was: row.was },
    })),
    incidents: incidents.map(({ id }) => id),
  };
}

/** Repositories that the App sees no more: of these installations, and not among `seen`; as of `at`. */
export const unlistedRepositories = async (
  db: Db,
  of: { installationId: number; seen: readonly number[]; at: Date },
): Promise<number[]> =>
  (
    await db.many<{ repository_id: number }>`
      select repository_id from repositories where installation_id = ${of.installationId} and state_at < ${of.at}
        and state in ('active', 'archived', 'suspended') and repository_id <> all(${[...of.seen]}::bigint[])`
  ).map(({ repository_id: id }) => id);

export const knownInstallations = async (db: Db): Promise<number[]> =>
  (
    await db.many<{ id: number }>`
      select distinct installation_id as id from repositories where installation_id is not null order by id`
  ).map(({ id }) => id);
