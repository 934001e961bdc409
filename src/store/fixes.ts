import { z } from "zod";
import { keptCheck } from "../events/check.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";

/** Of a fix that is still worked on. */
const openStates = ["producing", "checking", "proving", "proven"] as const;
/** Of one that is over. */
export const finalFixStates = ["merged", "closed", "rejected", "failed"] as const;
export const fixStates = [...openStates, ...finalFixStates] as const;
export type FixState = (typeof fixStates)[number];

/** What one check says about a patch; a failed one names the file. */
const checkResult = z.object({
  check: z.string(),
  ok: z.boolean(),
  /** For people; text from the patch in it is clipped, not escaped. */
  reason: z.string(),
  path: z.string().optional(),
});
export type CheckResult = z.output<typeof checkResult>;

const columns = z.object({
  checks: z.array(checkResult),
  /** What judged the commit that failed; null: it had not ended when the fix began. */
  before: z.array(keptCheck).nullable(),
  after: z.array(keptCheck).nullable(),
});

export interface FixRow extends z.output<typeof columns> {
  id: number;
  incident_id: number;
  repository: string;
  producer: string;
  state: FixState;
  base_sha: string;
  base_branch: string;
  branch: string | null;
  /** The commit that was checked and is being proven. */
  head_sha: string | null;
  external_id: string | null;
  pull_request: number | null;
  /** The newest pull request of the repository when an agent began. */
  newest_pull: number;
  url: string | null;
  reason: string | null;
  created_at: Date;
  deadline: Date;
}

type RawFix = Raw<FixRow, typeof columns>;
const read = (row: RawFix): FixRow => parsedRow("fixes", columns, row, row.id);

export const openFix = async (
  db: Db,
  f: {
    incidentId: number;
    repository: string;
    producer: string;
    baseSha: string;
    baseBranch: string;
    branch: string;
    before: FixRow["before"];
    newestPull?: number;
    now: Date;
    deadline: Date;
  },
): Promise<FixRow> =>
  read(
    await db.one<RawFix>`
    insert into fixes (incident_id, repository, producer, state, base_sha, base_branch, branch, before, newest_pull, created_at, deadline)
    values (${f.incidentId}, ${f.repository}, ${f.producer}, 'producing', ${f.baseSha}, ${f.baseBranch}, ${f.branch}, ${json(f.before)}::jsonb, ${f.newestPull ?? 0}, ${f.now}, ${f.deadline})
    returning *`,
  );

export const updateFix = async (
  db: Db,
  id: number,
  c: Partial<{
    state: FixState;
    externalId: string;
    branch: string;
    headSha: string;
    pullRequest: number;
    url: string;
    reason: string;
    checks: FixRow["checks"];
    before: FixRow["before"];
    after: FixRow["after"];
    deadline: Date;
  }>,
): Promise<FixRow> =>
  read(
    await db.one<RawFix>`
    update fixes set state = coalesce(${c.state ?? null}, state), external_id = coalesce(${c.externalId ?? null}, external_id),
      branch = coalesce(${c.branch ?? null}, branch), head_sha = coalesce(${c.headSha ?? null}, head_sha), pull_request = coalesce(${c.pullRequest ?? null}, pull_request),
      url = coalesce(${c.url ?? null}, url), reason = coalesce(${c.reason ?? null}, reason),
      checks = coalesce(${c.checks ? json(c.checks) : null}::jsonb, checks), before = coalesce(${c.before ? json(c.before) : null}::jsonb, before), after = coalesce(${c.after ? json(c.after) : null}::jsonb, after),
      deadline = coalesce(${c.deadline ?? null}::timestamptz, deadline)
    where id = ${id} returning *`,
  );

export const fixesOf = async (db: Db, incidentId: number): Promise<FixRow[]> =>
  (await db.many<RawFix>`select * from fixes where incident_id = ${incidentId} order by id`).map(read);

export const openFixPulls = async (db: Db, repository: string): Promise<number> =>
  (
    await db.one<{
      n: number;
    }>`select count(*) as n from fixes where repository = ${repository} and state = any(${openStates})`
  ).n;

/** The fix that a branch or a pull request belongs to. */
export async function fixOf(
  db: Db,
  repository: string,
  by: { branch?: string; pullRequest?: number },
): Promise<FixRow | null> {
  const row = await db.maybe<RawFix>`
    select * from (
      select * from fixes where repository = ${repository} and branch = ${by.branch ?? null}
      union all
      select * from fixes where repository = ${repository} and pull_request = ${by.pullRequest ?? null}
    ) found order by id desc limit 1`;
  return row && read(row);
}

/** Whose producer may be at work outside at this moment. */
export const fixesUnderWay = async (db: Db): Promise<FixRow[]> =>
  (
    await db.many<RawFix>`
      select * from fixes where state = 'producing' and external_id is not null and pull_request is null order by id`
  ).map(read);
