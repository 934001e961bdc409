import type { Clock } from "../core/clock.js";
import { defaultPolicy, type Policy } from "../detection/policy.js";
import { silencesOf } from "../detection/maintenance.js";
import { repositoryConfigSchema, type RepositoryConfig } from "../playbooks/repository-config.js";
import type { Db } from "../store/db.js";
import { getRepository } from "../store/repositories.js";

/** The policy of a repository's `detection:` block as of a moment: mutes and windows that are over are left out. */
export function policyOf(
  { detection }: Pick<RepositoryConfig, "detection">,
  repository: string,
  at: number,
): Policy {
  const { mutes, maintenance, label_only: labelOnly, sequences } = detection;
  return {
    ...defaultPolicy,
    silences: silencesOf({ mutes, maintenance }, repository, at),
    sequences,
    labelOnly: new Set([...defaultPolicy.labelOnly, ...labelOnly]),
  };
}

/** What is kept of the repository's `heal.yml`; the defaults for a repository that is not known, or whose file is not read. */
export type ReadConfig = (db: Db, repository: string) => Promise<RepositoryConfig>;

export const storedConfig: ReadConfig = async (db, repository) => {
  const config = repositoryConfigSchema.safeParse((await getRepository(db, repository))?.config ?? {});
  return config.success ? config.data : repositoryConfigSchema.parse({});
};

/** Reads a repository's at most once in `ms`: a look at a hundred services asks for each. */
export function cachedConfig(clock: Clock, ms: number): ReadConfig {
  const read = new Map<string, { config: RepositoryConfig; at: number }>();
  return async (db, repository) => {
    const now = clock.now().getTime();
    for (const [name, { at }] of read) if (Math.abs(now - at) >= ms) read.delete(name);
    const config = read.get(repository)?.config ?? (await storedConfig(db, repository));
    if (!read.has(repository)) read.set(repository, { config, at: now });
    return config;
  };
}
