import type { Knex } from "knex";

/**
 * A repository is its id at GitHub; its name is what people see, and may change. The columns that an older process writes stay as
 * they are: it goes on by name until it is replaced.
 *
 * `repository_id` may be null for that process alone; nothing reads such a row, and the start of a new process learns it again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table repositories
      add column state text not null default 'active'
        check (state in ('active', 'archived', 'suspended', 'removed', 'deleted')),
      -- Kept while it is suspended or removed, for when it is back.
      add column archived boolean not null default false,
      add column state_at timestamptz not null default now(),
      -- Of what moment the name is, by GitHub's clock: an older word does not change it.
      add column named_at timestamptz not null default now();

    create table former_names (
      repository_id bigint not null,
      full_name text not null,
      until timestamptz not null,
      primary key (repository_id, full_name)
    );
    create index former_names_lookup on former_names (lower(full_name), until desc);
    create index former_names_until on former_names (until);

    -- One id under two names was renamed: it keeps the name that was heard of last.
    create temporary table repeated on commit drop as
      select full_name, repository_id from (
        select r.full_name, r.repository_id, row_number() over (
          partition by r.repository_id
          order by (select max(last_seen) from incidents i where i.repository = r.full_name) desc nulls last,
            r.fetched_at desc nulls last, r.full_name) as place
        from repositories r where r.repository_id is not null) ranked where place > 1;
    insert into former_names (repository_id, full_name, until) select repository_id, full_name, now() from repeated;
    delete from repositories r using repeated where r.full_name = repeated.full_name;
    drop table repeated;
    delete from repositories where repository_id is null;
    create unique index repositories_id on repositories (repository_id);
    create index repositories_installation on repositories (installation_id);
    create index repositories_name on repositories (lower(full_name));

    alter table switches add column repository_id bigint;
    update switches s set repository_id = named.repository_id
    from (
      select lower(full_name) as name, repository_id from repositories
      union all select lower(full_name), repository_id from former_names) named
    where s.scope = named.name;
    create index switches_repository on switches (repository_id) where repository_id is not null;

    -- All of an installation's writes of an hour are counted before each write.
    create index intents_lately on intents (created_at);

    update incidents i set key = 'run:' || i.repository_id || ':' || split_part(i.key, ':', 3)
    where i.key like 'run:%/%:%' and i.repository_id is not null and not exists (
      select from incidents other where other.id < i.id and other.repository_id = i.repository_id
        and other.state not in ('recovered', 'closed', 'ignored') and i.state not in ('recovered', 'closed', 'ignored')
        and other.key like 'run:%:' || split_part(i.key, ':', 3));
    update intents i set key = regexp_replace(key, '^(\\w+):[^:]+/[^:]+', '\\1:' || (plan -> 'repository' ->> 'id'))
    where key ~ '^(rerun|dispatch|react|reply|summary):[^:]+/[^:]+:' and plan -> 'repository' ->> 'id' is not null
      and not exists (select from intents other
        where other.key = regexp_replace(i.key, '^(\\w+):[^:]+/[^:]+', '\\1:' || (i.plan -> 'repository' ->> 'id')));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update intents set key = regexp_replace(key, '^(\\w+):\\d+', '\\1:' || repository)
    where key ~ '^(rerun|dispatch|react|reply|summary):\\d+:' and repository is not null;
    update incidents set key = 'run:' || repository || ':' || split_part(key, ':', 3)
    where key ~ '^run:\\d+:\\d+$' and repository is not null;
    drop index intents_lately, switches_repository, repositories_name, repositories_installation, repositories_id;
    alter table switches drop column repository_id;
    drop table former_names;
    alter table repositories drop column state, drop column archived, drop column state_at, drop column named_at;
  `);
}
