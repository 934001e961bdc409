import type { Db } from "./db.js";
import { getRepository, repositoryById } from "./repositories.js";

/** The scope of a stop that a process was started with: it is over when one starts without. */
export const ENVIRONMENT = "environment";
/** Scopes that hold everywhere; no repository is called so. */
const everywhere = ["global", ENVIRONMENT];

export const isOfRepository = ({ scope }: { scope: string }): boolean => !everywhere.includes(scope);

export interface SwitchRow {
  scope: string;
  reason: string;
  by: string;
  at: Date;
}

/** `id` wins over the name; both null: everything. */
export interface StopTarget {
  name: string | null;
  id: number | null;
}

/** Which repository is meant now: the name may be a former one, or one that nobody has yet. */
async function placeOf(db: Db, { name, id }: StopTarget): Promise<{ scope: string; id: number | null }> {
  if (id === null && (name === null || everywhere.includes(name)))
    return { scope: name ?? "global", id: null };
  const row = (id === null ? null : await repositoryById(db, id)) ?? (await getRepository(db, name ?? ""));
  // A name is not the repository's that was meant when its id says otherwise.
  if (row && (id === null || row.repository_id === id))
    return { scope: row.full_name.toLowerCase(), id: row.repository_id };
  return { scope: (name ?? "").toLowerCase(), id };
}

/** The stop that holds for this repository: the global one first. */
export async function findStop(db: Db, asked: StopTarget): Promise<SwitchRow | null> {
  const place = await placeOf(db, asked);
  return db.maybe<SwitchRow>`
    select scope, reason, by, at from switches
    where stopped and (scope = any(${[...everywhere, place.scope]}::text[]) or repository_id = ${place.id})
    order by scope = ${ENVIRONMENT} desc, scope = 'global' desc limit 1`;
}

export const listStops = (db: Db): Promise<SwitchRow[]> =>
  db.many<SwitchRow>`select scope, reason, by, at from switches where stopped order by scope`;

/** `scope`: `global`, or a repository's name. Kept by its id as soon as one is known. */
export async function setStop(db: Db, stop: SwitchRow): Promise<void> {
  const place = await placeOf(db, askedBy(stop.scope));
  await db.run`
    insert into switches (scope, repository_id, stopped, reason, by, at)
    values (${place.scope}, ${place.id}, true, ${stop.reason}, ${stop.by}, ${stop.at})
    on conflict (scope) do update set repository_id = excluded.repository_id,
      stopped = true, reason = excluded.reason, by = excluded.by, at = excluded.at`;
}

/** The stop that was lifted, or `null` when nothing was stopped. */
export async function liftStop(
  db: Db,
  scope: string,
  by: string,
  at: Date,
): Promise<{ reason: string } | null> {
  const place = await placeOf(db, askedBy(scope));
  return db.maybe<{ reason: string }>`
    update switches set stopped = false, by = ${by}, at = ${at}
    where stopped and (scope = ${place.scope} or repository_id = ${place.id}) returning reason`;
}

/** Since when the scope has been running again after its last stop; failures seen before are not acted on. */
export async function liftedAt(db: Db, repository: string | null): Promise<Date | null> {
  const place = await placeOf(db, { name: repository, id: null });
  const { at } = await db.one<{ at: Date | null }>`
    select max(at) as at from switches
    where not stopped and (scope = any(${[...everywhere, place.scope]}::text[]) or repository_id = ${place.id})`;
  return at;
}

const askedBy = (scope: string): StopTarget => ({ name: scope, id: null });
