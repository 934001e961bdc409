import type { Knex } from "knex";

/**
 * What proves that a thing on GitHub is heal's own: the key of its marks, the newest pull request when an agent began (a later
 * one has a higher number), and since when an effect's answer is missing. Keys of fixes no longer hold a repository's name,
 * which may change: a fix has one number in the whole database.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table secrets (
      name text primary key,
      value bytea not null,
      created_at timestamptz not null
    );
    alter table fixes add column newest_pull integer not null default 0;
    alter table intents add column doubt_since timestamptz, add column looks integer not null default 0;
    update intents set key = regexp_replace(key, '^(fix-[a-z]+):[^:]+/[^:]+:', '\\1:')
      where key ~ '^fix-[a-z]+:[^:]+/[^:]+:';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table intents drop column doubt_since, drop column looks;
    alter table fixes drop column newest_pull;
    drop table secrets;
  `);
}
