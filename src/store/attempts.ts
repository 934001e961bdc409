import type { Attempt } from "../decision/attempt.js";
import { DAY } from "../core/clock.js";
import type { Db } from "./db.js";
import { finalFixStates } from "./fixes.js";

/** How far back an attempt counts: GitHub reruns a run for 30 days. */
const KEPT = 30 * DAY;

/**
 * Attempts of the last 30 days, newest first: of one repository, of one installation, or all. A move that was
 * made has an intent with a thing; its end is the outcome of its incident. One whose incident went on without an outcome
 * (closed by hand) is `inconclusive`; a call that GitHub or the vendor did not take is an `error`. `but`: the key of an intent
 * that does not count.
 */
export const attemptsOf = (
  db: Db,
  of: { repository?: string; installationId?: number },
  now: Date,
  { but = "", limit = 500 }: { but?: string; limit?: number } = {},
): Promise<(Attempt & { installationId: number | null })[]> => {
  const repository = of.repository ?? null;
  const installation = of.installationId ?? null;
  return db.many`
    select * from (
      select i.action as move, i.repository, i.installation_id as "installationId", i.incident_id as incident, i.thing, i.plan -> 'shared' -> 'use' ->> 'service' as service,
        coalesce(i.plan -> 'shared' -> 'use' ->> 'commit', i.plan -> 'params' ->> 'headSha') as commit, i.created_at as at,
        case when i.state in ('refused', 'failed') then i.done_at
          when o.at is not null then o.at
          when i.incident_state in ('acting', 'verifying') then null else coalesce(i.closed_at, i.done_at, i.created_at) end as "endedAt",
        case when i.state in ('refused', 'failed') then 'error'
          when o.verdict is not null then o.verdict
          when i.incident_state in ('acting', 'verifying') then 'under way' else 'inconclusive' end as verdict
      from (
        select i.*, n.installation_id, n.state as incident_state, n.closed_at
        from intents i join incidents n on n.id = i.incident_id
        where i.thing is not null and i.created_at > ${new Date(now.getTime() - KEPT)} and i.key <> ${but}
          and (i.state in ('claimed', 'done') or i.state = 'failed'
            or (i.state = 'refused' and i.code in ('HEAL_GITHUB_REFUSED', 'HEAL_GITHUB_GONE')))
          and (${repository}::text is null or i.repository = ${repository})
          and (${installation}::bigint is null or n.installation_id = ${installation})
        order by i.created_at desc limit ${limit}) i
      left join lateral (
        select verdict, at from outcomes where incident_id = i.incident_id and action = i.action
          and at >= coalesce(i.done_at, i.created_at) order by id limit 1) o on true
      union all
      select 'open-fix-pr', f.repository, f.installation_id, f.incident_id, f.workflow_path, null, f.base_sha, f.created_at, o.at,
        coalesce(o.verdict, case when f.state = any(${finalFixStates}) then 'inconclusive'
          else 'under way' end)
      from (
        select f.*, n.installation_id, n.run ->> 'workflowPath' as workflow_path
        from fixes f join incidents n on n.id = f.incident_id
        where f.created_at > ${new Date(now.getTime() - KEPT)}
          and (${repository}::text is null or f.repository = ${repository})
          and (${installation}::bigint is null or n.installation_id = ${installation})
        order by f.created_at desc limit ${limit}) f
      left join lateral (
        select verdict, at from outcomes where incident_id = f.incident_id and action = 'open-fix-pr' and at >= f.created_at
          order by id limit 1) o on true
    ) as attempts order by at desc limit ${limit}`;
};

/** A move that did not help, or could not be made, so often lately. */
export interface BadMove {
  repository: string;
  installationId: number | null;
  move: string;
  bad: number;
  last: Date;
}

/** Where the latest `limit` bad attempts of the last 30 days were, the latest first: only there a breaker can have tripped. */
export const badMoves = (db: Db, now: Date, limit = 2_000): Promise<BadMove[]> => {
  const since = new Date(now.getTime() - KEPT);
  return db.many<BadMove>`
    select repository, installation_id as "installationId", move, count(*) as bad, max(at) as last from (
      select coalesce(i.repository, n.repository) as repository, n.installation_id, o.action as move, o.at
      from (select incident_id, action, at from outcomes
        where verdict in ('failed', 'error') and at > ${since} order by at desc limit ${limit}) o
      join incidents n on n.id = o.incident_id
      left join lateral (select repository from intents where incident_id = o.incident_id and action = o.action
        order by id desc limit 1) i on true
      union all
      select i.repository, n.installation_id, i.action, i.created_at
      from (select * from intents where state in ('refused', 'failed') and thing is not null and created_at > ${since}
        order by created_at desc limit ${limit}) i
      join incidents n on n.id = i.incident_id
      where i.state = 'failed' or i.code in ('HEAL_GITHUB_REFUSED', 'HEAL_GITHUB_GONE')) bad
    where repository is not null
    group by repository, installation_id, move order by last desc, repository, move`;
};
