import { isPlaceholderName } from "../events/naming.js";
import { refOfRow, type RepositoryRef } from "../events/event.js";
import { routesOf, setAlertRoutes } from "./alert-routes.js";
import type { Db } from "./db.js";
import { json, storable } from "./json.js";

/** `archived`: it can be read, and nothing in it written. `removed`: the App is not installed there any more. */
export type RepositoryState = "active" | "archived" | "suspended" | "removed" | "deleted";

export interface Repository {
  /** The present one. */
  full_name: string;
  /** GitHub's, by which it is known whatever its name. */
  repository_id: number;
  installation_id: number | null;
  state: RepositoryState;
  default_branch: string | null;
  /** The checked `.github/heal.yml`; `null`: not fetched yet, or absent. */
  config: unknown;
  /** Why the file is not used, with its line and column. */
  config_problem: string | null;
  fetched_at: Date | null;
}

export const refOf = (
  row: Pick<Repository, "full_name" | "repository_id" | "installation_id">,
): RepositoryRef => refOfRow({ ...row, repository: row.full_name });

/** What is left out (undefined) stays as it is. */
export type RepositoryUpdate = Pick<Repository, "full_name"> &
  Partial<Omit<Repository, "full_name" | "state">>;

/** Of the repository of this id, else of this name; its name is not changed here but by `meetRepository`. */
export async function upsertRepository(db: Db, update: RepositoryUpdate): Promise<void> {
  if (update.config === undefined) return void (await write(db, update));
  await db.tx(async (tx) => {
    const id = await write(tx, update);
    if (id !== null) await setAlertRoutes(tx, id, routesOf(update.config));
  });
}

/** The id of the repository that was written; null: its id is not known, or the name is another one's. */
async function write(db: Db, update: RepositoryUpdate): Promise<number | null> {
  const config = update.config === undefined ? null : json(update.config);
  const row = await db.maybe<Pick<Repository, "repository_id">>`
    insert into repositories
      (full_name, repository_id, installation_id, default_branch, config, config_problem, fetched_at)
    values (
      coalesce((select full_name from repositories where repository_id = ${update.repository_id ?? null}), ${update.full_name}),
      ${update.repository_id ?? null}, ${update.installation_id ?? null},
      ${storable(update.default_branch ?? null)}, ${config}, ${storable(update.config_problem ?? null)},
      ${update.fetched_at ?? null})
    on conflict (full_name) do update set
      repository_id = coalesce(repositories.repository_id, excluded.repository_id),
      installation_id = coalesce(excluded.installation_id, repositories.installation_id),
      default_branch = coalesce(excluded.default_branch, repositories.default_branch),
      config = case when ${update.config !== undefined} then excluded.config else repositories.config end,
      config_problem = case when ${update.config_problem !== undefined}
        then excluded.config_problem else repositories.config_problem end,
      fetched_at = coalesce(excluded.fetched_at, repositories.fetched_at)
    where excluded.repository_id is null or repositories.repository_id is null
      or repositories.repository_id = excluded.repository_id
    returning repository_id`;
  return row?.repository_id ?? null;
}

/** What is known of its `heal.yml` is old: a push touched it. The organisation's default counts in its other repositories too. */
export const markConfigStale = (db: Db, fullName: string): Promise<number> =>
  fullName.endsWith("/.github")
    ? db.run`
        update repositories set fetched_at = null where full_name = ${fullName} or installation_id =
          (select installation_id from repositories where full_name = ${fullName})`
    : db.run`update repositories set fetched_at = null where full_name = ${fullName}`;

/** Where the App may act and whose `heal.yml` was not read since it appeared or was pushed to; the oldest first. */
export const listUnread = (db: Db, limit: number): Promise<Repository[]> =>
  db.many<Repository>`
    select full_name, repository_id, installation_id, state, default_branch, config, config_problem, fetched_at
    from repositories where repository_id is not null and state = 'active' and fetched_at is null
    order by repository_id limit ${limit}`;

/** The repository that has this name, in any case; else the one that had it last. */
export const getRepository = (db: Db, fullName: string): Promise<Repository | null> =>
  db.maybe<Repository>`
    select full_name, repository_id, installation_id, state, default_branch, config, config_problem, fetched_at from (
      select r.*, null::timestamptz as until from repositories r where lower(r.full_name) = ${fullName.toLowerCase()}
      union all
      select r.*, f.until from former_names f join repositories r using (repository_id)
      where lower(f.full_name) = ${fullName.toLowerCase()}) found
    where repository_id is not null order by until desc nulls first limit 1`;

export const repositoryById = (db: Db, id: number): Promise<Repository | null> =>
  db.maybe<Repository>`
    select full_name, repository_id, installation_id, state, default_branch, config, config_problem, fetched_at
    from repositories where repository_id = ${id}`;

/** Where the App is installed and may act. */
export const listRepositories = (db: Db): Promise<Repository[]> =>
  db.many<Repository>`
    select full_name, repository_id, installation_id, state, default_branch, config, config_problem, fetched_at
    from repositories where repository_id is not null and state = 'active' order by full_name`;

/** Of how many installations the repositories are in which the App may act. */
export const countOwners = async (db: Db): Promise<number> =>
  (
    await db.one<{ owners: number }>`
      select count(distinct installation_id) as owners from repositories where repository_id is not null and state = 'active'`
  ).owners;

export interface Standing {
  /** As it is now, whatever name and installation it was asked by. */
  repository: RepositoryRef;
  state: RepositoryState;
  /** Why nothing is done there; null: it may be. */
  refusal: string | null;
}

const refusals: Record<Exclude<RepositoryState, "active">, string> = {
  archived: "the repository is archived",
  suspended: "the App's installation is suspended",
  removed: "the App is no longer installed in this repository",
  deleted: "the repository was deleted",
};

/** By id, and by name only where no id is known. An unknown repository blocks nothing: GitHub itself allows or denies. */
export async function standingOf(db: Db, asked: RepositoryRef): Promise<Standing> {
  const row =
    asked.id === null ? await getRepository(db, asked.fullName) : await repositoryById(db, asked.id);
  if (!row) return { repository: asked, state: "active", refusal: null };
  const unnamed = isPlaceholderName(row.full_name) ? "the repository's present name is not known yet" : null;
  const refusal = row.state === "active" ? unnamed : refusals[row.state];
  return { repository: refOf(row), state: row.state, refusal };
}
