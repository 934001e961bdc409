import { DAY } from "../../../src/core/clock.js";
import { finalStates } from "../../../src/events/incident.js";
import { pack } from "../../../src/store/body.js";
import type { Db } from "../../../src/store/db.js";
import { json } from "../../../src/store/json.js";
import { countTotals } from "../../../src/store/totals.js";
import { writtenRows, type Written } from "./written.js";

/** How many rows a seed has of what grows with history. */
export interface Size {
  incidents: number;
  events: number;
  jobs: number;
}

/** Rows of the past as the program writes them (`writtenRows`), multiplied by PostgreSQL: 100 repositories, one incident in a hundred open. */
export async function seedHistory(db: Db, size: Size, now: Date): Promise<void> {
  const from = new Date(now.getTime() - 90 * DAY);
  const n = size.incidents;
  const written = await writtenRows(db, now);
  await db.run`
    insert into repositories (full_name, repository_id, installation_id, state_at, config)
    select 'acme/app' || g, g, 1 + g / 50, ${from}, jsonb_build_object('services', jsonb_build_array(jsonb_build_object('name',
      'service' || g, 'match', jsonb_build_object('service', 'service' || g)))) from generate_series(0, 99) g`;
  await db.run`
    insert into alert_routes (repository_id, position, service, match, label, value)
    select g / 50, g % 50, 'service' || g, jsonb_build_object('service', 'service' || g, 'env', 'prod'), 'service', 'service' || g
    from generate_series(0, 4999) g`;
  await db.run`
    insert into incidents (key, kind, state, repository, repository_id, installation_id, severity, title, fingerprint, service,
      source, environment, run, diagnosis, chosen, events, first_seen, last_seen, closed_at, next_step_at, issue_number, category)
    select 'run:' || g, case when g % 10 = 0 then 'alert' else 'ci' end,
      case when g % 100 = 1 then 'escalated' when g % 500 = 2 then 'open' else (${[...finalStates]}::text[])[1 + g % 3] end,
      'acme/app' || (g * 7919 % 100), g * 7919 % 100, 1 + (g * 7919 % 100) / 50, 'error', 'ci.yml failed',
      'fingerprint:' || (g % (${n}::int / 5 + 1)), case when g % 10 = 0 then 'service' || (g * 7919 % 100) end,
      case when g % 10 = 0 then 'alertmanager' else 'github' end, case when g % 10 = 0 then 'prod' end,
      case when g % 10 <> 0 then ${json(written.incident.run)}::jsonb || jsonb_build_object('runId', g, 'branch',
        'branch-' || (g % 997), 'pullRequests', jsonb_build_array(g / 3)) end,
      ${json(written.incident.diagnosis)}::jsonb, ${json(written.incident.chosen)}::jsonb, 5, at, at,
      case when g % 100 <> 1 and g % 500 <> 2 then at end, case when g % 500 = 2 then ${now}::timestamptz end, g, 'network'
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s`;
  await db.run`
    insert into alert_members (incident_id, key, group_key, role, title, severity, labels, began_at, last_seen, ended_at)
    select id, 'alert:' || k, 'group' || id / 10 % 997, 'cause', 'Slow', 'error', '{}', last_seen, last_seen, closed_at
    from incidents, generate_series(1, 3) k where kind = 'alert'`;
  await db.run`
    insert into error_events (incident_id, delivery_id, source, kind, status, repository, severity, title, message, fingerprint,
      body, occurred_at)
    select 1 + g % ${n}::int, 'd' || g, 'github', 'ci', 'firing', 'acme/app' || (g % 100), 'error', 'ci.yml failed', 'a message',
      'fingerprint:' || (g % 997), ${json(written.event.body)}::jsonb, ${from}::timestamptz + interval '90 days' * g / ${size.events}::int
    from generate_series(1, ${size.events}::int) g`;
  await db.run`
    insert into jobs (repository, job_id, run_id, attempt, workflow, job, conclusion, head_sha, on_default_branch, queued, took,
      finished_at)
    select 'acme/app' || (g / 3 * 7919 % 100), g, g / 3, 1, 'ci', 'job' || (g % 3), 'success', md5((g / 3)::text), g % 2 = 0, 3, 60,
      ${from}::timestamptz + interval '90 days' * g / ${size.jobs}::int from generate_series(1, ${size.jobs}::int) g`;
  await db.run`
    insert into runs (repository, run_id, attempt, workflow, workflow_path, branch, head_sha, event, own_code, on_default_branch,
      conclusion, facts, finished_at)
    select 'acme/app' || (g * 7919 % 100), g, 1, 'ci', '.github/workflows/ci.yml', case when g % 2 = 0 then 'main' else 'branch-' || (g % 997) end,
      md5(g::text), 'push', true, g % 2 = 0, case when g % 5 = 0 then 'failure' else 'success' end,
      ${json(written.run.facts)}::jsonb || jsonb_build_object('runId', g, 'url', 'https://github.example/' || g),
      ${from}::timestamptz + interval '90 days' * g / ${n}::int from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into commit_checks (repository, repository_id, head_sha, check_run_id, created_at, next_step_at)
    select 'acme/app' || (g * 7919 % 100), g * 7919 % 100, md5(g::text), g,
      ${from}::timestamptz + interval '90 days' * g / ${n}::int, case when g % 1000 = 0 then ${now}::timestamptz end
    from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into config_checks (repository, repository_id, pull_request, head_sha, check_run_id, seen_at, checked_at, next_step_at)
    select 'acme/app' || (g * 7919 % 100), g * 7919 % 100, g, md5(g::text), case when g % 50 = 0 then g end, at, at,
      case when g % 1000 = 0 then ${now}::timestamptz end
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s`;
  const body = await pack(Buffer.from("{}"));
  await db.run`
    insert into deliveries (id, source, target_id, key, event, repository, body, received_at, state, claimed_until, semantic_key, reason)
    select 'd' || g, case when g % 10 = 0 then 'sentry' else 'github' end, '', 'k' || g, 'workflow_run', 'acme/app' || (g % 100),
      case when g * 6 > ${n}::int * 5 then ${body}::bytea end, at, case when g % 1000 = 0 then 'parked' when g % 1000 = 1 then 'received' else 'done' end,
      case when g % 1000 <> 1 then at end, 's' || g, case when g % 1000 = 0 then 'not read' end
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s`;
  await work(db, n, from, written);
  await db.run`analyze`;
  await countTotals(db, now);
}

