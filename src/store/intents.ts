import type { Effect, Plan } from "../decision/plan.js";
import { appendAudit } from "./audit.js";
import type { Db } from "./db.js";
import { json } from "./json.js";

export interface IntentRow {
  id: number;
  key: string;
  incident_id: number | null;
  repository: string | null;
  action: string;
  state: "claimed" | "done" | "refused" | "failed";
  effect: Effect | null;
  reason: string | null;
  attempts: number;
  created_at: Date;
  done_at: Date | null;
}

/** Unique by key: the second worker gets the first one's row, or `busy` while that one is at work. */
export async function claimIntent(
  db: Db,
  plan: Plan,
  now: Date,
  leaseMs: number,
): Promise<IntentRow | "busy"> {
  const until = new Date(now.getTime() + leaseMs);
  await db.run`
    insert into intents (key, incident_id, repository, action, plan, created_at)
    values (${plan.key}, ${plan.incidentId}, ${plan.repository.fullName}, ${plan.action}, ${json(plan)}::jsonb, ${now})
    on conflict (key) do nothing`;
  const claimed = await db.maybe<IntentRow>`
    update intents set claimed_until = ${until}, attempts = attempts + 1
    where key = ${plan.key} and state = 'claimed' and (claimed_until is null or claimed_until <= ${now})
    returning *`;
  if (claimed) return claimed;
  const row = await db.one<IntentRow>`select * from intents where key = ${plan.key}`;
  return row.state === "claimed" ? "busy" : row;
}

/** The end of an effect and its audit row, both or none. */
export const finishIntent = (
  db: Db,
  id: number,
  plan: Plan,
  end: { state: "done"; effect: Effect } | { state: "refused" | "failed"; reason: string },
  now: Date,
): Promise<void> =>
  db.tx(async (tx) => {
    const effect = end.state === "done" ? end.effect : null;
    const reason = end.state === "done" ? null : end.reason;
    const ended = await tx.run`
      update intents set state = ${end.state}, effect = ${effect ? json(effect) : null}::jsonb, reason = ${reason}, done_at = ${now},
        claimed_until = null
      where id = ${id} and state = 'claimed'`;
    if (ended === 0) return;
    await appendAudit(tx, {
      at: now,
      actor: "heal",
      kind: "effect",
      subject: plan.key,
      detail: {
        action: plan.action,
        repository: plan.repository.fullName,
        incident: plan.incidentId,
        state: end.state,
        effect,
        reason,
      },
    });
  });

export const releaseIntent = (db: Db, id: number, reason: string): Promise<number> =>
  db.run`update intents set claimed_until = null, reason = ${reason} where id = ${id} and state = 'claimed'`;

export const intentByKey = (db: Db, key: string): Promise<IntentRow | null> =>
  db.maybe<IntentRow>`select * from intents where key = ${key}`;

export const intentsOf = (db: Db, incidentId: number): Promise<IntentRow[]> =>
  db.many<IntentRow>`select * from intents where incident_id = ${incidentId} order by id`;

export interface WriteCounts {
  writesLastHour: number;
  contentLastMinute: number;
  issuesLastHour: number;
}

/** What was written lately, by installation (all its repositories share GitHub's patience) and by repository. */
export const countWrites = (
  db: Db,
  repository: string,
  content: readonly string[],
  now: Date,
): Promise<WriteCounts> => {
  const owner = `${repository.split("/")[0] ?? ""}/%`;
  return db.one`
    select count(*) as "writesLastHour",
      count(*) filter (where action = any(${content}) and created_at > ${now}::timestamptz - interval '1 minute') as "contentLastMinute",
      count(*) filter (where action in ('create-issue', 'open-pull-request') and repository = ${repository}) as "issuesLastHour"
    from intents where repository like ${owner} and state in ('claimed', 'done') and created_at > ${now}::timestamptz - interval '1 hour'`;
};

export interface RerunCounts {
  rerunsOfCommit: number;
  rerunsOfWorkflowToday: number;
  lastRerunOfWorkflow: Date | null;
}

export const countReruns = (
  db: Db,
  repository: string,
  workflow: string,
  headSha: string,
  now: Date,
): Promise<RerunCounts> =>
  db.one`
    select count(*) filter (where plan -> 'params' ->> 'headSha' = ${headSha}) as "rerunsOfCommit",
      count(*) filter (where created_at > ${now}::timestamptz - interval '1 day') as "rerunsOfWorkflowToday",
      max(created_at) as "lastRerunOfWorkflow"
    from intents where action = 'rerun-failed-jobs' and repository = ${repository} and state in ('claimed', 'done')
      and plan -> 'params' ->> 'workflow' = ${workflow}`;

/** The incident whose dispatch made this run, so that its end is read there and its failure is not another incident. */
export const dispatchOfRun = (
  db: Db,
  repository: string,
  runId: number,
): Promise<{ incident_id: number } | null> =>
  db.maybe`
    select incident_id from intents where action = 'dispatch-workflow' and repository = ${repository} and incident_id is not null
      and (effect ->> 'id')::bigint = ${runId}`;

/** A dispatched run's id becomes known after the dispatch. */
export const nameDispatchedRun = (db: Db, key: string, runId: number, url: string): Promise<number> =>
  db.run`update intents set effect = coalesce(effect, '{}'::jsonb) || ${json({ id: runId, url })}::jsonb where key = ${key}`;
