import { HealError } from "../../core/errors.js";
import { nearestOf } from "../../core/nearest.js";
import type { Db } from "../../store/db.js";
import { getRepository, listRepositories } from "../../store/repositories.js";

/** `owner/name`, as GitHub lets names be. */
export const looksLikeRepository = (word: string): boolean => /^[A-Z0-9-]{1,39}\/[\w.-]{1,100}$/i.test(word);

/** How many names are offered for one that is not known. */
const OFFERED = 3;

/** A repository that heal knows, by any of its names. Throws `HEAL_INPUT_INVALID`, with names that are near. */
export async function knownRepository(db: Db, name: string): Promise<string> {
  const known = await getRepository(db, name);
  if (known) return known.full_name;
  const names = (await listRepositories(db)).map((one) => one.full_name);
  const near = nearestOf(name, names, OFFERED);
  const hint = near.length === 0 ? "it knows none yet" : `did you mean ${near.join(", ")}?`;
  throw new HealError("HEAL_INPUT_INVALID", `heal knows no repository ${name}; ${hint}`);
}