/** What was decided, done, told and learned of these incidents. */
async function work(db: Db, n: number, from: Date, written: Written): Promise<void> {
  await db.run`
    insert into timeline (incident_id, kind, actor, text, at)
    select 1 + g % ${n}::int, 'seen', 'heal', 'First seen', ${from} from generate_series(1, ${n}::int * 2) g`;
  await db.run`
    insert into decisions (incident_id, kind, reasons, at)
    select g, 'act', ${json(written.decision.reasons)}::jsonb, ${from} from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into outcomes (incident_id, action, verdict, reason, at)
    select g, 'rerun-failed-jobs', 'successful', 'it passed', ${from} from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into intents (key, incident_id, repository, action, state, thing, plan, effect, created_at, done_at, marked)
    select 'intent:' || g, g, 'acme/app' || (g * 7919 % 100), (array['rerun-failed-jobs', 'dispatch-workflow', 'create-issue'])[1 + g % 3],
      'done', 'thing' || g % 997, ${json(written.intent.plan)}::jsonb,
      ${json(written.intent.effect)}::jsonb || jsonb_build_object('id', g), at, at, true
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s`;
  await db.run`
    insert into notifications (incident_id, notifier, what, round, state, critical, over, attempts, created_at, done_at, next_try_at, folded_into)
    select g, notifier, what, 0, case when g % 500 = 2 then 'waiting' else 'sent' end, g % 7 = 0, g % 100 <> 1, 1, at, at,
      case when g % 500 = 2 then at end, case when g % 50 = 3 then g - 3 end
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s,
      unnest(array['hook', 'pager']) notifier, unnest(array['opened', 'resolved']) what
    union all
    select g, notifier, what, 0, 'sent', g % 200 = 0, true, 1, at, at, null, null
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(100, ${n}::int, 100) g) s,
      unnest(array['hook', 'pager']) notifier, unnest(array['summary', 'summary_over']) what`;
  await db.run`
    insert into fixes (incident_id, repository, producer, state, base_sha, base_branch, branch, pull_request, checks, before, after,
      created_at, deadline)
    select g, 'acme/app' || (g * 7919 % 100), 'lint', case when g % 500 = 1 then 'proving' else 'merged' end, md5(g::text), 'main', 'heal/fix-' || g, g,
      ${json(written.fix.checks)}::jsonb, ${json(written.fix.before)}::jsonb, ${json(written.fix.after)}::jsonb, at, at
    from (select g, ${from}::timestamptz + interval '90 days' * g / ${n}::int as at from generate_series(1, ${n}::int) g) s`;
  await db.run`
    insert into detections (incident_id, detector, subject, reason, score, numbers, about, repository, requires_attention, at)
    select g, (array['threshold.rate', 'anomaly.ewma', 'pattern.burst'])[1 + g % 3], 'workflow:acme/app' || (g % 100) || '/ci' || g % 991, 'often', 0.9,
      ${json(written.detection.numbers)}::jsonb, ${json(written.detection.about)}::jsonb, 'acme/app' || (g % 100), g % 50 = 0, ${from}::timestamptz + interval '90 days' * g / ${n}::int from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into commands (repository, repository_id, issue, comment_id, author, line, state, received_at)
    select 'acme/app' || (g * 7919 % 100), g * 7919 % 100, g, g, 'octocat', '/heal retry', 'answered', ${from} from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into reports (repository, run_id, attempt, job, tests, failing, received_at)
    select 'acme/app' || (g * 7919 % 100), g, 1, 'unit' || g % 10, 100, ${json(written.report.failing)}::jsonb, ${from}::timestamptz + interval '90 days' * g / ${n}::int
    from generate_series(1, ${n}::int) g`;
  await db.run`
    insert into patterns (fingerprint, category, title, first_incident, incidents, first_seen, last_seen)
    select 'fingerprint:' || g, 'network', 'ci.yml failed', g, g % 100, ${from}, ${from} from generate_series(1, ${n}::int / 5) g`;
  await db.run`
    insert into trust (subject, action, successes, last_incident, updated_at)
    select 'fingerprint:' || g, 'rerun-failed-jobs', 1, g, ${from} from generate_series(1, ${n}::int / 5) g`;
}
