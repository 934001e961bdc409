import { z } from "zod";
import { HealError } from "../core/errors.js";
import type { Plan } from "../decision/plan.js";
import type { GitHub } from "../github/port.js";

/** The commit that was checked: a plan about a pull request carries it. */
export const headSha = z.string().regex(/^[0-9a-f]{40}$/);

/** Right before a write: the pull request is still at the commit that the write speaks of. Throws `HEAL_HEAD_MOVED`. */
export async function unmoved(
  { repository }: Plan,
  number: number,
  checked: string,
  github: Pick<GitHub, "pull">,
): Promise<void> {
  const pull = await github.pull(repository, number);
  if (pull?.headSha === checked) return;
  const now = pull ? `is at ${pull.headSha.slice(0, 7)}` : "is gone";
  throw new HealError(
    "HEAL_HEAD_MOVED",
    `pull request ${number} ${now}, not at ${checked.slice(0, 7)}, which was checked`,
  );
}
