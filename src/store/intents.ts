import { z } from "zod";
import type { Plan } from "../decision/plan.js";
import { effect as effectSchema, type Effect } from "../decision/stored.js";
import type { RepositoryRef } from "../events/event.js";
import { appendAudit } from "./audit.js";
import type { Db } from "./db.js";
import { json, parsedRow, type Raw } from "./json.js";
import { presentName } from "./repository-names.js";

export const intentStates = ["claimed", "done", "refused", "failed"] as const;

/** Null until the effect was made. */
const columns = z.object({ effect: effectSchema.nullable() });

export interface IntentRow extends z.output<typeof columns> {
  id: number;
  key: string;
  incident_id: number | null;
  repository: string | null;
  action: string;
  state: (typeof intentStates)[number];
  reason: string | null;
  /** Of the error catalogue, or why it was not to be made; null until it ended without an effect. */
  code: string | null;
  attempts: number;
  /** How many of the attempts only looked whether the effect was there. */
  looks: number;
  /** Since when it is not known whether the effect was made, because an answer was lost. */
  doubt_since: Date | null;
  created_at: Date;
  done_at: Date | null;
  /** False: a process of version 0.1.0 began it, and its mark has no MAC. */
  marked: boolean;
  /** The key that such a process gave it, where that is another one now. */
  former_key: string | null;
}

type RawIntent = Raw<IntentRow, typeof columns>;
const read = (row: RawIntent): IntentRow => parsedRow("intents", columns, row, row.key);

/**
 * Unique by key: the second worker gets the first one's row, or `busy` while that one is at work. `gate` is asked before a new
 * row is written, by one transaction of an installation at a time: what it counts cannot change until the row is there.
 */
export async function claimIntent(
  db: Db,
  plan: Plan,
  now: Date,
  leaseMs: number,
  gate?: (tx: Db) => Promise<string | null>,
): Promise<IntentRow | "busy" | { refused: string }> {
  await adopt(db, plan);
  const refused = gate
    ? await db.tx(async (tx) => {
        await tx.run`select pg_advisory_xact_lock(hashtextextended(${`intents ${ownerOf(plan)}`}, 0))`;
        if (await intentByKey(tx, plan.key)) return null;
        const reason = await gate(tx);
        if (reason === null) await insert(tx, plan, now);
        return reason;
      })
    : (await insert(db, plan, now), null);
  if (refused !== null) return { refused };
  const until = new Date(now.getTime() + leaseMs);
  const claimed = await db.maybe<RawIntent>`
    update intents set claimed_until = ${until}, attempts = attempts + 1
    where key = ${plan.key} and state = 'claimed' and (claimed_until is null or claimed_until <= ${now})
    returning *`;
  if (claimed) return read(claimed);
  const row = await db.one<RawIntent>`select * from intents where key = ${plan.key}`;
  return row.state === "claimed" ? "busy" : read(row);
}

const ownerOf = ({ repository }: Plan): string =>
  String(repository.installationId ?? repository.fullName.split("/")[0]);

/** Keys of version 0.1.0 held the repository's name where they hold its id now, and a fix's key held it besides. */
function formerKey({ key, repository: { fullName } }: Plan): string | null {
  const [, what, rest] = /^(rerun|dispatch|react|reply):\d+:(.+)$/.exec(key) ?? [];
  if (what !== undefined) return `${what}:${fullName}:${rest}`;
  const [, fix, of] = /^(fix-[a-z]+):(\d.*)$/.exec(key) ?? [];
  return fix === undefined ? null : `${fix}:${fullName}:${of}`;
}

/** What an older version began, beside this one or before it, is the same effect. */
async function adopt(db: Db, plan: Plan): Promise<void> {
  const former = formerKey(plan);
  if (former === null) return;
  await db.run`
    update intents set key = ${plan.key}, former_key = key
    where key = ${former} and not exists (select 1 from intents where key = ${plan.key})`;
}

/** Under the name that the repository has now: it may have been renamed since the plan was made. */
const insert = (db: Db, plan: Plan, now: Date): Promise<number> =>
  db.tx(async (tx) => {
    const fullName = await presentName(tx, plan.repository);
    const kept: Plan = { ...plan, repository: { ...plan.repository, fullName } };
    return tx.run`
      insert into intents (key, incident_id, repository, action, thing, plan, marked, created_at)
      values (${plan.key}, ${plan.incidentId}, ${fullName}, ${plan.action}, ${plan.shared?.use.thing ?? null},
        ${json(kept)}::jsonb, true, ${now})
      on conflict (key) do nothing`;
  });

/** One claim of an intent: another worker's has another count of attempts. */
type Claimed = Pick<IntentRow, "id" | "attempts">;

export const renewIntent = (db: Db, { id, attempts }: Claimed, until: Date): Promise<number> =>
  db.run`
    update intents set claimed_until = ${until} where id =
      (select id from intents
       where id = ${id} and attempts = ${attempts} and state = 'claimed' and claimed_until is not null
       for update skip locked)`;

/**
 * The end of an effect and its audit row, both or none. What was done is done, whoever holds the claim now; that it was
 * refused or failed is for the one who holds it to say.
 */
