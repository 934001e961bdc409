import type { Db } from "./db.js";
import { json, storable } from "./json.js";

export interface Repository {
  full_name: string;
  repository_id: number | null;
  installation_id: number | null;
  default_branch: string | null;
  /** The checked `.github/heal.yml`; `null`: not fetched yet, or absent. */
  config: unknown;
  /** Why the file is not used, with its line and column. */
  config_problem: string | null;
  fetched_at: Date | null;
}

/** What is left out (undefined) stays as it is. */
export type RepositoryUpdate = Pick<Repository, "full_name"> & Partial<Omit<Repository, "full_name">>;

export async function upsertRepository(db: Db, update: RepositoryUpdate): Promise<void> {
  const config = update.config === undefined ? null : json(update.config);
  await db.run`
    insert into repositories
      (full_name, repository_id, installation_id, default_branch, config, config_problem, fetched_at)
    values (${update.full_name}, ${update.repository_id ?? null}, ${update.installation_id ?? null},
      ${storable(update.default_branch ?? null)}, ${config}, ${storable(update.config_problem ?? null)},
      ${update.fetched_at ?? null})
    on conflict (full_name) do update set
      repository_id = coalesce(excluded.repository_id, repositories.repository_id),
      installation_id = coalesce(excluded.installation_id, repositories.installation_id),
      default_branch = coalesce(excluded.default_branch, repositories.default_branch),
      config = case when ${update.config !== undefined} then excluded.config else repositories.config end,
      config_problem = case when ${update.config_problem !== undefined}
        then excluded.config_problem else repositories.config_problem end,
      fetched_at = coalesce(excluded.fetched_at, repositories.fetched_at)`;
}

/** What is known of its `heal.yml` is old: a push touched it. */
export const outdate = (db: Db, fullName: string): Promise<number> =>
  db.run`update repositories set fetched_at = null where full_name = ${fullName}`;

export const getRepository = (db: Db, fullName: string): Promise<Repository | null> =>
  db.maybe<Repository>`select * from repositories where lower(full_name) = ${fullName.toLowerCase()}`;

export const listRepositories = (db: Db): Promise<Repository[]> =>
  db.many<Repository>`select * from repositories order by full_name`;
