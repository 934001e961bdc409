import type { Knex } from "knex";

/** As `environmentOf` has them. */
const ENVIRONMENT = `coalesce(nullif(labels ->> 'environment', ''), nullif(labels ->> 'env', ''), nullif(labels ->> 'stage', ''),
  nullif(labels ->> 'deployment_environment', ''))`;

/**
 * What an alert says beside its labels; who sent an incident and of which environment it is, so that lists can be filtered by
 * them; the words of an incident; when a group flapped last; and what a watchdog's usual pause is learned from.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table alert_members add column message text not null default '', add column annotations jsonb not null default '{}',
      add column links jsonb not null default '{}';
    create index alert_members_group on alert_members (group_key, last_seen);

    alter table incidents add column source text, add column environment text;
    update incidents i set source = case kind when 'ci' then 'github' when 'report' then 'reports' end where kind <> 'alert';
    update incidents i set source = e.source, environment = ${ENVIRONMENT}
    from (
      select distinct on (incident_id) incident_id, source, body -> 'labels' as labels from error_events
      where kind = 'alert' order by incident_id, id) e
    where e.incident_id = i.id and i.kind = 'alert';

    create index incidents_by_severity on incidents (severity, last_seen desc, id desc);
    create index incidents_by_source on incidents (source, last_seen desc, id desc);
    create index incidents_by_service on incidents (lower(service), last_seen desc, id desc) where service is not null;
    create index incidents_by_environment on incidents (lower(environment), last_seen desc, id desc)
      where environment is not null;

    alter table alert_groups add column flapped_at timestamptz;
    update alert_groups set flapped_at = flapping_since;

    alter table watchdogs add column pauses integer not null default 0, add column pause_from timestamptz;
  `);
  // As people write and as programs do: \`PaymentsErrorRate\` is found by \`error\`, \`ci.yml\` by \`yml\`.
  await knex.raw(`
    create function incident_words(title text, service text, repository text) returns tsvector
      language sql immutable parallel safe as $words$
      select to_tsvector('pg_catalog.simple'::regconfig, said || ' ' || regexp_replace(said, '([a-z0-9])([A-Z])', '\\1 \\2', 'g'))
      from translate(title || ' ' || coalesce(service, '') || ' ' || coalesce(repository, ''),
        '._-/:;,=+()[]{}<>"|@#%&*!~^$', '                            ') as said
    $words$
  `);
  // A list of what is not sorted in yet would be read by each search, and makes the planner shun the index.
  await knex.raw(`
    create index incidents_words on incidents using gin (incident_words(title, service, repository)) with (fastupdate = off)
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table watchdogs drop column pauses, drop column pause_from;
    alter table alert_groups drop column flapped_at;
    drop index incidents_words;
    drop function incident_words;
    drop index incidents_by_severity; drop index incidents_by_source; drop index incidents_by_service;
    drop index incidents_by_environment;
    alter table incidents drop column source, drop column environment;
    drop index alert_members_group;
    alter table alert_members drop column message, drop column annotations, drop column links;
  `);
}
