import { DAY, MINUTE, SECOND } from "../../core/clock.js";
import { HealError, reasonOf } from "../../core/errors.js";
import { clip } from "../../core/text.js";
import type { RepositoryRef } from "../../events/event.js";
import { repositoryConfigSchema, type Service } from "../../playbooks/repository-config.js";
import type { Db } from "../../store/db.js";
import { storable } from "../../store/json.js";
import { listRepositories, type Repository } from "../../store/repositories.js";
import { withTimeout } from "../../store/timeout.js";

/**
 * A push that touches `.github/` makes a row old at once; reading again is for pushes that nobody told of. A reading takes about
 * four calls of the 5,000 an hour: 500 repositories without services take less than 100 of them.
 */
const AGAIN = 30 * MINUTE;
const AGAIN_WITHOUT = DAY;
const AFTER_FAILURE = 10 * MINUTE;
/** Repositories read anew by one look. */
const AT_ONCE = 3;
/** How long a look waits for them. */
const PATIENCE = 5 * SECOND;
/** Services of one repository, and of all. */
const A_REPOSITORY = 20;
const IN_ALL = 500;

export interface Target {
  component: string;
  service: Service;
}

export interface Targets {
  targets: Target[];
  repositories: number;
  /** Which repository cannot be read, and why; which services are too many. */
  problems: string[];
}

/**
 * The services that repositories want watched, from the rows that the pipeline keeps of each `heal.yml`. `read` reads one anew,
 * as the pipeline does, and writes its row.
 */
export function createTargets(deps: {
  db: Db;
  read: (repository: RepositoryRef) => Promise<unknown>;
}): (now: Date) => Promise<Targets> {
  const failed = new Map<string, { reason: string; gone: boolean; until: number }>();
  const reading = new Set<string>();

  const refresh = async (row: Repository, now: Date): Promise<void> => {
    const { full_name: fullName, repository_id: id, installation_id: installationId } = row;
    reading.add(fullName);
    try {
      await deps.read({ fullName, id, installationId });
      failed.delete(fullName);
    } catch (error) {
      // What GitHub will not show again tomorrow: heal is not let in any more, and has no business with its services.
      const gone = error instanceof HealError && !error.retryable;
      failed.set(fullName, {
        reason: clip(reasonOf(error), 200),
        gone,
        until: now.getTime() + AFTER_FAILURE,
      });
    } finally {
      reading.delete(fullName);
    }
  };

  return async (now) => {
    const before = await listRepositories(deps.db);
    const due = before
      .filter((row) => isDue(row, now, failed.get(row.full_name)?.until) && !reading.has(row.full_name))
      .sort((a, b) => (a.fetched_at?.getTime() ?? 0) - (b.fetched_at?.getTime() ?? 0))
      .slice(0, AT_ONCE);
    // None of them throws; what is late goes on, and the next look has it.
    await Promise.allSettled([withTimeout(PATIENCE, Promise.all(due.map((row) => refresh(row, now))))]);
    const rows = due.length > 0 ? await listRepositories(deps.db) : before;
    return collect(rows, failed);
  };
}

function isDue(row: Repository, now: Date, notBefore = -Infinity): boolean {
  if (now.getTime() < notBefore && notBefore - now.getTime() <= AFTER_FAILURE) return false;
  if (row.fetched_at === null) return true;
  const age = now.getTime() - row.fetched_at.getTime();
  return age < 0 || age > (watchedOf(row).length > 0 ? AGAIN : AGAIN_WITHOUT);
}

/** Rows may have been written by another version. */
function watchedOf(row: Repository): Service[] {
  const read = repositoryConfigSchema.safeParse(row.config ?? {});
  return read.success ? read.data.services.filter(({ watch }) => watch.length > 0) : [];
}

function collect(
  rows: readonly Repository[],
  failed: ReadonlyMap<string, { reason: string; gone: boolean }>,
): Targets {
  const targets = new Map<string, Target>();
  const problems: string[] = [];
  let repositories = 0;
  for (const row of rows) {
    const failure = failed.get(row.full_name);
    if (failure) problems.push(`${row.full_name} cannot be read: ${failure.reason}`);
    if (row.config_problem !== null) problems.push(`${row.full_name}: ${clip(row.config_problem, 200)}`);
    const watched = failure?.gone === true ? [] : watchedOf(row);
    if (watched.length > A_REPOSITORY)
      problems.push(`${row.full_name}: more than ${A_REPOSITORY} services; the first are watched`);
    if (watched.length > 0) repositories += 1;
    for (const service of watched.slice(0, A_REPOSITORY)) {
      const component = storable(`service/${row.full_name}/${service.name}`);
      if (targets.has(component)) problems.push(`${component} stands there twice; the first is watched`);
      else targets.set(component, { component, service });
    }
  }
  if (targets.size > IN_ALL) problems.push(`more than ${IN_ALL} services; the first are watched`);
  return { targets: [...targets.values()].slice(0, IN_ALL), repositories, problems };
}
