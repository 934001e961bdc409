import type { Knex } from "knex";

/**
 * What keeps a step from getting further, and who was told where. `place_at`: when the incident got its share of the
 * repository's hourly issues; `listed_in`: the incident whose summary issue lists it (null: an issue of its own);
 * `issue_round`: counts up when its issue is gone from GitHub, so that the next one is another.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table incidents add column trouble jsonb;
    alter table incidents add column place_at timestamptz;
    alter table incidents add column listed_in bigint;
    alter table incidents add column issue_round integer not null default 1;
    create index incidents_places on incidents (repository, place_at) where place_at is not null;
    create index incidents_listed on incidents (listed_in) where listed_in is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index incidents_listed;
    drop index incidents_places;
    alter table incidents drop column issue_round;
    alter table incidents drop column listed_in;
    alter table incidents drop column place_at;
    alter table incidents drop column trouble;
  `);
}
