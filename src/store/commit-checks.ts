import { refOfRow, type RepositoryRef, type RunFacts } from "../events/event.js";
import { z } from "zod";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";
import { readIncident, type IncidentRow, type RawIncident } from "./incident-row.js";
import { ClaimLost } from "./lease.js";

const columns = z.object({
  /** Annotations that GitHub has already. */
  annotated: z.array(z.string()),
});

/** The check run of one commit, and how far what it says is behind the commit's incidents. */
export interface CommitCheck extends z.output<typeof columns> {
  id: number;
  repository: string;
  repository_id: number | null;
  installation_id: number | null;
  head_sha: string;
  /** Changes of the commit's incidents so far, and the number of the one that the check run shows. */
  wanted: number;
  written: number;
  /** Of the text that stands there. */
  seal: string | null;
  check_run_id: number | null;
  url: string | null;
  /** Why it could not be written; null: it could. */
  trouble: string | null;
  created_at: Date;
  claims: number;
  attempts: number;
}

/** Something about the commit has changed: its check run is to be written. Called in the transaction that changes it. */
export async function wantCheck(
  tx: Db,
  { repository, headSha, now }: { repository: RepositoryRef; headSha: string; now: Date },
): Promise<number> {
  const { id } = await tx.one<{ id: number }>`
    insert into commit_checks as c (repository, repository_id, installation_id, head_sha, created_at, next_step_at)
    values (${repository.fullName}, ${repository.id}, ${repository.installationId}, ${headSha}, ${now}, ${now})
    on conflict (repository, head_sha) do update set wanted = c.wanted + 1, attempts = 0,
      installation_id = excluded.installation_id, next_step_at = least(c.next_step_at, excluded.next_step_at)
    returning id`;
  return id;
}

export const dueChecks = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many`
    select id from commit_checks where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    order by next_step_at limit ${limit}`;

type RawCheck = Raw<CommitCheck, typeof columns>;
const read = (row: RawCheck | null): CommitCheck | null =>
  row && parsedRow("commit_checks", columns, row, row.id);

export const claimCheck = async (
  db: Db,
  id: number,
  now: Date,
  leaseMs: number,
): Promise<CommitCheck | null> =>
  read(
    await db.maybe<RawCheck>`
      update commit_checks set claimed_until = ${new Date(now.getTime() + leaseMs)}, claims = claims + 1, attempts = attempts + 1
      where id = ${id} and next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      returning *`,
  );

type Claimed = Pick<CommitCheck, "id" | "claims">;

export const renewCheck = (db: Db, { id, claims }: Claimed, until: Date): Promise<number> =>
  db.run`
    update commit_checks set claimed_until = ${until} where id =
      (select id from commit_checks where id = ${id} and claims = ${claims} and claimed_until is not null for update skip locked)`;

/** What came of a step. `written`: the change that is shown now. `again`: when it is tried again; null: with the next change. */
export interface CheckEnd {
  written?: { wanted: number; seal: string; annotated: readonly string[] };
  checkRun?: { id: number; url: string };
  trouble: string | null;
  again: Date | null;
}

/** Gives it back; what changed meanwhile makes it due at once. Throws `ClaimLost` when another worker has claimed it since. */
export async function endCheck(db: Db, claimed: CommitCheck, end: CheckEnd, now: Date): Promise<Date | null> {
  const { written, checkRun } = end;
  const ended = await db.maybe<{ next_step_at: Date | null }>`
    update commit_checks set
      written = coalesce(${written?.wanted ?? null}, written), seal = coalesce(${written?.seal ?? null}, seal),
      annotated = coalesce(${written ? json(written.annotated) : null}::jsonb, annotated),
      check_run_id = coalesce(${checkRun?.id ?? null}, check_run_id), url = coalesce(${checkRun?.url ?? null}, url),
      trouble = ${end.trouble}, claimed_until = null,
      next_step_at = case when wanted <> ${claimed.wanted} then ${now}::timestamptz else ${end.again}::timestamptz end
    where id = ${claimed.id} and claims = ${claimed.claims}
    returning next_step_at`;
  if (!ended) throw new ClaimLost(`check of commit ${claimed.head_sha}`);
  return ended.next_step_at;
}

/** Incidents that one check run tells of; more are counted. */
export const CHECK_INCIDENTS = 30;

/** The commit's incidents, the oldest first, at most `CHECK_INCIDENTS`. */
export const incidentsOfCommit = async (
  db: Db,
  { repository, head_sha: sha }: Pick<CommitCheck, "repository" | "head_sha">,
): Promise<(IncidentRow & { disowned_by: string | null })[]> =>
  (
    await db.many<RawIncident & { disowned_by: string | null }>`
      select * from incidents where repository = ${repository} and run ->> 'headSha' = ${sha} and run is not null
      order by id desc limit ${CHECK_INCIDENTS}`
  )
    .map((row) => ({ ...readIncident(row), disowned_by: row.disowned_by }))
    .reverse();

/** The check run that GitHub names, among those that heal made. */
export const checkByRunId = async (
  db: Db,
  repository: Pick<RepositoryRef, "fullName">,
  checkRunId: number,
): Promise<CommitCheck | null> =>
  read(
    await db.maybe<RawCheck>`
      select * from commit_checks where repository = ${repository.fullName} and check_run_id = ${checkRunId}`,
  );

export const checkById = async (db: Db, id: number): Promise<CommitCheck | null> =>
  read(await db.maybe<RawCheck>`select * from commit_checks where id = ${id}`);

/** Where a run's failure is told on its commit, and why it is not up to date; null: nothing was to be told there yet. */
export const checkOf = async (
  db: Db,
  { repository, run }: { repository: string | null; run: Pick<RunFacts, "headSha"> | null },
): Promise<Pick<CommitCheck, "url" | "trouble"> | null> =>
  repository === null || run === null
    ? null
    : db.maybe`
        select url, trouble from commit_checks where repository = ${repository} and head_sha = ${run.headSha}`;

/** GitHub was asked to run it again: it is written whatever stands there. */
export const unseal = (db: Db, id: number): Promise<number> =>
  db.run`update commit_checks set seal = null where id = ${id}`;

/** A person says that the failure is not the fault of the change it was seen in. */
export const disown = (db: Db, incident: number, by: string): Promise<number> =>
  db.run`update incidents set disowned_by = ${by} where id = ${incident}`;

/** What people asked for on a check run lately, with what came of it; the newest last. */
export interface Pressed {
  line: string;
  author: string;
  state: string;
  answer: string | null;
}
export const pressedOn = (db: Db, check: number): Promise<Pressed[]> =>
  db.many<Pressed>`
    select * from (
      select id, line, author, state, answer from commands where check_id = ${check} order by id desc limit 5) c
    order by id`;

export const refOfCheck = (check: CommitCheck): RepositoryRef => refOfRow(check);
