import type { Knex } from "knex";

/**
 * `incidents.claims` counts claims, so that a worker whose claim ran out cannot write over the one that followed (the other
 * tables have `attempts` for it). `deliveries.part_of` and `part`: a delivery of many alerts is worked on in parts, in order.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table incidents add column claims bigint not null default 0;
    alter table deliveries add column part_of text, add column part integer;
    create index deliveries_parts on deliveries (part_of, part) where part_of is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index deliveries_parts;
    alter table deliveries drop column part_of, drop column part;
    alter table incidents drop column claims;
  `);
}
