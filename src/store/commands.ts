import type { RepositoryRef } from "../events/event.js";
import type { Db } from "./db.js";
import type { CommitCheck } from "./commit-checks.js";
import { ClaimLost } from "./lease.js";

export interface CommandRow {
  id: number;
  repository: string;
  repository_id: number | null;
  installation_id: number | null;
  /** Where it was written; null: it is a button of a check run. */
  issue: number | null;
  /** null: it is a button, or a label. */
  comment_id: number | null;
  /** The comment is one on a line of a pull request. */
  review: boolean;
  check_id: number | null;
  /** Of a button: the incident that it is for. */
  incident_id: number | null;
  author: string;
  line: string;
  state: "waiting" | "answered" | "refused" | "silent" | "failed";
  received_at: Date;
  attempts: number;
  /** Written by whoever did what was asked; the reply says it. */
  answer: string | null;
  refused: boolean;
}

/**
 * Stores a command once: the same comment under another delivery id is the same command. Comments on lines are numbered apart from
 * others, so that two commands of one repository could bear one id; the later one is then not taken.
 */
export const addCommand = (
  db: Db,
  c: {
    repository: RepositoryRef;
    issue: number;
    commentId: number;
    review?: boolean;
    author: string;
    line: string;
    at: Date;
    now: Date;
  },
): Promise<{ id: number } | null> =>
  db.maybe`
    insert into commands (repository, repository_id, installation_id, issue, comment_id, review, author, line, received_at, next_step_at)
    values (${c.repository.fullName}, ${c.repository.id}, ${c.repository.installationId}, ${c.issue}, ${c.commentId},
      ${c.review ?? false}, ${c.author}, ${c.line}, ${c.at}, ${c.now})
    on conflict (repository, comment_id) do nothing returning id`;

/** A label that is a command; the same delivery is the same label set. */
export const addLabelled = (
  db: Db,
  c: {
    repository: RepositoryRef;
    issue: number;
    pressed: string;
    author: string;
    line: string;
    at: Date;
    now: Date;
  },
): Promise<{ id: number } | null> =>
  db.maybe`
    insert into commands (repository, repository_id, installation_id, issue, pressed, author, line, received_at, next_step_at)
    values (${c.repository.fullName}, ${c.repository.id}, ${c.repository.installationId}, ${c.issue}, ${c.pressed}, ${c.author},
      ${c.line}, ${c.at}, ${c.now})
    on conflict (repository, pressed) where comment_id is null and check_id is null do nothing returning id`;

/** A button that was pressed, for one incident; the same delivery is the same press. */
export const addPressed = (
  db: Db,
  {
    check,
    ...c
  }: {
    check: Pick<CommitCheck, "id" | "repository" | "repository_id" | "installation_id">;
    incident: number;
    pressed: string;
    author: string;
    line: string;
    at: Date;
    now: Date;
  },
): Promise<{ id: number } | null> =>
  db.maybe`
    insert into commands (repository, repository_id, installation_id, check_id, incident_id, pressed, author, line, received_at,
      next_step_at)
    values (${check.repository}, ${check.repository_id}, ${check.installation_id}, ${check.id}, ${c.incident}, ${c.pressed},
      ${c.author}, ${c.line}, ${c.at}, ${c.now})
    on conflict (check_id, pressed, incident_id) where check_id is not null do nothing returning id`;

/** How many incidents were asked the same by a comment, besides the one that it is answered for. */
export const countOfComment = async (db: Db, pressed: string): Promise<number> =>
  (
    await db.one<{ n: number }>`
    select count(*) as n from commands where check_id is not null and pressed = ${pressed}`
  ).n;

export const claimCommand = (db: Db, id: number, now: Date, leaseMs: number): Promise<CommandRow | null> =>
  db.maybe<CommandRow>`
    update commands set claimed_until = ${new Date(now.getTime() + leaseMs)}, attempts = attempts + 1
    where id = ${id} and state = 'waiting' and next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    returning *`;

/** One claim of a command: another worker's has another count of attempts. */
type Claimed = Pick<CommandRow, "id" | "attempts">;

export const renewCommand = (db: Db, { id, attempts }: Claimed, until: Date): Promise<number> =>
  db.run`
    update commands set claimed_until = ${until} where id =
      (select id from commands
       where id = ${id} and attempts = ${attempts} and state = 'waiting' and claimed_until is not null
       for update skip locked)`;

/** Like `postponeCommand` it throws `ClaimLost` when another worker has claimed it since. */
export const endCommand = (
  db: Db,
  claimed: Claimed,
  state: CommandRow["state"],
  answer: string | null,
  repliedAt: Date | null,
  wrong = false,
): Promise<void> =>
  held(
    claimed,
    db.run`
    update commands set state = ${state}, answer = ${answer}, replied_at = ${repliedAt}, wrong = ${wrong}, next_step_at = null, claimed_until = null
    where id = ${claimed.id} and attempts = ${claimed.attempts} and state = 'waiting'`,
  );

export const postponeCommand = (db: Db, claimed: Claimed, until: Date): Promise<void> =>
  held(
    claimed,
    db.run`
    update commands set next_step_at = ${until}, claimed_until = null
    where id = ${claimed.id} and attempts = ${claimed.attempts} and state = 'waiting'`,
  );

async function held({ id }: Claimed, written: Promise<number>): Promise<void> {
  if ((await written) === 0) throw new ClaimLost(`command ${id}`);
}

/** When heal last answered in this thread, by kind of answer; `wrong`: that there is no such command. */
export const lastReplies = (
  db: Db,
  repository: string,
  issue: number,
): Promise<{ any: Date | null; refusal: Date | null; wrong: Date | null }> =>
  db.one`
    select max(replied_at) as any, max(replied_at) filter (where state = 'refused' and not wrong) as refusal,
      max(replied_at) filter (where wrong) as wrong
    from commands where repository = ${repository} and issue = ${issue}`;

export const dueCommands = (db: Db, now: Date, limit: number): Promise<{ id: number }[]> =>
  db.many`
    select id from commands where next_step_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
    order by next_step_at limit ${limit}`;

/** What came of a request: the command's next step says it. */
export const answerCommand = (
  db: Db,
  id: number,
  answer: string,
  refused: boolean,
  now: Date,
): Promise<number> =>
  db.run`update commands set answer = ${answer}, refused = ${refused}, next_step_at = ${now} where id = ${id} and state = 'waiting' and answer is null`;

/**
 * Whether a `/heal stop` was carried out that was written after this comment; `by`: who made the stop that holds now. Ids of
 * comments on lines and in threads are counted apart, so those are compared by GitHub's times.
 */
export const stopsAfter = async (
  db: Db,
  repository: string,
  {
    comment: { id, review },
    writtenAt,
    by,
  }: { comment: { id: number; review: boolean }; writtenAt: Date; by: string },
): Promise<boolean> =>
  (await db.maybe`
    select 1 from commands where repository = ${repository} and line ~* '^/heal\\s+stop(\\s|$)'
      and (case when review = ${review} then comment_id > ${id} else received_at >= ${writtenAt} end)
      and (state in ('answered', 'silent') or '@' || author = ${by}) limit 1`) !== null;
