import { defaultPolicy, type Policy } from "../detection/policy.js";
import { silencesOf } from "../detection/windows.js";
import { repositoryConfigSchema, type RepositoryConfig } from "../playbooks/repository-config.js";
import type { Db } from "../store/db.js";
import { getRepository } from "../store/repositories.js";

/** The policy of a repository's `detection:` block as of a moment: mutes and windows that are over are left out. */
export function policyOf(
  { detection }: Pick<RepositoryConfig, "detection">,
  repository: string,
  at: number,
): Policy {
  const { mutes, maintenance, label_only: labelOnly } = detection;
  return {
    ...defaultPolicy,
    silences: silencesOf({ mutes, maintenance }, repository, at),
    labelOnly: new Set([...defaultPolicy.labelOnly, ...labelOnly]),
  };
}

/** By what is kept of the repository's `heal.yml`; the default for a repository that is not known, or whose file is not read. */
export async function policyFor(db: Db, repository: string | null, at: number): Promise<Policy> {
  if (repository === null) return defaultPolicy;
  const row = await getRepository(db, repository);
  const config = repositoryConfigSchema.safeParse(row?.config ?? {});
  return config.success ? policyOf(config.data, repository, at) : defaultPolicy;
}
