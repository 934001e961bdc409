import { HOUR } from "../core/clock.js";
import type { Db } from "./db.js";
import type { Severity } from "../events/event.js";
import { FINAL } from "./final-states.js";

/** So many failures stand in one summary issue: GitHub takes 65,536 characters, a line has about 300. */
export const SUMMARY_LINES = 100;

/** Where an incident is told: in the issue of `summaryIncidents`'s summary, in one of its own (null), or with its twin. */
export type IssuePlacement = { listedIn: number | null } | { twin: number };

/**
 * The incident's share of its repository's hourly issues, given once. All who want one wait for each other, so that no two take
 * the last, no two open a summary, and the same failure is not told twice by two workers. The hour slides.
 */
export const placeIssue = (
  db: Db,
  incident: { id: number; repository: string; fingerprint: string | null },
  limit: number,
  now: Date,
): Promise<IssuePlacement> =>
  db.tx(async (tx) => {
    const { id, repository, fingerprint } = incident;
    const since = new Date(now.getTime() - HOUR);
    await tx.run`select pg_advisory_xact_lock(hashtextextended(${`places:${repository}`}, 0))`;
    const mine = await tx.one<{ place_at: Date | null; listed_in: number | null }>`
      select place_at, listed_in from incidents where id = ${id}`;
    if (mine.place_at !== null) return { listedIn: mine.listed_in };
    const twin = await tx.maybe<{ id: number }>`
      select id from incidents where repository = ${repository} and fingerprint = ${fingerprint} and id <> ${id}
        and kind = 'ci' and place_at is not null and merged_into is null and state not in ${FINAL}
      order by id limit 1`;
    if (twin) return { twin: twin.id };
    const { used } = await tx.one<{ used: number }>`
      select (select count(*) from incidents
          where repository = ${repository} and place_at > ${since} and listed_in is null)
        + (select count(*) from intents t left join incidents i on i.id = t.incident_id
          where t.repository = ${repository} and t.created_at > ${since} and t.state in ('claimed', 'done')
            and (t.action = 'open-pull-request' or (t.action = 'create-issue' and i.place_at is null))) as used`;
    const listedIn = used < limit ? null : await summaryWithRoom(tx, id, repository, since);
    await tx.run`update incidents set place_at = ${now}, listed_in = ${listedIn} where id = ${id}`;
    return { listedIn };
  });

/** The newest summary of the last hour that takes another line; else this incident begins one. */
const summaryWithRoom = async (tx: Db, id: number, repository: string, since: Date): Promise<number> =>
  (
    await tx.maybe<{ id: number }>`
      select head.id from incidents head join incidents line on line.listed_in = head.id
      where head.repository = ${repository} and head.listed_in = head.id and head.place_at > ${since}
      group by head.id having count(*) < ${SUMMARY_LINES} order by head.id desc limit 1`
  )?.id ?? id;

/** The issue in which the same failure was told before, where heal closed it since then itself; null: none. */
export const formerIssue = (
  db: Db,
  { repository, fingerprint, id }: { repository: string; fingerprint: string; id: number },
  since: Date,
): Promise<{ number: number; url: string } | null> =>
  db.maybe<{ number: number; url: string }>`
    select number, url from (
      select id, issue_number as number, coalesce(issue_url, '') as url, closed_at from incidents
      where fingerprint = ${fingerprint} and repository = ${repository} and id < ${id} and kind = 'ci'
        and issue_number is not null and listed_in is null
      order by id desc limit 1) i
    where closed_at > ${since}
      and exists (select from intents t where t.incident_id = i.id and t.state = 'done' and t.key = 'issue-closed:' || i.id)`;

export interface ListedRow {
  id: number;
  title: string;
  category: string | null;
  severity: Severity;
  over: boolean;
}

/** What a summary lists, oldest first. */
export const summaryIncidents = (db: Db, head: number): Promise<ListedRow[]> =>
  db.many<ListedRow>`
    select id, title, category, severity, state in ${FINAL} as over from incidents where listed_in = ${head}
    order by place_at, id`;

/** How often the summary's issue was opened, from 1: an issue that is gone from GitHub is followed by another. */
export const summaryRound = async (db: Db, id: number): Promise<number> =>
  (await db.one<{ issue_round: number }>`select issue_round from incidents where id = ${id}`).issue_round;

/** An issue is gone from GitHub: whoever was told in it is told anew when there is something to tell. */
export const forgetIssue = async (
  db: Db,
  repository: string,
  issue: number,
  also: number | null = null,
): Promise<number[]> =>
  (
    await db.many<{ id: number }>`
      update incidents set issue_number = null, issue_url = null, place_at = null, listed_in = null,
        issue_round = issue_round + 1
      where repository = ${repository} and (issue_number = ${issue} or id = ${also}) returning id`
  ).map(({ id }) => id);
