import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow } from "./json.js";

const file = z.object({ path: z.string(), text: z.string() });

/** The texts that a repository's rules are made of. */
const texts = z.object({
  /** Its own `heal.yml`, or its organisation's; null: neither has one. */
  config: file.nullable(),
  playbooks: z.array(file),
});
export type RuleTexts = z.output<typeof texts>;

const columns = z.object({ valid_rules: texts });

/** These are valid; written when they are others than before. */
export const keepValidRules = (db: Db, repositoryId: number, rules: RuleTexts, now: Date): Promise<number> =>
  db.run`
    update repositories set valid_rules = ${json(rules)}::jsonb, valid_since = ${now}
    where repository_id = ${repositoryId} and valid_rules is distinct from ${json(rules)}::jsonb`;

/** Those that were valid last, and since when they are in force; null: none ever were. */
export async function validRules(
  db: Db,
  repositoryId: number,
): Promise<{ rules: RuleTexts; since: Date } | null> {
  const row = await db.maybe<{ valid_rules: unknown; valid_since: Date }>`
    select valid_rules, valid_since from repositories
    where repository_id = ${repositoryId} and valid_rules is not null`;
  return (
    row && {
      rules: parsedRow("repositories", columns, row, repositoryId).valid_rules,
      since: row.valid_since,
    }
  );
}
