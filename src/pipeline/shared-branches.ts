import { glob } from "../core/glob.js";
import type { RepositoryConfig } from "../playbooks/repository-config.js";

/** Branches and tags besides the default branch whose failures are everybody's (`escalate.branches`). */
export function sharedBranches({
  escalate,
}: Pick<RepositoryConfig, "escalate">): (branch: string) => boolean {
  const globs = escalate.branches.map((pattern) => glob(pattern));
  return (branch) => globs.some((matches) => matches(branch));
}
