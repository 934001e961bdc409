import type { Db } from "./db.js";
import { json } from "./json.js";
import { seriesKey } from "./metrics.js";
import { forgetTotals } from "./totals.js";

/** What a detector, a series or an incident of heal's own is called before the repository's name. */
const KINDS =
  "(?:alert:heal:|fingerprint:heal:|heal:|tests of )?(?:(?:workflow|job|test|repository|duration|budget):|metric:(?:ci|service)/)";
const COMPONENT = "(?:ci|service)/";
const SITE = 'https?://[^/"]+/';

/** PostgreSQL's regular expressions, `\1` is what stood before the name. */
function patternsOf(from: string, to: string) {
  const name = from.replace(/[^\w/]/g, "\\$&");
  return {
    from: from.toLowerCase(),
    to,
    subject: `^(${KINDS})${name}(?=$|[/{])`,
    component: `^(${COMPONENT})${name}(?=$|/)`,
    url: `^(${SITE})${name}(?=/)`,
    // In JSON: a text that is the name, or begins as the three above.
    inJson: `"(?:(${KINDS}|${COMPONENT}|${SITE})${name}(?=["/{])|()${name}(?="))`,
    jsonTo: `"\\1\\2${to}`,
    textTo: `\\1${to}`,
  };
}
type Patterns = ReturnType<typeof patternsOf>;

/**
 * Moves everything that is kept under a repository's name to its new one; words written for people and the audit stay as they
 * were. Where the new name has such a row already (somebody wrote it between), the old row goes. Call it with the repository's
 * name locked.
 */
export async function renameRepository(tx: Db, id: number, from: string, to: string): Promise<void> {
  const patterns = patternsOf(from, to);
  await moveWork(tx, patterns);
  await moveWishes(tx, patterns);
  await moveChecks(tx, patterns);
  await moveHistory(tx, patterns);
  await moveLearned(tx, patterns);
  await moveMetrics(tx, patterns);
  await moveFlags(tx, patterns);
  await moveSwitch(tx, id, patterns);
  await forgetTotals(tx);
}

