import { z } from "zod";
import { HealError } from "../core/errors.js";
import type { Plan } from "../decision/plan.js";
import type { GitHub } from "../github/port.js";

/** The commit that was checked: a plan about a pull request carries it. */
export const headSha = z.string().regex(/^[0-9a-f]{40}$/);

/** The branch that it is against; a plan of an older version names none. */
export const baseRef = z.string().optional();

/**
 * Right before a write: the pull request is still at the commit that the write speaks of, and against the same branch, as another
 * one makes another change of the same commit. Throws `HEAL_HEAD_MOVED`.
 */
export async function requireSameHead(
  { repository }: Plan,
  checked: { number: number; headSha: string; baseRef?: string | undefined },
  github: Pick<GitHub, "pull">,
): Promise<void> {
  const { number, headSha: sha, baseRef: base = null } = checked;
  const pull = await github.pull(repository, number);
  if (pull?.headSha === sha && (base === null || pull.baseRef === base)) return;
  const now =
    pull === null
      ? "is gone"
      : pull.headSha === sha
        ? `is against ${pull.baseRef}`
        : `is at ${pull.headSha.slice(0, 7)}`;
  throw new HealError(
    "HEAL_HEAD_MOVED",
    `pull request ${number} ${now}, not ${base === null ? "" : `against ${base} `}at ${sha.slice(0, 7)}, as it was checked`,
  );
}
