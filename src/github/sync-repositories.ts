import type { Clock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import type { Log } from "../intake/log.js";
import { appendAudit, type AuditEntry } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { upsertRepository } from "../store/repositories.js";
import { recordRepository } from "../store/repository-names.js";
import {
  knownInstallations,
  setStanding,
  unlistedRepositories,
  type StandingChange,
} from "../store/repository-states.js";
import type { Client } from "./client.js";

export interface SyncDeps {
  db: Db;
  clock: Clock;
  log: Log;
}

interface Listed {
  id: number | bigint;
  full_name: string;
  default_branch: string;
  archived: boolean;
}

/**
 * Makes the table of repositories true: what the App sees is there under its present name and in its present state, what it sees no
 * more is `removed`. Nothing is concluded from what could not be listed. Gives how many it sees.
 */
export async function syncRepositories(client: Client, deps: SyncDeps): Promise<number> {
  const { db, clock, log } = deps;
  // What webhooks tell from here on is newer than the lists.
  const at = clock.now();
  const app = await client.app();
  const installations = await allPages(async (page) => {
    const { data } = await app.request("GET /app/installations", { per_page: PAGE, page });
    return { items: data, total: null };
  });
  let count = 0;
  for (const { id, suspended_at: suspended } of installations) {
    if (suspended) {
      await stand(db, { standing: "suspended", ids: null, installationId: id, at });
      continue;
    }
    try {
      const token = await app.rest.apps.createInstallationAccessToken({
        installation_id: id,
        permissions: { metadata: "read" },
      });
      const octokit = client.withToken(token.data.token, String(id));
      const repositories = await allPages(async (page) => {
        const { data } = await octokit.request("GET /installation/repositories", { per_page: PAGE, page });
        return { items: data.repositories, total: data.total_count };
      });
      for (const repository of repositories) await learn(db, repository, id, at);
      const seen = repositories.map((repository) => Number(repository.id));
      await gone(db, { installationId: id, seen, at });
      count += repositories.length;
    } catch (error) {
      log.warn(
        { installation: id, reason: reasonOf(error) },
        "an installation's repositories could not be listed",
      );
    }
  }
  const there = new Set(installations.map(({ id }) => id));
  for (const id of await knownInstallations(db))
    if (!there.has(id)) await gone(db, { installationId: id, seen: [], at });
  return count;
}

const PAGE = 100;

/** A list is whole or it is none: what an answer without a body leaves out is not gone. */
async function allPages<T>(
  ask: (page: number) => Promise<{ items: readonly T[]; total: number | null }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page++) {
    const { items, total }: { items: unknown; total: number | null } = await ask(page);
    if (!Array.isArray(items))
      throw new HealError("HEAL_GITHUB_UNAVAILABLE", "GitHub answered without a list");
    all.push(...(items as T[]));
    if (items.length === PAGE) continue;
    if (total !== null && total !== all.length)
      throw new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub listed ${all.length} of ${total}`);
    return all;
  }
}

const learn = (db: Db, listed: Listed, installationId: number, at: Date): Promise<void> =>
  db.tx(async (tx) => {
    const { full_name: fullName, archived, default_branch: branch } = listed;
    const id = Number(listed.id);
    const seen = { id, fullName, installationId, from: null, asOf: at, receivedAt: at };
    const { changes } = await recordRepository(tx, seen);
    await upsertRepository(tx, { full_name: fullName, repository_id: id, default_branch: branch });
    for (const standing of ["installed", archived ? "archived" : "unarchived"] as const)
      changes.push(...(await changed(tx, { standing, ids: [id], installationId, at })));
    for (const change of changes) await appendAudit(tx, change);
  });

const gone = async (
  db: Db,
  of: { installationId: number; seen: readonly number[]; at: Date },
): Promise<void> => {
  const ids = await unlistedRepositories(db, of);
  if (ids.length > 0)
    await stand(db, { standing: "removed", ids, installationId: of.installationId, at: of.at });
};

type Change = Omit<StandingChange, "actor">;

const changed = async (tx: Db, change: Change): Promise<AuditEntry[]> =>
  (await setStanding(tx, { ...change, actor: "heal" })).changes;

/** Open incidents there are due, and the next sweep wakes them. */
const stand = (db: Db, change: Change): Promise<void> =>
  db.tx(async (tx) => {
    for (const one of await changed(tx, change)) await appendAudit(tx, one);
  });
