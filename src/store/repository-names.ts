import {
  isPlaceholderName,
  placeholderName,
  reaches,
  mayTakeName,
  type NameReport,
} from "../events/naming.js";
import type { RepositoryRef } from "../events/event.js";
import type { AuditEntry } from "./audit.js";
import type { Db } from "./db.js";
import { refOf } from "./repositories.js";
import { renameRepository } from "./rename.js";

/** An authentic word of GitHub about a repository. */
export interface RepositoryReport extends NameReport {
  id: number;
  installationId: number | null;
  receivedAt: Date;
}

export interface RecordedRepository {
  /** By its present name, which need not be the one that was seen. */
  repository: RepositoryRef;
  changes: AuditEntry[];
}

interface Row {
  repository_id: number;
  full_name: string;
  installation_id: number | null;
  named_at: Date;
}

/** "name" in hexadecimal, with the id: whoever writes under a name shares the lock, whoever changes it is alone. */
const LOCK = 0x6e616d65;
const share = (tx: Db, id: number): Promise<number> =>
  tx.run`select pg_advisory_xact_lock_shared(hashtextextended(${String(id)}, ${LOCK}))`;
const hold = (tx: Db, id: number): Promise<number> =>
  tx.run`select pg_advisory_xact_lock(hashtextextended(${String(id)}, ${LOCK}))`;

const rowOf = (tx: Db, id: number): Promise<Row | null> =>
  tx.maybe<Row>`select repository_id, full_name, installation_id, named_at from repositories where repository_id = ${id}`;
const holderOf = (tx: Db, fullName: string, id: number): Promise<Row | null> =>
  tx.maybe<Row>`
    select repository_id, full_name, installation_id, named_at from repositories
    where lower(full_name) = ${fullName.toLowerCase()} and repository_id <> ${id} limit 1`;

/**
 * The repository of an id as heal knows it after this word of it: met for the first time, under another name from now on, or as it
 * was. Its name stays what it is until the transaction ends. Throws when it is renamed at this very moment; tried again, it is over.
 */
export async function recordRepository(tx: Db, seen: RepositoryReport): Promise<RecordedRepository> {
  const first = await rowOf(tx, seen.id);
  if (first && (await stays(tx, first, seen))) {
    await share(tx, seen.id);
    const again = await rowOf(tx, seen.id);
    if (again?.full_name !== first.full_name) throw new Error(`${first.full_name} is being renamed`);
    return { repository: refOf(again), changes: [] };
  }
  await hold(tx, seen.id);
  const known = await rowOf(tx, seen.id);
  return known ? change(tx, known, seen) : appear(tx, seen);
}

/**
 * `recordRepository` for all that one transaction is told: what was found to be as it was stays so until the transaction ends, and
 * the same word of it again changes nothing.
 */
export function createRecorder(tx: Db): (seen: RepositoryReport) => Promise<RecordedRepository> {
  const stable = new Map<string, RecordedRepository>();
  return async (seen) => {
    const word = `${seen.id} ${seen.installationId} ${seen.fullName}`;
    const known = seen.from === null ? stable.get(word) : undefined;
    if (known) return known;
    const recorded = await recordRepository(tx, seen);
    const asItWas = recorded.changes.length === 0 && recorded.repository.fullName === seen.fullName;
    if (asItWas && seen.from === null) stable.set(word, recorded);
    else stable.clear();
    return recorded;
  };
}

const stays = async (tx: Db, known: Row, seen: RepositoryReport): Promise<boolean> =>
  seen.from === null && !movesIn(known, seen) && !(await isRenamed(tx, known, seen));

async function isRenamed(tx: Db, known: Row, seen: RepositoryReport): Promise<boolean> {
  if (known.full_name === seen.fullName) return false;
  const holder = await holderOf(tx, seen.fullName, seen.id);
  const former = await tx.maybe`
    select 1 from former_names where repository_id = ${seen.id} and full_name = ${seen.fullName}`;
  return mayTakeName({ fullName: known.full_name, namedAt: known.named_at }, seen, {
    former: former !== null,
    holder: holder && { fullName: holder.full_name, namedAt: holder.named_at },
  });
}

/** Ids of installations grow: a lower one under the same name is an old word. */
const movesIn = (known: Row, seen: RepositoryReport): boolean =>
  known.full_name === seen.fullName &&
  seen.installationId !== null &&
  seen.installationId > (known.installation_id ?? 0);

async function change(tx: Db, known: Row, seen: RepositoryReport): Promise<RecordedRepository> {
  const changes: AuditEntry[] = [];
  const renamed = await isRenamed(tx, known, seen);
  const fullName = renamed ? seen.fullName : known.full_name;
  if (renamed) {
    changes.push(...(await makeRoom(tx, seen)));
    changes.push(await giveName(tx, known, fullName, namedAt(seen), seen.receivedAt));
  } else if (seen.from !== null && seen.fullName === known.full_name)
    await tx.run`
      update repositories set named_at = greatest(named_at, ${namedAt(seen)}) where repository_id = ${seen.id}`;
  await follow(tx, seen, fullName);
  const installationId = seen.installationId ?? known.installation_id;
  if ((renamed || movesIn(known, seen)) && installationId !== known.installation_id) {
    // Another installation sent it, so the App is there, whatever became of the one before.
    await tx.run`
      update repositories set installation_id = ${installationId}, state_at = ${seen.receivedAt},
        state = case when archived then 'archived' else 'active' end where repository_id = ${seen.id}`;
    if (known.installation_id !== null)
      changes.push(entry(seen, fullName, { installation: installationId, was: known.installation_id }));
  }
  const now = await rowOf(tx, seen.id);
  return { repository: refOf(now ?? known), changes };
}