/** Incidents, and what is done about them. */
async function moveWork(tx: Db, { from, to, subject, url, inJson, jsonTo, textTo }: Patterns): Promise<void> {
  await tx.run`
    update incidents i set repository = ${to}, key = regexp_replace(key, ${subject}, ${textTo}, 'i'),
      fingerprint = regexp_replace(fingerprint, ${subject}, ${textTo}, 'i'),
      issue_url = regexp_replace(issue_url, ${url}, ${textTo}, 'i'),
      run = regexp_replace(run::text, ${inJson}, ${jsonTo}, 'gi')::jsonb,
      diagnosis = regexp_replace(diagnosis::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`
    update error_events set repository = ${to}, fingerprint = regexp_replace(fingerprint, ${subject}, ${textTo}, 'i'),
      body = regexp_replace(body::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`
    update intents set repository = ${to}, plan = regexp_replace(plan::text, ${inJson}, ${jsonTo}, 'gi')::jsonb,
      effect = regexp_replace(effect::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`
    update fixes set repository = ${to}, url = regexp_replace(url, ${url}, ${textTo}, 'i'),
      before = regexp_replace(before::text, ${inJson}, ${jsonTo}, 'gi')::jsonb,
      after = regexp_replace(after::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`update timeline set url = regexp_replace(url, ${url}, ${textTo}, 'i') where url ~* ${url}`;
  await tx.run`update deliveries set repository = ${to} where lower(repository) = ${from}`;
  await tx.run`
    delete from commands old using commands new where lower(old.repository) = ${from} and new.repository = ${to}
      and new.comment_id = old.comment_id and new.id <> old.id`;
  await tx.run`update commands set repository = ${to} where lower(repository) = ${from}`;
}

/** What people said no to, or want to hear nothing of. */
async function moveWishes(tx: Db, { from, to, subject, textTo }: Patterns): Promise<void> {
  await tx.run`
    delete from mutes old using mutes new where lower(old.repository) = ${from} and new.repository = ${to}
      and old.repository <> ${to} and new.fingerprint = regexp_replace(old.fingerprint, ${subject}, ${textTo}, 'i')`;
  await tx.run`
    update mutes set repository = ${to}, fingerprint = regexp_replace(fingerprint, ${subject}, ${textTo}, 'i')
    where lower(repository) = ${from}`;
  await tx.run`
    delete from rejections old using rejections new where lower(old.repository) = ${from} and new.repository = ${to}
      and old.repository <> ${to} and new.move = old.move
      and new.fingerprint = regexp_replace(old.fingerprint, ${subject}, ${textTo}, 'i')`;
  await tx.run`
    update rejections set repository = ${to}, fingerprint = regexp_replace(fingerprint, ${subject}, ${textTo}, 'i')
    where lower(repository) = ${from}`;
}

/** The check runs of commits, with what was pressed on them. */
async function moveChecks(tx: Db, { from, to, url, textTo }: Patterns): Promise<void> {
  await tx.run`
    delete from commit_checks old using commit_checks new where lower(old.repository) = ${from} and new.repository = ${to}
      and new.head_sha = old.head_sha and new.id <> old.id`;
  await tx.run`
    update commit_checks set repository = ${to}, url = regexp_replace(url, ${url}, ${textTo}, 'i')
    where lower(repository) = ${from}`;
  await tx.run`
    delete from config_checks old using config_checks new where lower(old.repository) = ${from} and new.repository = ${to}
      and (new.pull_request, new.head_sha) = (old.pull_request, old.head_sha) and new.id <> old.id`;
  await tx.run`
    update config_checks set repository = ${to}, url = regexp_replace(url, ${url}, ${textTo}, 'i')
    where lower(repository) = ${from}`;
}

/** Runs, jobs, reports and their durations. */
async function moveHistory(tx: Db, { from, to, inJson, jsonTo }: Patterns): Promise<void> {
  await tx.run`
    delete from runs old using runs new where lower(old.repository) = ${from} and new.repository = ${to}
      and old.repository <> ${to} and (new.run_id, new.attempt) = (old.run_id, old.attempt)`;
  await tx.run`
    update runs set repository = ${to}, facts = regexp_replace(facts::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`
    delete from jobs old using jobs new where lower(old.repository) = ${from} and new.repository = ${to}
      and old.repository <> ${to} and new.job_id = old.job_id`;
  await tx.run`update jobs set repository = ${to} where lower(repository) = ${from}`;
  await tx.run`
    delete from reports old using reports new where lower(old.repository) = ${from} and new.repository = ${to}
      and new.id <> old.id and (new.run_id, new.attempt, new.job) = (old.run_id, old.attempt, old.job)`;
  await tx.run`update reports set repository = ${to} where lower(repository) = ${from}`;
  await tx.run`
    delete from performance_changes old using performance_changes new where lower(old.repository) = ${from}
      and new.repository = ${to} and new.id <> old.id and (new.workflow, new.after_run) = (old.workflow, old.after_run)`;
  await tx.run`update performance_changes set repository = ${to} where lower(repository) = ${from}`;
  await tx.run`
    delete from job_changes old using job_changes new where lower(old.repository) = ${from} and new.repository = ${to}
      and new.id <> old.id and (new.workflow, new.job, new.after_run) = (old.workflow, old.job, old.after_run)`;
  await tx.run`update job_changes set repository = ${to} where lower(repository) = ${from}`;
}

/** Findings, what detectors remember, patterns and trust. */
async function moveLearned(tx: Db, patterns: Patterns): Promise<void> {
  const { from, to, subject, textTo, inJson, jsonTo } = patterns;
  await tx.run`
    update detections set repository = ${to}, subject = regexp_replace(subject, ${subject}, ${textTo}, 'i'),
      about = regexp_replace(about::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where lower(repository) = ${from}`;
  await tx.run`
    delete from detector_states old using detector_states new where old.subject ~* ${subject} and new.subject <> old.subject
      and new.subject = regexp_replace(old.subject, ${subject}, ${textTo}, 'i')`;
  await tx.run`
    update detector_states set subject = regexp_replace(subject, ${subject}, ${textTo}, 'i'),
      parent = regexp_replace(parent, ${subject}, ${textTo}, 'i'),
      repository = case when lower(repository) = ${from} then ${to} else repository end
    where lower(repository) = ${from} or subject ~* ${subject} or parent ~* ${subject}`;
  // Where a failure was seen lately: in the rows of failures, not of this repository.
  await tx.run`
    update detector_states set state = regexp_replace(state::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where state ? 'past' and state::text ~* ${inJson}`;
  await tx.run`
    delete from patterns old using patterns new where old.fingerprint ~* ${subject} and new.fingerprint <> old.fingerprint
      and new.fingerprint = regexp_replace(old.fingerprint, ${subject}, ${textTo}, 'i')`;
  await tx.run`
    update patterns set fingerprint = regexp_replace(fingerprint, ${subject}, ${textTo}, 'i'),
      repositories = regexp_replace(repositories::text, ${inJson}, ${jsonTo}, 'gi')::jsonb,
      past = regexp_replace(past::text, ${inJson}, ${jsonTo}, 'gi')::jsonb
    where fingerprint ~* ${subject} or repositories::text ~* ${inJson} or past::text ~* ${inJson}`;
  await tx.run`
    delete from trust old using trust new where old.subject ~* ${subject} and new.subject <> old.subject
      and new.action = old.action and new.subject = regexp_replace(old.subject, ${subject}, ${textTo}, 'i')`;
  await tx.run`
    update trust set subject = regexp_replace(subject, ${subject}, ${textTo}, 'i') where subject ~* ${subject}`;
}

/** A series is found by a hash of its name, so each is written anew. */
async function moveMetrics(tx: Db, { component, textTo }: Patterns): Promise<void> {
  await tx.run`
    delete from component_health old using component_health new where old.component ~* ${component}
      and new.component <> old.component and new.component = regexp_replace(old.component, ${component}, ${textTo}, 'i')`;
  await tx.run`
    update component_health set component = regexp_replace(component, ${component}, ${textTo}, 'i')
    where component ~* ${component}`;
  const series = await tx.many<{ id: number; moved: string; name: string; labels: Record<string, string> }>`
    select id, regexp_replace(component, ${component}, ${textTo}, 'i') as moved, name, labels
    from metric_series where component ~* ${component}`;
  const rows = series.map(({ id, moved, name, labels }) => ({
    id,
    moved,
    hash: seriesKey({ component: moved, name, labels }),
  }));
  await tx.run`
    update metric_series s set component = r.moved, labels_hash = r.hash
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (id int, moved text, hash text)
    where s.id = r.id and not exists (select from metric_series new
      where new.component = r.moved and new.name = s.name and new.labels_hash = r.hash)`;
}

/** Where both names have a value, what is off in one stays off. */
const moveFlags = (tx: Db, { from, to }: Patterns): Promise<number> => {
  const name = to.toLowerCase();
  return tx.run`
    update flags set value = jsonb_set(value, '{repositories}', (value -> 'repositories') - ${from}::text
      || jsonb_build_object(${name}::text, (value -> 'repositories' ->> ${from}::text)::boolean
        and coalesce((value -> 'repositories' ->> ${name}::text)::boolean, true)))
    where value -> 'repositories' ? ${from}::text and ${from}::text <> ${name}::text`;
};

/**
 * A stop is the repository's, whatever it is called. One that was set by the new name, before heal knew whose that is, is its own
 * from now on; of two the one that stops stays.
 */
async function moveSwitch(tx: Db, id: number, { from, to }: Patterns): Promise<void> {
  const scope = to.toLowerCase();
  await tx.run`
    update switches set repository_id = ${id} where scope in (${scope}, ${from}) and repository_id is null`;
  const own = await tx.many<{ scope: string; stopped: boolean; at: Date }>`
    select scope, stopped, at from switches where repository_id = ${id} order by stopped desc, at desc`;
  for (const { scope: other } of own.slice(1)) await tx.run`delete from switches where scope = ${other}`;
  await tx.run`update switches set scope = ${scope} where repository_id = ${id}`;
}
