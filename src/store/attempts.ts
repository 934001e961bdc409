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
      select i.action as move, i.repository, n.installation_id as "installationId", i.incident_id as incident, i.thing, i.plan -> 'shared' -> 'use' ->> 'service' as service,
        coalesce(i.plan -> 'shared' -> 'use' ->> 'commit', i.plan -> 'params' ->> 'headSha') as commit, i.created_at as at,
        case when i.state in ('refused', 'failed') then i.done_at
          when o.at is not null then o.at
          when n.state in ('acting', 'verifying') then null else coalesce(n.closed_at, i.done_at, i.created_at) end as "endedAt",
        case when i.state in ('refused', 'failed') then 'error'
          when o.verdict is not null then o.verdict
          when n.state in ('acting', 'verifying') then 'under way' else 'inconclusive' end as verdict
      from intents i join incidents n on n.id = i.incident_id
      left join lateral (
        select verdict, at from outcomes where incident_id = i.incident_id and action = i.action
          and at >= coalesce(i.done_at, i.created_at) order by id limit 1) o on true
      where i.thing is not null and i.created_at > ${new Date(now.getTime() - KEPT)} and i.key <> ${but}
        and (i.state in ('claimed', 'done') or i.state = 'failed'
          or (i.state = 'refused' and i.code in ('HEAL_GITHUB_REFUSED', 'HEAL_GITHUB_GONE')))
        and (${repository}::text is null or i.repository = ${repository})
        and (${installation}::bigint is null or n.installation_id = ${installation})
      union all
      select 'open-fix-pr', f.repository, n.installation_id, f.incident_id, n.run ->> 'workflowPath', null, f.base_sha, f.created_at, o.at,
        coalesce(o.verdict, case when f.state = any(${finalFixStates}) then 'inconclusive'
          else 'under way' end)
      from fixes f join incidents n on n.id = f.incident_id
      left join lateral (
        select verdict, at from outcomes where incident_id = f.incident_id and action = 'open-fix-pr' and at >= f.created_at
          order by id limit 1) o on true
      where f.created_at > ${new Date(now.getTime() - KEPT)}
        and (${repository}::text is null or f.repository = ${repository})
        and (${installation}::bigint is null or n.installation_id = ${installation})
    ) as attempts order by at desc limit ${limit}`;
};