/** What is told as a rename is of the moment it came: until then the name was the other one. */
const namedAt = ({ from, asOf, receivedAt }: RepositoryReport): Date =>
  from === null || (asOf !== null && asOf > receivedAt) ? (asOf ?? receivedAt) : receivedAt;

async function appear(tx: Db, seen: RepositoryReport): Promise<RecordedRepository> {
  const holder = await holderOf(tx, seen.fullName, seen.id);
  // An old word: the name is another repository's by now, and the present one is not known.
  const late =
    holder !== null && seen.from === null && seen.asOf !== null && !reaches(seen.asOf, holder.named_at);
  const fullName = late ? placeholderName(seen.fullName, seen.id) : seen.fullName;
  const changes = late ? [] : await makeRoom(tx, seen);
  await tx.run`
    insert into repositories (full_name, repository_id, installation_id, named_at, state_at)
    values (${fullName}, ${seen.id}, ${seen.installationId}, ${namedAt(seen)}, ${seen.receivedAt})`;
  await tx.run`
    update switches set repository_id = ${seen.id} where scope = ${fullName.toLowerCase()} and repository_id is null`;
  await follow(tx, seen, fullName);
  return { repository: { fullName, id: seen.id, installationId: seen.installationId }, changes };
}

/** What was kept under the name it gave up before heal knew whose that was: a stop, for one. */
async function follow(tx: Db, { id, from, receivedAt }: RepositoryReport, fullName: string): Promise<void> {
  if (from === null || from === fullName || (await holderOf(tx, from, id))) return;
  const known = await tx.maybe`
    select 1 from former_names where lower(full_name) = ${from.toLowerCase()}`;
  if (known) return;
  await renameRepository(tx, id, from, fullName);
  await remember(tx, id, from, receivedAt);
}

/** Whoever has the name loses it, with all that is kept under it: it is another repository. */
async function makeRoom(tx: Db, { id, fullName, receivedAt }: RepositoryReport): Promise<AuditEntry[]> {
  await tx.run`delete from repositories where lower(full_name) = ${fullName.toLowerCase()} and repository_id is null`;
  const holder = await holderOf(tx, fullName, id);
  if (!holder) return [];
  await hold(tx, holder.repository_id);
  const away = placeholderName(holder.full_name, holder.repository_id);
  return [await giveName(tx, holder, away, holder.named_at, receivedAt)];
}

async function giveName(tx: Db, row: Row, fullName: string, at: Date, receivedAt: Date): Promise<AuditEntry> {
  const { repository_id: id, full_name: was } = row;
  await tx.run`update repositories set full_name = ${fullName}, named_at = ${at} where repository_id = ${id}`;
  await tx.run`delete from former_names where repository_id = ${id} and full_name = ${fullName}`;
  if (!isPlaceholderName(was)) await remember(tx, id, was, receivedAt);
  await renameRepository(tx, id, was, fullName);
  return entry({ id, receivedAt }, fullName, { was });
}

const remember = (tx: Db, id: number, fullName: string, until: Date): Promise<number> =>
  tx.run`
    insert into former_names (repository_id, full_name, until) values (${id}, ${fullName}, ${until})
    on conflict (repository_id, full_name) do update set until = greatest(former_names.until, excluded.until)`;

const entry = (
  { id, receivedAt }: Pick<RepositoryReport, "id" | "receivedAt">,
  subject: string,
  detail: Record<string, unknown>,
): AuditEntry => ({
  at: receivedAt,
  actor: "github",
  kind: "repository",
  subject,
  detail: { id, ...detail },
});

/**
 * Moves what somebody who had read a name before the rename wrote under it after the rename. Gives how many names were looked at.
 */
export async function followNames(db: Db, since: Date): Promise<number> {
  const late = await db.many<{ repository_id: number; full_name: string }>`
    select repository_id, full_name from former_names f where until >= ${since}
      and not exists (select from repositories r where lower(r.full_name) = lower(f.full_name))
      and not exists (select from former_names later where lower(later.full_name) = lower(f.full_name) and later.until > f.until)
    order by until limit 200`;
  for (const { repository_id: id, full_name: from } of late)
    await db.tx(async (tx) => {
      await hold(tx, id);
      const row = await rowOf(tx, id);
      if (row && !(await holderOf(tx, from, id))) await renameRepository(tx, id, from, row.full_name);
    });
  return late.length;
}

/** For what is written outside of a delivery: the name that holds until the transaction ends. */
export async function presentName(tx: Db, { id, fullName }: RepositoryRef): Promise<string> {
  if (id === null) return fullName;
  await share(tx, id);
  return (await rowOf(tx, id))?.full_name ?? fullName;
}

/** Repositories of an installation whose owner is called so, in any case. */
export const ownedBy = (
  tx: Db,
  installationId: number,
  owner: string,
): Promise<{ id: number; name: string }[]> =>
  tx.many`
    select repository_id as id, split_part(full_name, '/', 2) as name from repositories
    where installation_id = ${installationId} and lower(split_part(full_name, '/', 1)) = ${owner.toLowerCase()}
      and repository_id is not null and full_name not like '%#%'
    order by repository_id`;