export const finishIntent = (
  db: Db,
  { id, attempts }: Claimed,
  plan: Plan,
  end: { state: "done"; effect: Effect } | { state: "refused" | "failed"; reason: string; code: string },
  now: Date,
): Promise<void> =>
  db.tx(async (tx) => {
    const effect = end.state === "done" ? end.effect : null;
    const { reason, code } = end.state === "done" ? { reason: null, code: null } : end;
    const ended = await tx.run`
      update intents set state = ${end.state}, effect = ${effect ? json(effect) : null}::jsonb, reason = ${reason}, code = ${code},
        done_at = ${now}, claimed_until = null
      where id = ${id} and state = 'claimed' and (${end.state === "done"} or attempts = ${attempts})`;
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

/** `doubt`: the effect may have been made; `looked`: nothing was asked for, so it was no try. */
export const releaseIntent = (
  db: Db,
  { id, attempts }: Claimed,
  reason: string,
  now: Date,
  what?: "doubt" | "looked",
): Promise<number> =>
  db.run`
    update intents set claimed_until = null, reason = ${reason},
      doubt_since = case when ${what === "doubt"} then ${now}::timestamptz else doubt_since end,
      looks = case when ${what === "looked"} then looks + 1 else looks end
    where id = ${id} and state = 'claimed' and attempts = ${attempts}`;

/** An effect that was refused or failed is wanted once more; it may have been made for all that, so it is looked for first. */
export const reopenIntent = (db: Db, key: string): Promise<number> =>
  db.run`update intents set state = 'claimed', claimed_until = null where key = ${key} and state in ('refused', 'failed')`;

/** What other plans of the same action left in a repository, the newest first. */
export const effectsOfOthers = async (
  db: Db,
  { action, repository, key }: Pick<Plan, "action" | "repository" | "key">,
): Promise<Effect[]> =>
  (
    await db.many<{ key: string; effect: unknown }>`
      select key, effect from intents
      where action = ${action} and repository = ${repository.fullName} and key <> ${key} and state = 'done' and effect is not null
      order by id desc limit 50`
  ).map((row) => parsedRow("intents", z.object({ effect: effectSchema }), row, row.key).effect);

export async function intentByKey(db: Db, key: string): Promise<IntentRow | null> {
  const row = await db.maybe<RawIntent>`select * from intents where key = ${key}`;
  return row && read(row);
}

export const intentsOf = async (db: Db, incidentId: number): Promise<IntentRow[]> =>
  (await db.many<RawIntent>`select * from intents where incident_id = ${incidentId} order by id`).map(read);

/** Effects that are counted apart: they notify nobody. */
export const CHECK_ACTIONS: readonly string[] = ["create-check-run", "update-check-run"];

export interface WriteCounts {
  /** Without those of check runs. */
  writesLastHour: number;
  checksLastHour: number;
  contentLastMinute: number;
  issuesLastHour: number;
}

/** What was written lately, by installation (all its repositories share GitHub's patience) and by repository. */
export const countWrites = (
  db: Db,
  repository: RepositoryRef,
  content: readonly string[],
  now: Date,
): Promise<WriteCounts> => db.one`
    select count(*) filter (where action <> all(${[...CHECK_ACTIONS]}::text[])) as "writesLastHour",
      count(*) filter (where action = any(${[...CHECK_ACTIONS]}::text[])) as "checksLastHour",
      count(*) filter (where action = any(${content}) and created_at > ${now}::timestamptz - interval '1 minute') as "contentLastMinute",
      count(*) filter (where action in ('create-issue', 'open-pull-request') and repository = ${repository.fullName}) as "issuesLastHour"
    from intents
    where (repository = ${repository.fullName} or plan -> 'repository' ->> 'installationId' = ${String(repository.installationId)}::text)
      -- What waits was not asked of GitHub.
      and (state = 'done' or (state = 'claimed' and (claimed_until is not null or doubt_since is not null)))
      and created_at > ${now}::timestamptz - interval '1 hour'`;

/** The incident whose dispatch made this run, so that its end is read there and its failure is not another incident. */
export const dispatchOfRun = (
  db: Db,
  repository: string,
  runId: number,
): Promise<{ incident_id: number } | null> =>
  db.maybe`
    select incident_id from intents where action in ('dispatch-workflow', 'deployment-rollback') and repository = ${repository} and incident_id is not null
      and effect ->> 'id' = ${String(runId)} limit 1`;

/** A dispatched run's id becomes known after the dispatch. */
export const nameDispatchedRun = (db: Db, key: string, runId: number, url: string): Promise<number> =>
  db.run`update intents set effect = coalesce(effect, '{}'::jsonb) || ${json({ id: runId, url })}::jsonb where key = ${key}`;

/** Whether another dispatch of the same workflow from this time on has a run that is not known: it may be any unnamed one. */
export const othersUnnamed = async (
  db: Db,
  other: { key: string; repository: string; workflow: string; since: Date },
): Promise<boolean> =>
  (
    await db.one<{ some: boolean }>`
      select exists (select from intents where action in ('dispatch-workflow', 'deployment-rollback') and repository = ${other.repository}
        and key <> ${other.key} and plan -> 'params' ->> 'workflow' = ${other.workflow} and state in ('claimed', 'done')
        and effect ->> 'id' is null and created_at > ${other.since}) as some`
  ).some;
